import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import type { Request } from './evaluate';
import { byHttpRoute, byVirtualService } from './evaluate';
import { matchOf, requests, ruleSets, ruleTo, service } from './rules';
import { renderHttpRouteRule } from '../../src/routing/render-http-route';
import { renderVirtualServiceHttp } from '../../src/routing/render-virtual-service';
import type { RouteRule } from '../../src/routing/rule';

const GET: Request = { path: '/', method: 'GET', headers: {}, queryParams: {} };

function http(rules: RouteRule[], port?: number): any[] {
  return renderVirtualServiceHttp(rules, { clusterDomain: 'cluster.local', port });
}

/** Where paths end up, as backend and path. */
function outcomes(rules: RouteRule[], ...paths: string[]): (string | undefined)[] {
  const rendered = http(rules);
  return paths.map((path) => byVirtualService(rendered, { ...GET, path })).map((outcome) => outcome && `${outcome.backend} ${outcome.path}`);
}

test('whatever the rules and the request, both kinds choose the same backend and path', () => {
  fc.assert(fc.property(ruleSets, requests, (rules, request) => {
    const route = rules.map((rule) => renderHttpRouteRule(rule, 'ml'));
    expect(byVirtualService(http(rules), request)).toEqual(byHttpRoute(route, request));
  }), { numRuns: 5_000 });
});

test('a prefix goes by segments, although a VirtualService compares characters', () => {
  const rules = [ruleTo('models', [matchOf('PathPrefix', '/v1/')])];
  expect(http(rules)[0].match).toEqual([{ uri: { exact: '/v1' } }, { uri: { prefix: '/v1/' } }]);
  expect(outcomes(rules, '/v1', '/v1/', '/v1/models', '/v10', '/v')).toEqual(['models /v1', 'models /v1/', 'models /v1/models', undefined, undefined]);
});

test('what an earlier rule matches is left out of a later one, since istiod warns of it', () => {
  const rules = [ruleTo('prefix', [matchOf('PathPrefix', '/v1')]), ruleTo('exact', [matchOf('Exact', '/v1')]), ruleTo('again', [matchOf('Exact', '/v1')])];
  expect(http(rules).map(({ match }) => match)).toEqual([[{ uri: { exact: '/v1' } }], [{ uri: { prefix: '/v1/' } }]]);
  expect(outcomes(rules, '/v1', '/v1/models')).toEqual(['exact /v1', 'prefix /v1/models']);
});

test('the prefix / takes every path', () => {
  expect(http([ruleTo('all', [matchOf('PathPrefix', '/')])])[0].match).toEqual([{ uri: { prefix: '/' } }]);
});

test('rules come most specific first, of equal ones the first stays first', () => {
  const header = { type: 'Exact' as const, name: 'x', value: '1' };
  const rules = [
    ruleTo('regex', [matchOf('RegularExpression', '/a/long/expression/.*')]),
    ruleTo('short', [matchOf('PathPrefix', '/a')]),
    ruleTo('long', [matchOf('PathPrefix', '/a/b')]),
    ruleTo('param', [matchOf('PathPrefix', '/a/b', { queryParams: [header] })]),
    ruleTo('header', [matchOf('PathPrefix', '/a/b/', { headers: [header] })]),
    ruleTo('second', [matchOf('PathPrefix', '/a/b', { headers: [{ ...header, value: '2' }] })]),
    ruleTo('method', [matchOf('PathPrefix', '/a/b', { method: 'GET' })]),
    ruleTo('exact', [matchOf('Exact', '/a')]),
  ];
  expect(http(rules).map(({ route }) => route[0].destination.host.split('.')[0]))
    .toEqual(['exact', 'method', 'header', 'second', 'param', 'long', 'short', 'regex']);
});

test('a prefix is replaced by segments', () => {
  const rules = (prefix: string, path = '/v1') => [ruleTo('s', [matchOf('PathPrefix', path)], { rewrite: { prefix } })];
  expect(outcomes(rules('/v2'), '/v1', '/v1/', '/v1/bar', '/v1bar')).toEqual(['s /v2', 's /v2/', 's /v2/bar', undefined]);
  expect(outcomes(rules('/'), '/v1', '/v1/', '/v1/bar')).toEqual(['s /', 's /', 's /bar']);
  expect(outcomes(rules('/v2/'), '/v1', '/v1/bar')).toEqual(['s /v2', 's /v2/bar']);
  expect(outcomes(rules('/v2', '/'), '/', '/bar')).toEqual(['s /v2/', 's /v2/bar']);
  expect(outcomes(rules('/new', '/a.b'), '/a.b/c', '/aXb/c')).toEqual(['s /new/c', undefined]);
});

test('what is compared besides the path stands in both matches of a prefix', () => {
  const match = matchOf('PathPrefix', '/v1', {
    method: 'POST',
    headers: [{ type: 'Exact', name: 'X-A', value: '1' }, { type: 'RegularExpression', name: 'x-b', value: '.*' }],
    queryParams: [{ type: 'Exact', name: 'Q', value: '1' }, { type: 'RegularExpression', name: 'r', value: 'a+' }],
  });
  const others = {
    port: 8080,
    method: { exact: 'POST' },
    headers: { 'x-a': { exact: '1' }, 'x-b': { regex: '.*' } },
    queryParams: { Q: { exact: '1' }, r: { regex: 'a+' } },
  };
  expect(http([ruleTo('s', [match])], 8080)[0].match).toEqual([{ ...others, uri: { exact: '/v1' } }, { ...others, uri: { prefix: '/v1/' } }]);
});

test('everything that a rule carries is rendered', () => {
  const rule = ruleTo('s', [matchOf('PathPrefix', '/')], {
    backends: [
      { backend: service('a'), weight: 90 },
      { backend: service('b'), weight: 10, responseHeaders: { add: { 'set-cookie': 'v=b' } } },
    ],
    mirrors: [{ backend: service('m'), percentage: 0.5 }],
    timeout: Duration.seconds(30),
    retryKind: 'ON_CODES',
    retry: { attempts: 2, codes: [429, 503], perTryTimeout: Duration.seconds(5), backoff: Duration.millis(100) },
    rewrite: { hostname: 'models.example.com' },
    requestHeaders: { set: { 'x-a': '1' }, remove: ['x-b'] },
    responseHeaders: { add: { 'x-c': '2' } },
    cors: {
      allowOrigins: ['*', 'https://*.example.com', 'https://app.example.com'],
      allowMethods: ['POST'],
      allowHeaders: ['authorization'],
      exposeHeaders: ['x-request-id'],
      allowCredentials: true,
      maxAge: 600,
    },
  });
  const host = (name: string) => ({ host: `${name}.ml.svc.cluster.local`, port: { number: 80 } });
  expect(renderVirtualServiceHttp([rule], { clusterDomain: 'cluster.local', fault: { abort: { httpStatus: 503, percentage: { value: 1 } } } })).toEqual([{
    match: [{ uri: { prefix: '/' } }],
    route: [
      { destination: host('a'), weight: 90 },
      { destination: host('b'), weight: 10, headers: { response: { add: { 'set-cookie': 'v=b' } } } },
    ],
    rewrite: { authority: 'models.example.com' },
    mirrors: [{ destination: host('m'), percentage: { value: 0.5 } }],
    timeout: '30s',
    retries: {
      attempts: 2,
      retryOn: 'connect-failure,refused-stream,unavailable,cancelled,429,503',
      perTryTimeout: '5s',
      backoff: '100ms',
    },
    fault: { abort: { httpStatus: 503, percentage: { value: 1 } } },
    headers: { request: { set: { 'x-a': '1' }, remove: ['x-b'] }, response: { add: { 'x-c': '2' } } },
    corsPolicy: {
      allowOrigins: [{ regex: '.*' }, { regex: 'https://.*\\.example\\.com' }, { exact: 'https://app.example.com' }],
      allowMethods: ['POST'],
      allowHeaders: ['authorization'],
      exposeHeaders: ['x-request-id'],
      allowCredentials: true,
      maxAge: '600s',
      unmatchedPreflights: 'IGNORE',
    },
  }]);
});

test('a rule without limits leaves no key, one without retries switches them off', () => {
  const [plain, none] = http([ruleTo('a', [matchOf('Exact', '/a')]), ruleTo('b', [matchOf('Exact', '/b')], { retryKind: 'NONE' })]);
  const route = (name: string) => [{ destination: { host: `${name}.ml.svc.cluster.local`, port: { number: 80 } } }];
  expect(plain).toEqual({ match: [{ uri: { exact: '/a' } }], route: route('a') });
  expect(none).toEqual({ match: [{ uri: { exact: '/b' } }], route: route('b'), retries: { attempts: 0 } });
});
