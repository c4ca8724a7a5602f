import { indexOfObjects } from './index-of';
import { matchKey } from '../../src/manifest/gateway-api/matches';
import { SERVICE } from '../../src/manifest/kinds';

const service = (name: string, namespace = 'ml') => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [{ port: 80 }] } });
const route = (spec: object) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'ml' }, spec });
const virtualService = (spec: object) => ({ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'v', namespace: 'ml' }, spec });
const to = (host: string) => ({ route: [{ destination: { host } }] });

function receivers(...objects: object[]): string[] {
  const index = indexOfObjects(...objects);
  return index.all(SERVICE).filter((each) => index.traffic.to(each).length > 0).map(({ name }) => name);
}

test('backends and mirrors receive requests, whatever names them', () => {
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'b', port: 80 } } };

  expect(receivers(service('a'), service('b'), service('c'), route({ rules: [{ filters: [mirror], backendRefs: [{ name: 'a', port: 80, weight: 0 }] }] }))).toEqual(['a', 'b']);
  expect(receivers(service('a'), service('b'), service('c'), virtualService({ hosts: ['x'], http: [{ ...to('a'), mirror: { host: 'b.ml.svc.cluster.local' } }] }))).toEqual(['a', 'b']);
  expect(receivers(service('a'), service('b'), virtualService({ hosts: ['x'], http: [{ ...to('a'), mirrors: [{ destination: { host: 'b' } }] }] }))).toEqual(['a', 'b']);
  expect(receivers(service('a', 'other'), virtualService({ hosts: ['x'], tcp: [to('a')], tls: [to('a')] }))).toEqual([]);
});

test.each([
  [{ hosts: ['a'] }, ['a']],
  [{ hosts: ['a'], gateways: ['mesh', 'gw'] }, ['a']],
  [{ hosts: ['a'], gateways: ['gw'] }, []],
  [{ hosts: ['a.example.com'] }, []],
])('the VirtualService %j is for %j in the mesh', (spec, names) => {
  const index = indexOfObjects(service('a'), virtualService({ ...spec, http: [to('a')] }));
  const [a] = index.all(SERVICE);

  expect(index.traffic.virtualServicesOf(a).flatMap((each) => index.traffic.servicesFor(each)).map(({ name }) => name)).toEqual(names);
});

test.each([
  [{}, { path: { type: 'PathPrefix', value: '/' } }],
  [{ path: { value: '/v1/' } }, { path: { type: 'PathPrefix', value: '/v1' } }],
  [{ headers: [{ name: 'X-A', value: '1' }, { name: 'b', value: '2' }] }, { headers: [{ name: 'b', value: '2' }, { name: 'x-a', value: '1', type: 'Exact' }] }],
  [{ headers: [{ name: 'a', value: '1' }, { name: 'A', value: '2' }] }, { headers: [{ name: 'a', value: '1' }] }],
] as any[])('%j takes the same requests as %j', (one, other) => {
  expect(matchKey(one)).toBe(matchKey(other));
});

test.each([
  [{ path: { type: 'Exact', value: '/v1/' } }, { path: { type: 'Exact', value: '/v1' } }],
  [{ path: { value: '/v1' } }, { path: { type: 'Exact', value: '/v1' } }],
  [{ method: 'GET' }, {}],
  [{ headers: [{ name: 'a', value: '1' }] }, { headers: [{ name: 'a', value: '1', type: 'RegularExpression' }] }],
  [{ queryParams: [{ name: 'a', value: '1' }] }, { queryParams: [{ name: 'A', value: '1' }] }],
] as any[])('%j takes others than %j', (one, other) => {
  expect(matchKey(one)).not.toBe(matchKey(other));
});
