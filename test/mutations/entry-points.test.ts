import { KINDS } from '../../scripts/mutations/breakages';
import type { World } from '../../scripts/mutations/world';
import type { Manifest } from '../../src/manifest/manifest-object';

function object(apiVersion: string, kind: string, name: string, spec: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: 'ml' }, spec };
}

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const gateway = (hostname?: string) => object(GATEWAY_API, 'Gateway', 'gateway', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', hostname }] });
const route = (spec: object) => object(GATEWAY_API, 'HTTPRoute', 'chat', { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'model', port: 8000 }] }], ...spec });
const service = (name: string, port = 8000) => object('v1', 'Service', name, { selector: { app: name }, ports: [{ name: 'http', port, targetPort: 9000 }] });
const policy = object('security.istio.io/v1', 'AuthorizationPolicy', 'model', { selector: { matchLabels: { app: 'model' } } });

function breakagesOf(kind: string, broken: Manifest, ...others: readonly Manifest[]): string[] {
  const world: World = { name: 'w', file: 'w.yaml', mesh: {}, manifests: [broken, ...others], others: [] };
  return KINDS[kind](broken, world).map(({ about }) => about);
}

test('the port of a listener is broken where a route names it, and else is that of another platform', () => {
  expect(breakagesOf('port', gateway(), route({}))).toEqual([]);
  expect(breakagesOf('port', gateway(), route({ parentRefs: [{ name: 'gateway', port: 80 }] }))).toEqual(['spec.listeners.0.port: 80 -> 81']);
});

test('a host is broken where listener and route both say it', () => {
  const host = 'chat.example.com';

  expect(breakagesOf('host', gateway(host), route({}))).toEqual([]);
  expect(breakagesOf('host', gateway(host), route({ hostnames: [host] }))).toHaveLength(1);
  expect(breakagesOf('host', route({ hostnames: [host] }), gateway())).toEqual([]);
  expect(breakagesOf('host', route({ hostnames: [host] }), gateway('*.example.com'))).toEqual([]);
  expect(breakagesOf('host', route({ hostnames: [host] }), gateway(host))).toHaveLength(1);
});

test('name and port of a Service are broken where somebody names them', () => {
  expect(breakagesOf('rename', service('model'), route({}))).toHaveLength(1);
  expect(breakagesOf('rename', service('other'), route({}))).toEqual([]);
  expect(breakagesOf('port', service('model'), route({}))).toEqual(['spec.ports.0.port: 8000 -> 8001', 'spec.ports.0.targetPort: 9000 -> 9001']);
  expect(breakagesOf('port', service('model', 80), route({}))).toEqual(['spec.ports.0.targetPort: 9000 -> 9001']);
});

test('what nobody refers to, or what chooses by itself, is not deleted', () => {
  expect(breakagesOf('delete', service('model'), route({}))).toEqual(['gone']);
  expect(breakagesOf('delete', service('other'), route({}))).toEqual([]);
  expect(breakagesOf('delete', gateway(), route({}))).toEqual(['gone']);
  expect(breakagesOf('delete', route({}), gateway())).toEqual([]);
  expect(breakagesOf('delete', policy, service('model'))).toEqual([]);
});
