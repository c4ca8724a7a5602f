import * as fc from 'fast-check';
import { indexOf, manifests } from './index-of';
import { hostCovers, hostIntersection } from '../../src/manifest/host-names';
import { HTTP_ROUTE } from '../../src/manifest/kinds';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

function gateway(...listeners: object[]): object {
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name: 'gateway', namespace: 'edge' },
    spec: { gatewayClassName: 'istio', listeners: listeners.map((listener, index) => ({ name: `l${index}`, port: 80, protocol: 'HTTP', ...listener })) },
  };
}

function route(ref: object, spec: object = {}, kind = 'HTTPRoute', namespace = 'edge'): object {
  return { apiVersion: GATEWAY_API, kind, metadata: { name: 'route', namespace }, spec: { parentRefs: [{ name: 'gateway', namespace: 'edge', ...ref }], ...spec } };
}

/** `l0 host` of each listener that takes the route, `l0: why` of each that does not. */
function verdicts(...objects: object[]): string[] {
  return indexOf(manifests(...objects)).attachments.all().flatMap(({ listeners, refused }) => [
    ...listeners.map(({ listener, hostnames }) => `${listener.spec.name} ${hostnames}`),
    ...refused.map(({ listener, why }) => `${listener.spec.name}: ${why}`),
  ]);
}

const all = { allowedRoutes: { namespaces: { from: 'All' } } };
const labelled = { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'ml' } } } } };
const named = { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': 'ml' } } } } };
const namespace = (labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels } });

test.each<[string, object[], string[]]>([
  ['takes all hosts', [gateway({}), route({})], ['l0 *']],
  ['takes the hosts that both name', [gateway({ hostname: '*.example.com' }), route({}, { hostnames: ['a.example.com', 'b.example.org'] })], ['l0 a.example.com']],
  ['has no host in common', [gateway({ hostname: 'a.example.com' }), route({}, { hostnames: ['b.example.com'] })], ['l0: hostname']],
  ['is another section', [gateway({}, {}), route({ sectionName: 'l1' })], ['l1 *', 'l0: sectionName']],
  ['is another port', [gateway({}, { port: 8080 }), route({ port: 8080 })], ['l1 *', 'l0: port']],
  ['is for another kind', [gateway({ protocol: 'TCP' }), route({})], ['l0: kind']],
  ['is for a kind by its list', [gateway({ allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }), route({})], ['l0: kind']],
  ['takes gRPC as HTTP', [gateway({}), route({}, {}, 'GRPCRoute')], ['l0 *']],
  ['is for its own namespace', [gateway({}), route({}, {}, 'HTTPRoute', 'ml')], ['l0: namespace']],
  ['is for all namespaces', [gateway(all), route({}, {}, 'HTTPRoute', 'ml')], ['l0 *']],
  ['is for labelled namespaces', [gateway(labelled), route({}, {}, 'HTTPRoute', 'ml'), namespace({ team: 'ml' })], ['l0 *']],
  ['is for namespaces with another label', [gateway(labelled), route({}, {}, 'HTTPRoute', 'ml'), namespace({ team: 'web' })], ['l0: namespace']],
  ['is for namespaces of which nothing is known', [gateway(labelled), route({}, {}, 'HTTPRoute', 'ml')], ['l0: unknown namespace']],
  ['names the namespace', [gateway(named), route({}, {}, 'HTTPRoute', 'ml')], ['l0 *']],
  ['is not there', [route({})], []],
])('a listener that %s', (_, objects, expected) => {
  expect(verdicts(...objects)).toEqual(expected);
});

test('a listener of a ListenerSet belongs to the Gateway of the set', () => {
  const set = {
    apiVersion: GATEWAY_API,
    kind: 'ListenerSet',
    metadata: { name: 'more', namespace: 'edge' },
    spec: { parentRef: { name: 'gateway' }, listeners: [{ name: 'm0', port: 8080, protocol: 'HTTP' }] },
  };
  const index = indexOf(manifests(gateway({}), set, route({ kind: 'ListenerSet', name: 'more' })));
  const [{ listeners: [{ listener }] }] = index.attachments.all();

  expect([listener.spec.name, listener.gateway.id, listener.at('port').path.join('.')]).toEqual(['m0', 'Gateway edge/gateway', 'spec.listeners.0.port']);
  expect(index.attachments.on(listener).map(({ route: { id } }) => id)).toEqual(['HTTPRoute edge/route']);
});

test('a Service can be a parent, without listeners', () => {
  const index = indexOf(manifests(
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'llm', namespace: 'edge' }, spec: {} },
    route({ group: '', kind: 'Service', name: 'llm', port: 80 }),
  ));
  const [{ parent, listeners }] = index.attachments.of(index.all(HTTP_ROUTE)[0]);

  expect([parent?.id, listeners]).toEqual(['Service edge/llm', []]);
  expect(index.attachments.to(parent!)).toHaveLength(1);
});

describe('grants', () => {
  const grant = (to: object) => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace: 'ml' },
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'edge' }], to: [{ group: '', kind: 'Service', ...to }] },
  });

  test.each<[string, object, string, boolean]>([
    ['for any name', {}, 'ml', true], ['for the name', { name: 'llm' }, 'ml', true], ['for another name', { name: 'x' }, 'ml', false],
    ['for another kind', { kind: 'Secret' }, 'ml', false], ['in another namespace', {}, 'web', false], ['not needed', { name: 'x' }, 'edge', true],
  ])('%s', (_, to, target, expected) => {
    const index = indexOf(manifests(grant(to), route({})));

    expect(index.grants.isGranted(index.all(HTTP_ROUTE)[0], { group: '', kind: 'Service', namespace: target, name: 'llm' })).toBe(expected);
  });
});

describe('hosts', () => {
  const label = fc.constantFrom('a', 'b', 'example', 'com');
  const host = fc.tuple(fc.constantFrom('', '*.'), fc.array(label, { minLength: 1, maxLength: 3 })).map(([star, labels]) => `${star}${labels.join('.')}`);
  const plain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

  test('a plain name is in the intersection if and only if it is in both', () => {
    fc.assert(fc.property(host, host, plain, (a, b, name) => {
      const both = hostIntersection(a, b);
      expect(both !== undefined && hostCovers(both, name)).toBe(hostCovers(a, name) && hostCovers(b, name));
    }));
  });

  test('left out is any, and case does not count', () => {
    expect([hostIntersection(undefined, 'a'), hostIntersection('', undefined), hostIntersection('A.example.com', 'a.EXAMPLE.com')]).toEqual(['a', '*', 'a.EXAMPLE.com']);
  });
});
