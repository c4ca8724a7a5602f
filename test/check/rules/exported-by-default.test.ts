import { manifests } from '../../manifest/index-of';
import { findingsOf } from '../findings-of';

/** What is exported where an object does not say it. */
const mesh = (meshConfig: object) => ({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh', namespace: 'istio-system' }, spec: { meshConfig } });
const PRIVATE_SERVICES = { defaultServiceExportTo: ['.'] };
const PRIVATE_ROUTES = { defaultVirtualServiceExportTo: ['.'] };
const PRIVATE_RULES = { defaultDestinationRuleExportTo: ['.'] };

const service = (namespace: string, annotations: object = {}) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace, annotations }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] },
});
const istio = (kind: string, namespace: string, name: string, spec: object) => ({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace }, spec });
const toModel = [{ route: [{ destination: { host: 'model.ml.svc.cluster.local' } }] }];

const httpGateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'edge', namespace: 'edge' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] },
};
const httpRoute = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'model', namespace: 'ml' },
  spec: { parentRefs: [{ name: 'edge', namespace: 'edge' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] },
};
const istioGateway = [
  istio('Gateway', 'ml', 'edge', { selector: { istio: 'edge' }, servers: [{ hosts: ['*'], port: { number: 80, name: 'http', protocol: 'HTTP' } }] }),
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'edge', namespace: 'edge', labels: { istio: 'edge' } }, spec: { containers: [{ name: 'istio-proxy' }] } },
];
const entry = (namespace: string, protocol: string) => istio('ServiceEntry', namespace, 'api', {
  hosts: ['api.example.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 443, name: 'port', protocol }],
});
const subsets = istio('DestinationRule', 'ml', 'model', { host: 'model', subsets: [{ name: 'v1', labels: { version: 'v1' } }] });
const toSubset = istio('VirtualService', 'web', 'model', {
  hosts: ['model.ml.svc.cluster.local'], http: [{ route: [{ destination: { host: 'model.ml.svc.cluster.local', subset: 'v1' } }] }],
});

test.each<[string, string, object, boolean, readonly object[]]>([
  ['a Service that the gateway of an HTTPRoute does not see', 'MLM0121', PRIVATE_SERVICES, true, [httpGateway, httpRoute, service('ml')]],
  ['one that says itself who sees it', 'MLM0121', PRIVATE_SERVICES, false, [httpGateway, httpRoute, service('ml', { 'networking.istio.io/exportTo': '*' })]],
  ['a VirtualService that its gateway does not see', 'MLM0121', PRIVATE_ROUTES, true, [
    ...istioGateway, service('ml'), istio('VirtualService', 'ml', 'model', { hosts: ['*'], gateways: ['edge'], http: toModel }),
  ]],
  ['a delegate that its root does not see', 'MLM0983', PRIVATE_ROUTES, true, [
    service('ml'),
    istio('VirtualService', 'web', 'root', { hosts: ['model.ml.svc.cluster.local'], http: [{ delegate: { name: 'leaf', namespace: 'ml' } }] }),
    istio('VirtualService', 'ml', 'leaf', { http: toModel }),
  ]],
  ['a destination that callers do not see', 'MLM0943', PRIVATE_SERVICES, true, [
    service('ml'), istio('VirtualService', 'web', 'model', { hosts: ['models.example.com'], http: toModel }),
  ]],
  ['a subset of a rule that callers do not see', 'MLM0945', PRIVATE_RULES, true, [service('ml'), subsets, toSubset]],
])('what the mesh hides is found: %s', (_, code, meshConfig, isFound, objects) => {
  expect(codes(mesh(meshConfig), ...objects).includes(code)).toBe(isFound);
  expect(codes(...objects)).not.toContain(code);
});

test.each<[string, string, object, readonly object[]]>([
  ['VirtualServices of one host', 'MLM0939', PRIVATE_ROUTES, ['web', 'other'].map((namespace) => (
    istio('VirtualService', namespace, 'model', { hosts: ['model.ml.svc.cluster.local'], http: toModel })))],
  ['ServiceEntries of other protocols', 'MLM0956', PRIVATE_SERVICES, [entry('web', 'TLS'), entry('other', 'HTTPS')]],
])('what the mesh keeps apart does not collide: %s', (_, code, meshConfig, objects) => {
  expect(codes(service('ml'), ...objects)).toContain(code);
  expect(codes(mesh(meshConfig), service('ml'), ...objects)).not.toContain(code);
});

function codes(...objects: readonly object[]): readonly string[] {
  return findingsOf(manifests(...objects), { dataPlane: 'sidecar' }).map((line) => line.slice(0, 7));
}
