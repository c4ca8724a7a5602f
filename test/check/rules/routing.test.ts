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
