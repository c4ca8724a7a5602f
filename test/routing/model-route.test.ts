import { Duration } from 'cdk8s';
import { EXPERIMENTAL, PLANES, Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { PathMatch } from '../../src/core/match/path-match';
import { QueryParamMatch } from '../../src/core/match/query-param-match';
import { Backend } from '../../src/routing/backend';
import type { ModelRouteProps } from '../../src/routing/model-route';
import { ModelRoute } from '../../src/routing/model-route';
import { RetryPolicy } from '../../src/routing/retry-policy';

function bert(platform: Platform, props: Partial<ModelRouteProps> = {}): ModelRoute {
  const backend = Backend.workload(platform.predictor('bert-predictor'));
  return new ModelRoute(platform.chart, 'bert', { mesh: platform.mesh, backend, ...props });
}

test.each(PLANES)('a path leads to a predictor (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  bert(platform, { paths: ['/v1/models/bert'], timeout: Duration.seconds(10) });
  expect(platform.rules('bert')).toEqual([{
    matches: [{ path: { type: 'PathPrefix', value: '/v1/models/bert' } }],
    timeouts: { request: '10s' },
    backendRefs: [{ group: '', kind: 'Service', name: 'bert-predictor', port: 8080 }],
  }]);
});

test('methods make a match each, headers and parameters stand in all of them', () => {
  const platform = new Platform();
  bert(platform, {
    paths: ['/a', '/b'],
    methods: ['GET', 'POST'],
    headers: [HeaderMatch.exact('x-a', '1'), HeaderMatch.present('x-b')],
    queryParams: [QueryParamMatch.exact('q', '1')],
  });
  const others = {
    headers: [{ type: 'Exact', name: 'x-a', value: '1' }, { type: 'RegularExpression', name: 'x-b', value: '.*' }],
    queryParams: [{ type: 'Exact', name: 'q', value: '1' }],
  };
  expect(platform.rules('bert')[0].matches).toEqual(['/a', '/b'].flatMap((value) => ['GET', 'POST'].map((method) => (
    { path: { type: 'PathPrefix', value }, method, ...others }))));
});

test('a gRPC method is an exact path, a gRPC service a prefix', () => {
  const platform = new Platform();
  bert(platform, { pathMatches: [PathMatch.grpc('inference.GRPCInferenceService', 'ModelInfer'), PathMatch.grpc('ranking.Ranker')] });
  expect(platform.rules('bert')[0].matches.map(({ path }: any) => path)).toEqual([
    { type: 'Exact', value: '/inference.GRPCInferenceService/ModelInfer' },
    { type: 'PathPrefix', value: '/ranking.Ranker' },
  ]);
});

test('a rewritten prefix takes a rule for each match, and every rule keeps limit and mirror', () => {
  const platform = new Platform();
  bert(platform, {
    paths: ['/team-a/bert', '/bert'],
    methods: ['GET', 'POST'],
    rewritePrefix: '/v1/models/bert',
    rewriteHostname: 'bert.internal',
    timeout: Duration.seconds(10),
    mirror: { backend: Backend.workload(platform.predictor('shadow')) },
  });
  const rules = platform.rules('bert');
  expect(rules).toHaveLength(4);
  for (const { matches, filters, timeouts } of rules) {
    expect(matches).toHaveLength(1);
    expect(timeouts).toEqual({ request: '10s' });
    expect(filters).toEqual([
      { type: 'URLRewrite', urlRewrite: { hostname: 'bert.internal', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v1/models/bert' } } },
      { type: 'RequestMirror', requestMirror: { backendRef: { group: '', kind: 'Service', name: 'shadow', port: 8080 }, percent: 100 } },
    ]);
  }
});

test('a rewritten host alone leaves all matches in one rule', () => {
  const platform = new Platform();
  bert(platform, { paths: ['/a', '/b'], rewriteHostname: 'bert.internal' });
  expect(platform.rules('bert')).toHaveLength(1);
  expect(platform.rules('bert')[0].filters).toEqual([{ type: 'URLRewrite', urlRewrite: { hostname: 'bert.internal' } }]);
});

test('more than an HTTPRoute holds is spread over several, each with hosts and limits', () => {
  const platform = new Platform();
  const paths = Array.from({ length: 33 }, (_, i) => `/m${i}`);
  bert(platform, { paths, rewritePrefix: '/v1', hostnames: ['a.example.com'], timeout: Duration.seconds(1) });
  const routes = platform.all('HTTPRoute');
  expect(routes.map(({ metadata }) => metadata.name)).toEqual(['bert', 'bert-2', 'bert-3']);
  expect(routes.map(({ spec }) => spec.rules.length)).toEqual([16, 16, 1]);
  expect(routes.map(({ spec }) => spec.hostnames)).toEqual([['a.example.com'], ['a.example.com'], ['a.example.com']]);
  expect(routes.flatMap(({ spec }) => spec.rules).every(({ timeouts }) => timeouts.request === '1s')).toBe(true);
  expect(routes.flatMap(({ spec }) => spec.rules.map(({ matches }: any) => matches[0].path.value))).toEqual(paths);
});

test('headers are changed in every rule', () => {
  const platform = new Platform();
  bert(platform, { paths: ['/a', '/b'], rewritePrefix: '/v1', requestHeaders: { set: { 'x-a': '1' } }, responseHeaders: { remove: ['server'] } });
  for (const { filters } of platform.rules('bert')) {
    expect(filters.slice(0, 2)).toEqual([
      { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value: '1' }] } },
      { type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['server'] } },
    ]);
  }
});

test('retries that do not fit into the limit are refused with the sum', () => {
  const retry = RetryPolicy.onCodes({ attempts: 2, codes: [503], perTryTimeout: Duration.seconds(60), mayRunTwice: true });
  expect(() => bert(new Platform({ gatewayApi: EXPERIMENTAL }), { timeout: Duration.seconds(120), retry }))
    .toThrow("[app/bert] timeout is too short for what it must hold: 3 × 1m + 100ms of pauses = 3m100ms, got '2m': give 3m100ms or more, or fewer attempts");
});

const many = (count: number) => Array.from({ length: count }, (_, i) => `x-${i}`);

test.each<[string, Partial<ModelRouteProps>, RegExp]>([
  ['an unknown method', { methods: ['get'] }, /\[app\/bert\] methods\[0\] must be one of GET.*got 'get'/],
  ['no method at all', { methods: [] }, /\[app\/bert\] methods must not be empty, since no request would match/],
  ['a method named twice', { methods: ['GET', 'GET'] }, /methods names something twice, and a match compares it once, got 'GET'/],
  ['a header compared twice', { headers: [HeaderMatch.exact('X-A', '1'), HeaderMatch.present('x-a')] }, /headers names something twice.*got 'x-a'/],
  ['a parameter compared twice', { queryParams: [QueryParamMatch.exact('q', '1'), QueryParamMatch.exact('q', '2')] }, /queryParams names something twice.*'q'/],
  ['a header that is none', { headers: [HeaderMatch.exact('', '1')] }, /headers\[0\] must be a header name/],
  ['a parameter that is none', { queryParams: [QueryParamMatch.exact('', '1')] }, /queryParams\[0\] must name a query parameter/],
  ['17 headers', { headers: many(17).map((name) => HeaderMatch.present(name)) }, /makes a rule with 17 headers in a match, and a rule holds 16/],
  ['17 parameters', { queryParams: many(17).map((name) => QueryParamMatch.exact(name, '1')) }, /makes a rule with 17 query parameters in a match/],
  ['a rewrite without prefixes', { rewritePrefix: '/v1' }, /rewritePrefix replaces a prefix, and the route matches other paths too, got '\/v1'/],
  ['a rewrite of exact paths', { paths: ['/a'], pathMatches: [PathMatch.exact('/b')], rewritePrefix: '/v1' }, /rewritePrefix replaces a prefix/],
  ['a rewrite of everything', { paths: ['/'], rewritePrefix: '/v2' }, /rewritePrefix replaces the prefix '\/', which Istio does without a slash.*got '\/v2'/],
  ['a rewrite to no path', { paths: ['/a'], rewritePrefix: 'v1' }, /rewritePrefix must be a path/],
  ['a rewrite to no host', { rewriteHostname: 'a b' }, /rewriteHostname must be a host name/],
  ['a rewrite to any host', { rewriteHostname: '*.example.com' }, /rewriteHostname must be one host, got '\*\.example\.com'/],
  ['CORS for a method that a preflight has not', { methods: ['POST'], cors: { allowOrigins: ['*'] } },
    /\[app\/bert\] cors would never be asked for \/: a preflight request is an OPTIONS without the headers.*add 'OPTIONS' to methods/],
  ['CORS with a header that a preflight has not', { headers: [HeaderMatch.present('x-a')], cors: { allowOrigins: ['*'] } }, /cors would never be asked for/],
  ['a limit of nothing', { timeout: Duration.seconds(0) }, /\[app\/bert\] timeout must be a whole number of milliseconds/],
  ['CORS that is not asked', { cors: { allowOrigins: [] } }, /cors\.allowOrigins must not be empty/],
  ['a change of nothing', { requestHeaders: {} }, /requestHeaders changes nothing/],
  ['a change of the connection', { responseHeaders: { remove: ['Connection'] } }, /responseHeaders\.remove\[0\] must not be a header that belongs to the connection/],
])('%s is refused', (_, props, message) => {
  expect(() => bert(new Platform(), props)).toThrow(message);
});

test('CORS is answered where OPTIONS is among the methods', () => {
  const platform = new Platform();
  bert(platform, { methods: ['POST', 'OPTIONS'], cors: { allowOrigins: ['https://app.example.com'] } });
  expect(platform.rules('bert')[0].filters).toEqual([{ type: 'CORS', cors: { allowOrigins: ['https://app.example.com'] } }]);
});
