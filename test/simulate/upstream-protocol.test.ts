import { ask } from './ask';
import { manifests } from '../manifest/index-of';

const caller = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml' }, spec: { serviceAccountName: 'caller', containers: [] } };
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } };
const gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'gateway', namespace: 'ml' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};
const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'model', namespace: 'ml' },
  spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
};
const mesh = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh' }, spec: { meshConfig: { h2UpgradePolicy: 'UPGRADE' } } };
const rule = (http: object) => ({
  apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'model', namespace: 'ml' }, spec: { host: 'model', trafficPolicy: { connectionPool: { http } } },
});

/** What servers without a sidecar get: from a gateway, from a sidecar for callers of HTTP/1.1, and for those of HTTP/2. */
function received(portName: string | undefined, ...more: readonly object[]) {
  const server = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'model', namespace: 'ml', labels: { 'app': 'model', 'sidecar.istio.io/inject': 'false' } }, spec: { containers: [] } };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ name: portName, port: 80 }] } };
  const yaml = manifests(namespace, caller, server, service, gateway, route, ...more);
  const source = { namespace: 'ml', name: 'caller' };
  const asked = [{ url: 'http://ml.example.com/' }, { url: 'http://model.ml/', source }, { url: 'http://model.ml/', source, protocol: 'http2' as const }];
  return asked.map((each) => ask(yaml, each)[0].upstream?.message.protocol);
}

// istio.io/istio pilot/pkg/networking/core/cluster_traffic_policy.go `shouldH2Upgrade`, cluster_builder.go `setUpstreamProtocol`
test.each<[string, string | undefined, object[], string[]]>([
  ['a port of HTTP', 'http', [], ['http1', 'http1', 'http1']],
  ['a port of HTTP/2', 'http2', [], ['http2', 'http2', 'http2']],
  ['a port without a name', undefined, [], ['http1', 'http1', 'http2']],
  ['a port of HTTP, and a mesh that upgrades', 'http', [mesh], ['http2', 'http2', 'http2']],
  ['a port without a name, and a mesh that upgrades', undefined, [mesh], ['http1', 'http1', 'http2']],
  ['a rule that upgrades', 'http', [rule({ h2UpgradePolicy: 'UPGRADE' })], ['http2', 'http2', 'http2']],
  ['a rule that upgrades a port without a name', undefined, [rule({ h2UpgradePolicy: 'UPGRADE' })], ['http2', 'http1', 'http2']],
  ['a rule that does not upgrade as the mesh does', 'http', [mesh, rule({ h2UpgradePolicy: 'DO_NOT_UPGRADE' })], ['http1', 'http1', 'http1']],
  ['a rule that leaves it to the mesh', 'http', [mesh, rule({ h2UpgradePolicy: 'DEFAULT' })], ['http2', 'http2', 'http2']],
  ['a rule that calls as callers do', 'http', [mesh, rule({ useClientProtocol: true })], ['http1', 'http1', 'http2']],
])('%s', (_, portName, more, expected) => {
  expect(received(portName, ...more)).toEqual(expected);
});
