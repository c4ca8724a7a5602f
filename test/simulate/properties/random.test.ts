import * as fc from 'fast-check';
import { judgeOf, policy, worldOf } from './asked';
import { readSources } from '../../../src/manifest/read';
import { Source } from '../../../src/manifest/source';
import { type Expectation, fateOf } from '../../../src/simulate/properties/expectation';
import type { RequestFilter } from '../../../src/simulate/properties/filter';
import { PropertyError } from '../../../src/simulate/properties/problem';
import { Simulator } from '../../../src/simulate/simulator';
import { completeWorld } from '../../../src/simulate/world';
import { type Asked, requestOf } from '../ask';

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const list = (values: fc.Arbitrary<string>) => fc.array(values, { minLength: 1, maxLength: 2 }).map((all) => `[${all.join(', ')}]`);

const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/b', '/b/a', '/a/b/c', '/x/b', '/c/a/b'];
const path = some('{ value: / }', '{ value: /a }', '{ value: /a/b }', '{ type: Exact, value: /a }', '{ type: Exact, value: /ab }', '{ type: RegularExpression, value: "/[ab]/.*" }');
const header = some('{ name: x, value: "1" }', '{ name: x, type: RegularExpression, value: "1.*" }', '{ name: z, value: "1" }');
const match = fc.record({
  path: fc.option(path), headers: fc.option(header), method: fc.option(some('GET', 'POST')), query: fc.option(some('{ name: q, value: "1" }')),
}).map(({ path: p, headers, method, query }) => `{ ${[
  p && `path: ${p}`, headers && `headers: [${headers}]`, method && `method: ${method}`, query && `queryParams: [${query}]`,
].filter((each) => each !== null).join(', ')} }`);

const rule = fc.record({
  match,
  backend: some('{ name: v1, port: 80 }', '{ name: v2, port: 80 }', '{ name: v1, port: 80 }, { name: v2, port: 80, weight: 3 }'),
  rewrite: fc.option(some('/b', '/', '/c/a')),
  timeout: fc.option(some('5s', '10s')),
}).map(({ match: m, backend, rewrite, timeout }) => [
  `    - matches: [${m}]`,
  ...(rewrite !== null && m.includes('value: /') && !m.includes('type: Exact') && !m.includes('type: Reg') && m.includes('path')
    ? [`      filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: ${rewrite} } } }]`] : []),
  ...(timeout === null ? [] : [`      timeouts: { request: ${timeout} }`]),
  `      backendRefs: [${backend}]`,
].join('\n'));

const route = fc.record({ host: some('a.example.com', '"*.example.com"', '"*"'), parent: some('gateway', 'v1'), rules: fc.array(rule, { minLength: 1, maxLength: 3 }) });
const routes = fc.array(route, { minLength: 1, maxLength: 2 }).map((all) => all.map(({ host, parent, rules }, i) => (
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: route-${i}, namespace: ml }\nspec:\n  parentRefs: [${
    parent === 'gateway' ? '{ name: gateway }' : '{ kind: Service, group: "", name: v1 }'}]\n${
    host === '"*"' || parent === 'v1' ? '' : `  hostnames: [${host}]\n`}  rules:\n${rules.join('\n')}\n`)));

const operation = fc.oneof(
  list(some('/a', '/a*', '"*/b"', '/a/{*}', '/b/{**}')).chain((paths) => some(`paths: ${paths}`, `notPaths: ${paths}`)),
  list(some('GET', 'POST')).map((methods) => `methods: ${methods}`),
  list(some('a.example.com', '"*.example.com"', 'v1.ml', 'v1')).chain((hosts) => some(`hosts: ${hosts}`, `notHosts: ${hosts}`)),
).map((each) => `to: [{ operation: { ${each} } }]`);
const source = list(some('web', '"*"', 'ml')).chain((namespaces) => some(`namespaces: ${namespaces}`, `notNamespaces: ${namespaces}`)).map((each) => `from: [{ source: { ${each} } }]`);
const when = some('when: [{ key: "request.headers[x]", values: ["1*"] }]', 'when: [{ key: "request.headers[z]", notValues: ["1"] }]');
const policies = fc.array(fc.record({
  at: some('selector: { matchLabels: { app: v1 } }', 'selector: { matchLabels: { app: v2 } }', 'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }]'),
  action: some('ALLOW', 'DENY'),
  parts: fc.array(fc.oneof(operation, operation, source, when), { minLength: 1, maxLength: 2 }),
}), { maxLength: 2 }).map((all) => all.map(({ at, action, parts }, i) => policy(`policy-${i}`, `{ ${at}, action: ${action}, rules: [{ ${
  [...new Map(parts.map((part) => [part.slice(0, 2), part])).values()].join(', ')} }] }`)));

const NAMESPACES = { ambient: 'istio.io/dataplane-mode: ambient', sidecar: 'istio-injection: enabled' };
const world = fc.record({ plane: some('ambient' as const, 'sidecar' as const), routes, policies }).map(({ plane, routes: r, policies: p }) => worldOf(
  `apiVersion: v1\nkind: Namespace\nmetadata: { name: ml, labels: { ${NAMESPACES[plane]} } }\n`,
  'apiVersion: v1\nkind: Pod\nmetadata: { name: shop, namespace: web }\nspec: { serviceAccountName: shop, containers: [] }\n', ...r, ...p));

const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  some('ml/v1', 'ml/v2').map((backend) => ({ kind: 'never-reaches', backend } as const)),
  fc.record({ backend: some('ml/v1', 'ml/v2'), share: some(0, 0.25, 0.75) }).map((each) => ({ kind: 'share-at-most', ...each } as const)),
  fc.constant({ kind: 'denied' } as const),
  some(1, 5000, 10_000).map((millis) => ({ kind: 'timeout-at-least', millis } as const)),
);
const filter: fc.Arbitrary<RequestFilter> = fc.record({
  from: some(['outside'] as const, ['inside'] as const),
  paths: fc.option(some(['/a'], ['/a*'], ['/b', '/a/b']), { nil: undefined }),
  methods: fc.option(some(['GET'], ['POST', 'PUT']), { nil: undefined }),
  exceptNamespaces: fc.option(some(['web']), { nil: undefined }),
}, { requiredKeys: ['from'] });

const request = fc.record({
  host: some('a.example.com', 'b.example.com', 'example.org'),
  service: some('v1.ml', 'v2.ml', 'v1.ml.svc', 'v1.ml.svc.cluster.local'),
  path: some(...PATHS),
  method: some('GET', 'POST', 'PUT'),
  x: some(undefined, '1', '12', '2'),
  z: some(undefined, '1', ''),
  q: some('', '?q=1', '?q=2'),
  caller: some('shop', 'other'),
  namespace: some('web', 'ml', 'elsewhere'),
});

function asked(from: 'outside' | 'inside', { host, service, path: p, method, x, z, q, caller, namespace }: typeof request extends fc.Arbitrary<infer R> ? R : never): Asked {
  const headers = Object.entries({ x, z }).filter((each): each is [string, string] => each[1] !== undefined);
  return from === 'outside'
    ? { url: `http://${host}${p}${q}`, method, headers }
    : { url: `http://${service}${p}${q}`, method, headers, source: { namespace, name: caller } };
}

function isMeant({ paths, methods, exceptNamespaces = [] }: RequestFilter, { url, method, source: from }: Asked): boolean {
  const plain = /^http:\/\/[^/]+([^?]*)/.exec(url)![1];
  return (paths === undefined || paths.some((each) => (each.endsWith('*') ? plain.startsWith(each.slice(0, -1)) : plain === each)))
    && (methods === undefined || methods.includes(method!)) && !exceptNamespaces.includes(from?.namespace ?? '');
}

test('no request contradicts what is said to hold for all', () => {
  const verdicts = { holds: 0, broken: 0, unknown: 0, none: 0 };
  fc.assert(fc.property(world, filter, expectation, fc.array(request, { minLength: 60, maxLength: 60 }), (yaml, meant, said, requests) => {
    const sources = ['web', 'ml', 'elsewhere'].flatMap((namespace) => ['shop', 'other'].map((name) => ({ namespace, name })));
    const simulator = new Simulator(completeWorld(readSources([new Source('a.yaml', yaml)]).objects, { sources, takesStrangers: true }));
    const fates = requests.map((each) => asked(meant.from[0], each)).filter((each) => isMeant(meant, each))
      .map((each) => ({ each, fate: fateOf(said, simulator.answer(requestOf(each))) }));
    try {
      const { verdict } = judgeOf(yaml).judge(meant, said);
      verdicts[verdict]++;
      expect(verdict === 'broken' ? [] : fates.filter(({ fate }) => fate.holds === false).map(({ each }) => each)).toEqual([]);
    } catch (error) {
      if (!(error instanceof PropertyError)) {
        throw error;
      }
      verdicts.none++;
      expect(fates.filter(({ fate }) => fate.counts && fate.holds === false).map(({ each }) => each)).toEqual([]);
    }
  }), { numRuns: 60 });
  // Both answers are given, or nothing is shown.
  expect(Math.min(verdicts.holds, verdicts.broken)).toBeGreaterThan(0);
});
