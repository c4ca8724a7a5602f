import { manifests } from '../../manifest/index-of';
import { findingsOf } from '../findings-of';

const metadata = (namespace: string, name: string, rest: object = {}) => ({ namespace, name, ...rest });
const namespace = (name: string, labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const pod = (of: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: metadata(of, 'app'), spec: { containers: [{ name: 'app', image: 'app' }] } });
const service = (name: string, exportTo?: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata('ml', name, exportTo === undefined ? {} : { annotations: { 'networking.istio.io/exportTo': exportTo } }),
  spec: { ports: [{ name: 'http', port: 80 }] },
});
const istio = (kind: string, of: string, spec: object) => ({ apiVersion: 'networking.istio.io/v1', kind, metadata: metadata(of, 'model'), spec });
const gatewayApi = (kind: string, of: string, name: string, spec: object) => (
  { apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: metadata(of, name), spec });

const toHidden = [{ route: [{ destination: { host: 'hidden.ml.svc.cluster.local' } }] }];
const HIDDEN = [service('model'), service('hidden', '.')];
const CALLERS = [namespace('web', { 'istio-injection': 'enabled' }), pod('web')];
const virtualService = (spec: object = {}) => istio('VirtualService', 'ml', { hosts: ['model'], http: toHidden, ...spec });
const route = (of = 'ml', ref: object = { name: 'hidden', port: 80 }) => gatewayApi('HTTPRoute', of, 'model', {
  parentRefs: [{ group: '', kind: 'Service', namespace: 'ml', name: 'model', port: 80 }], rules: [{ backendRefs: [{ namespace: 'ml', ...ref }] }],
});
const WAYPOINT = [
  namespace('ml', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', 'istio.io/use-waypoint-namespace': 'edge' }),
  gatewayApi('Gateway', 'edge', 'waypoint', {
    gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'All' } } }],
  }),
];

/** From whom what is hidden, as it is told. */
const blind = (...objects: readonly object[]) => (
  findingsOf(manifests(...objects)).filter((line) => line.startsWith('MLM0132')).map((line) => /: (.*), whose proxies/.exec(line)![1]));

test.each<[string, readonly string[], readonly object[]]>([
  ['callers of the host have sidecars', ['Service ml/hidden is not exported to web'], [...HIDDEN, ...CALLERS, virtualService()]],
  ['a copy is sent', ['Service ml/hidden is not exported to web'], [
    ...HIDDEN, ...CALLERS, virtualService({ http: [{ route: [{ destination: { host: 'model' } }], mirror: { host: 'hidden' } }] }),
  ]],
  ['some of the callers see it', ['Service ml/hidden is not exported to web'], [
    ...HIDDEN, ...CALLERS, namespace('ml', { 'istio-injection': 'enabled' }), pod('ml'), virtualService(),
  ]],
  ['all of them do', [], [service('model'), service('hidden', '.,web'), ...CALLERS, virtualService()]],
  ['they do not see the host', [], [service('model', '.'), service('hidden', '.'), ...CALLERS, virtualService()]],
  ['they do not see the VirtualService', [], [...HIDDEN, ...CALLERS, virtualService({ exportTo: ['.'] })]],
  ['they have no sidecar', [], [...HIDDEN, namespace('web', {}), pod('web'), virtualService()]],
  ['nothing is known of their namespace', [], [...HIDDEN, pod('web'), virtualService()]],
  ['a Sidecar says what they see', [], [...HIDDEN, ...CALLERS, istio('Sidecar', 'web', { egress: [{ hosts: ['./*'] }] }), virtualService()]],
  ['the only pods there are those of a gateway', [], [
    ...HIDDEN, CALLERS[0], gatewayApi('Gateway', 'web', 'edge', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }), virtualService(),
  ]],
  ['the VirtualService is for a gateway', [], [...HIDDEN, ...CALLERS, virtualService({ gateways: ['edge'] })]],
  ['a part of it is for some callers', [], [...HIDDEN, ...CALLERS, virtualService({ http: [{ match: [{ sourceNamespace: 'ml' }], ...toHidden[0] }] })]],
  ['two have the host of the destination', [], [
    ...HIDDEN, ...CALLERS, virtualService(),
    istio('ServiceEntry', 'ml', { hosts: ['hidden.ml.svc.cluster.local'], resolution: 'STATIC', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }] }),
  ]],
  ['a route of the Service is for all callers', ['Service ml/hidden is not exported to web'], [...HIDDEN, ...CALLERS, route()]],
  ['a route of their namespace is for them', ['Service ml/hidden is not exported to web'], [...HIDDEN, ...CALLERS, route('web')]],
  ['a route of another namespace is for others', [], [...HIDDEN, ...CALLERS, route('other')]],
  ['the backend of the route is seen', [], [...HIDDEN, ...CALLERS, route('ml', { name: 'model', port: 80 })]],
  ['the waypoint is in another namespace', ['Service ml/hidden is not exported to edge'], [...HIDDEN, ...WAYPOINT, route()]],
  ['the waypoint has no part in a route for callers of another namespace', [], [...HIDDEN, ...WAYPOINT, route('web')]],
])('a route sends to what is hidden from proxies that have it: %s', (_, expected, objects) => {
  expect(blind(...objects)).toEqual(expected);
});
