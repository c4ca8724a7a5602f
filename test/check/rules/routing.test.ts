import { findingsOf as allFindingsOf, type TestOptions } from '../findings-of';

/** Without what may exist elsewhere. */
function findingsOf(text: string, options?: TestOptions): string[] {
  return allFindingsOf(text, options).filter((finding) => !finding.includes(' info '));
}

function virtualService(uri: object): string {
  return JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'v', namespace: 'ml' },
    spec: { hosts: ['m'], http: [{ match: [{ uri }], route: [{ destination: { host: 'm' } }] }] },
  });
}

function httpRoute(rule: object): string {
  return JSON.stringify({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'ml' }, spec: { rules: [rule] } });
}

test.each([{ prefix: '/' }, { prefix: '/v1/' }, { exact: '/v1' }, { regex: '/v1' }])('%j ends with a segment', (uri) => {
  expect(findingsOf(virtualService(uri))).toEqual([]);
});

test('a prefix that ends inside of a segment is told with what it takes besides', () => {
  expect(findingsOf(virtualService({ prefix: '/v1' }))).toEqual([
    'MLM0202 warning VirtualService ml/v spec.http[0].match[0].uri.prefix: /v1 matches /v1X as well',
  ]);
});

test('a mirror is not counted among those that answer', () => {
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'b', port: 80 } } };

  expect(findingsOf(httpRoute({ filters: [mirror], backendRefs: [{ name: 'a', port: 80, weight: 0 }] }))).toEqual([
    'MLM0203 error HTTPRoute ml/r spec.rules[0].backendRefs: every backend of the rule has weight 0: a',
  ]);
});

test('a redirect needs no backend', () => {
  expect(findingsOf(httpRoute({ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }))).toEqual([]);
});

test('a listener has a protocol of the class of its Gateway', () => {
  const of = (gatewayClassName: string, protocol: string) => findingsOf(JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'g', namespace: 'ml' }, spec: { gatewayClassName, listeners: [{ name: 'l', port: 15008, protocol }] },
  }));

  expect(of('istio-waypoint', 'HTTP')).toEqual([
    "MLM0201 error Gateway ml/g spec.listeners[0].protocol: Istio serves no listener with protocol 'HTTP' at a Gateway of class istio-waypoint",
  ]);
  expect(of('istio', 'HBONE')).toEqual(["MLM0201 error Gateway ml/g spec.listeners[0].protocol: Istio serves no listener with protocol 'HBONE'"]);
  expect(of('istio-waypoint', 'HBONE')).toEqual([]);
  expect(of('istio', 'HTTP')).toEqual([]);
});

test('a class of Gateways may have any name', () => {
  const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'g', namespace: 'ml' }, spec: { gatewayClassName: 'constructor', listeners: [{ name: 'l', port: 80, protocol: 'HBONE' }] } };

  expect(findingsOf(JSON.stringify(gateway)).filter((finding) => finding.startsWith('MLM0201'))).toEqual([]);
});

test('a listener without TLS settings may be a place for those of ListenerSets', () => {
  const gatewayOf = (more: object) => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'g', namespace: 'ml' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'l', port: 443, protocol: 'HTTPS' }], ...more },
  });
  const gateway = gatewayOf({});
  const listeners = (name: string) => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ListenerSet', metadata: { name: 's', namespace: 'ml' }, spec: { parentRef: { name }, listeners: [{ name: 'l', port: 80, protocol: 'HTTP' }] },
  });
  const found = ['MLM0212 error Gateway ml/g spec.listeners[0].protocol: a listener with protocol HTTPS and without tls is not opened'];

  expect(findingsOf(gateway)).toEqual(found);
  expect(findingsOf(`${gateway}\n---\n${listeners('other')}`)).toEqual(found);
  expect(findingsOf(`${gateway}\n---\n${listeners('g')}`)).toEqual([]);
  expect(findingsOf(gatewayOf({ allowedListeners: { namespaces: { from: 'All' } } }))).toEqual([]);
  expect(findingsOf(gatewayOf({ allowedListeners: { namespaces: { from: 'None' } } }))).toEqual(found);
});

test.each([
  ['nothing', {}, true],
  ['copies for somebody', { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'm', port: 80 } } }] }, true],
  ['a redirect', { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }, false],
  ['a backend', { backendRefs: [{ name: 'm', port: 80 }] }, false],
])('a rule leads somewhere or answers: %s', (_, rule, isFound) => {
  const route = JSON.stringify({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'ml' }, spec: { rules: [rule] } });
  const found = findingsOf(route).filter((finding) => finding.startsWith('MLM0213'));

  expect(found).toEqual(isFound ? ['MLM0213 error HTTPRoute ml/r spec.rules[0]: the rule has no backendRefs and no redirect: what it matches is answered with 500'] : []);
});

test('a route for the mesh needs no host, and one with hosts a parent', () => {
  const route = (spec: object) => findingsOf(JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'ml' }, spec: { rules: [{ backendRefs: [{ name: 'm', port: 80 }] }], ...spec },
  })).filter((finding) => finding.startsWith('MLM0214'));

  expect(route({ hostnames: ['a.example.com', 'b.example.com'] })).toEqual([
    'MLM0214 error HTTPRoute ml/r spec.hostnames: the route has no parentRefs: nobody serves a.example.com, b.example.com',
  ]);
  expect([route({}), route({ parentRefs: [{ name: 'g' }], hostnames: ['a.example.com'] })]).toEqual([[], []]);
});

test('a route without hosts needs a parent where all that there is is known, and has gateways', () => {
  const object = (kind: string, name: string, spec: object) => `${JSON.stringify({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name, namespace: 'ml' }, spec })}\n---\n`;
  const edge = object('Gateway', 'g', { gatewayClassName: 'istio', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }] });
  const found = (spec: object, others: string, isComplete: boolean) => findingsOf(object('HTTPRoute', 'r', spec) + others, { isComplete })
    .filter((finding) => finding.startsWith('MLM0214'));

  expect(found({}, edge, true)).toEqual(['MLM0214 error HTTPRoute ml/r spec: the route has no parentRefs: nobody serves it']);
  expect([found({}, '', true), found({}, edge, false), found({ parentRefs: [{ name: 'g' }] }, edge, true)]).toEqual([[], [], []]);
});

describe('MLM0215: an expression that RE2 does not take', () => {
  const route = (kind: string, matches: object) => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'r', namespace: 'ml' }, spec: { rules: [{ matches: [matches], backendRefs: [{ name: 'a', port: 80 }] }] },
  });
  const type = 'RegularExpression';

  test.each([
    ['HTTPRoute', { path: { type, value: '/(?!a)' } }, 'path.value'],
    ['HTTPRoute', { headers: [{ name: 'x', value: '(?!a)' }, { type, name: 'y', value: '(?=a)' }] }, 'headers[1].value'],
    ['HTTPRoute', { queryParams: [{ type, name: 'x', value: '(a)\\1' }] }, 'queryParams[0].value'],
    ['GRPCRoute', { headers: [{ type, name: 'x', value: '(?<!a)b' }] }, 'headers[0].value'],
  ])('%s: %j', (kind, matches, path) => {
    const found = findingsOf(route(kind, matches)).filter((finding) => finding.startsWith('MLM0215'));
    expect(found).toEqual([expect.stringContaining(`MLM0215 error ${kind} ml/r spec.rules[0].matches[0].${path}: RE2 does not understand`)]);
  });
});
