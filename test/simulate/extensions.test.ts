import { ask } from './ask';
import { manifests } from '../manifest/index-of';

const LUA = { lua: { inlineCode: 'function envoy_on_request(handle) end' } };
const WASM = { url: 'oci://registry.example.com/filter:1' };
const namespace = (name: string, labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const service = (name: string) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'ml' }, spec: { selector: { app: name }, ports: [{ name: 'http', port: 80 }, { name: 'tcp', port: 90 }] },
});
const gatewayApi = (kind: string, name: string, spec: object) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name, namespace: 'ml' }, spec });
const extension = (spec: object, space = 'ml', kind = 'TrafficExtension') => (
  { apiVersion: 'extensions.istio.io/v1alpha1', kind, metadata: { name: 'e', namespace: space }, spec });
const refs = (kind: string, name: string, group = 'gateway.networking.k8s.io') => ({ targetRefs: [{ group, kind, name }] });
const at = (app: string) => ({ selector: { matchLabels: { app } } });

const caller = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml', labels: { app: 'caller' } }, spec: { serviceAccountName: 'caller', containers: [] },
};
const SIDECARS = [namespace('ml', { 'istio-injection': 'enabled' }), service('model'), service('other'), caller];
const BEHIND_WAYPOINT = [
  namespace('ml', { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'wp' }),
  gatewayApi('Gateway', 'wp', { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] }),
  service('model'),
  caller,
];
const AT_GATEWAY = [
  service('model'),
  gatewayApi('Gateway', 'public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
  gatewayApi('HTTPRoute', 'r', { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] }),
];
const WITHIN = { url: 'http://model.ml/', source: { namespace: 'ml', name: 'caller' } };
const OUTSIDE = { url: 'http://a.example.com/' };

test.each<[what: string, world: readonly object[], written: object, cause: string | undefined]>([
  ['pods that answer', SIDECARS, extension({ ...LUA, ...at('model') }), 'extension'],
  ['other pods', SIDECARS, extension({ ...LUA, ...at('other') }), undefined],
  ['a namespace', SIDECARS, extension(LUA), 'extension'],
  ['another namespace', SIDECARS, extension(LUA, 'else'), undefined],
  ['the mesh', SIDECARS, extension(LUA, 'istio-system'), 'extension'],
  ['pods that answer, by a WasmPlugin', SIDECARS, extension({ ...WASM, ...at('model') }, 'ml', 'WasmPlugin'), 'extension'],
  ['what they call alone', SIDECARS, extension({ ...LUA, ...at('model'), match: [{ mode: 'CLIENT' }] }), undefined],
  ['what their callers call', SIDECARS, extension({ ...LUA, ...at('caller'), match: [{ mode: 'CLIENT' }] }), 'extension'],
  ['another port', SIDECARS, extension({ ...LUA, ...at('model'), match: [{ mode: 'SERVER', ports: [{ number: 81 }] }] }), undefined],
  ['their port', SIDECARS, extension({ ...LUA, ...at('model'), match: [{ mode: 'SERVER', ports: [{ number: 80 }] }] }), 'extension'],
  ['a waypoint, by labels', BEHIND_WAYPOINT, extension({ ...LUA, selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'wp' } } }), undefined],
  ['a waypoint, by its name', BEHIND_WAYPOINT, extension({ ...LUA, ...refs('Gateway', 'wp') }), 'extension'],
  ['a Service at a waypoint', BEHIND_WAYPOINT, extension({ ...LUA, ...refs('Service', 'model', '') }), 'extension'],
  ['another Service at a waypoint', BEHIND_WAYPOINT, extension({ ...LUA, ...refs('Service', 'other', '') }), undefined],
])('a program for %s', (_, world, written, cause) => {
  expect(ask(manifests(...world, written), WITHIN)[0].unknown).toBe(cause);
});

test('a program for connections runs where bytes are passed on, and one for requests does not', () => {
  const bytes = (spec: object) => ask(manifests(...SIDECARS, extension({ ...spec, ...at('model') }, 'ml', 'WasmPlugin')), { ...WITHIN, url: 'http://model.ml:90/' })[0].unknown;

  expect(bytes(WASM)).toBeUndefined();
  expect(bytes({ ...WASM, type: 'NETWORK' })).toBe('extension');
});

test('a program for a gateway is one for its requests', () => {
  expect(ask(manifests(...AT_GATEWAY, extension({ ...LUA, ...refs('Gateway', 'public') })), OUTSIDE)[0].unknown).toBe('extension');
  expect(ask(manifests(...AT_GATEWAY, extension({ ...LUA, ...refs('Gateway', 'other') })), OUTSIDE)[0].unknown).toBeUndefined();
});
