import { Chart, Testing } from 'cdk8s';
import type { MeshGatewayAttributes } from '../../src';
import { Backend, MeshGateway, MlServingMesh, ModelRoute } from '../../src';

/** The listeners that checks and simulations see, with a route of each of these namespaces. */
function stubListeners(attributes: Omit<MeshGatewayAttributes, 'name' | 'namespace'>, namespaces = ['ml-serving']): any[] {
  const chart = new Chart(Testing.app(), 'app');
  const gateway = MeshGateway.fromGateway({ name: 'shared', namespace: 'gateways', ...attributes });
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml-serving', gateway });
  mesh.addNamespace('gateways', { adopt: true });
  for (const namespace of namespaces) {
    const backend = Backend.service('predictor', 8080, { namespace: 'models' });
    new ModelRoute(chart, `route-${namespace}`, { mesh, namespace, backend, paths: [`/${namespace}`] });
  }
  return mesh.externalObjects.find(({ kind }) => kind === 'Gateway')!.stub.spec.listeners;
}

test.each<[string, Omit<MeshGatewayAttributes, 'name' | 'namespace'>, RegExp]>([
  ['a listener', { listeners: ['http', 'http'] }, /\[app\/mesh\] gateway\.listeners names something twice, got 'http': name it once/],
  ['a host', { hostnames: ['a.b', 'a.b'] }, /\[app\/mesh\] gateway\.hostnames names something twice, got 'a\.b'/],
])('%s is named once', (_, attributes, message) => {
  expect(() => stubListeners(attributes)).toThrow(message);
});

test('a route has no more parents than 32', () => {
  const listeners = Array.from({ length: 33 }, (_, i) => `l${i}`);
  expect(() => stubListeners({ listeners })).toThrow(/gateway\.listeners must be 32 at most, since a route names each of them as a parent, got 33/);
  expect(stubListeners({ listeners: listeners.slice(1) })).toHaveLength(32);
});

test('listeners keep their names, whatever the hosts, since routes refer to them', () => {
  const hostnames = ['a.example.com', 'b.example.com'];
  const listeners = stubListeners({ listeners: ['http', 'https'], hostnames });
  expect(listeners.map(({ name, hostname }) => [name, hostname])).toEqual([['http', undefined], ['https', undefined]]);
});

test('listeners differ in port where they take the same host, as the CRD asks', () => {
  expect(stubListeners({ listeners: ['http', 'https'] }).map(({ port }) => port)).toEqual([80, 81]);
});

test('a single host is that of the listener', () => {
  expect(stubListeners({ listeners: ['https'], hostnames: ['*.example.com'] })[0].hostname).toBe('*.example.com');
});

test('without names there is a listener for each host', () => {
  const listeners = stubListeners({ hostnames: ['a.example.com', 'b.example.com'] });
  expect(listeners.map(({ name, hostname }) => [name, hostname])).toEqual([['http-0', 'a.example.com'], ['http-1', 'b.example.com']]);
});

test('routes of the namespace of the gateway are admitted beside those of others', () => {
  const [{ allowedRoutes }] = stubListeners({}, ['gateways', 'ml-serving']);
  expect(allowedRoutes.namespaces.selector.matchExpressions[0].values).toEqual(['gateways', 'ml-serving']);
});
