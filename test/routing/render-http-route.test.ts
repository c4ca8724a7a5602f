import { Duration } from 'cdk8s';
import { matchOf, ruleTo, service } from './rules';
import { renderHttpRouteRule } from '../../src/routing/render-http-route';

const PLAIN = matchOf('PathPrefix', '/');

test('a rule without anything more is a match and a backend', () => {
  expect(renderHttpRouteRule(ruleTo('s', [PLAIN]), 'ml')).toEqual({
    matches: [{ path: { type: 'PathPrefix', value: '/' } }],
    backendRefs: [{ group: '', kind: 'Service', name: 's', port: 80 }],
  });
});

test('all that is compared is rendered', () => {
  const more = {
    method: 'POST',
    headers: [{ type: 'Exact' as const, name: 'X-A', value: '1' }],
    queryParams: [{ type: 'RegularExpression' as const, name: 'q', value: 'a+' }],
  };
  expect(renderHttpRouteRule(ruleTo('s', [matchOf('Exact', '/v1', more)]), 'ml').matches)
    .toEqual([{ path: { type: 'Exact', value: '/v1' }, ...more }]);
});

test('filters stand in one order: headers, rewrite, CORS, mirrors', () => {
  const rule = ruleTo('s', [PLAIN], {
    mirrors: [{ backend: service('m'), percentage: 100 }, { backend: service('n'), percentage: 12.5 }],
    rewrite: { prefix: '/v2', hostname: 'models.example.com' },
    requestHeaders: { set: { a: '1' }, add: { b: '2' }, remove: ['c'] },
    responseHeaders: { remove: ['server'] },
    cors: { allowOrigins: ['*'] },
  });
  const ref = (name: string) => ({ group: '', kind: 'Service', name, port: 80 });
  expect(renderHttpRouteRule(rule, 'ml').filters).toEqual([
    { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'a', value: '1' }], add: [{ name: 'b', value: '2' }], remove: ['c'] } },
    { type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['server'] } },
    { type: 'URLRewrite', urlRewrite: { hostname: 'models.example.com', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2' } } },
    { type: 'CORS', cors: { allowOrigins: ['*'] } },
    { type: 'RequestMirror', requestMirror: { backendRef: ref('m'), percent: 100 } },
    { type: 'RequestMirror', requestMirror: { backendRef: ref('n'), fraction: { numerator: 125_000, denominator: 1_000_000 } } },
  ]);
});

test('weights are written where there is a choice', () => {
  const backends = [{ backend: service('a'), weight: 100 }, { backend: service('b'), weight: 0 }];
  expect(renderHttpRouteRule(ruleTo('s', [PLAIN], { backends }), 'ml').backendRefs!.map(({ weight }) => weight)).toEqual([100, 0]);
});

test('a backend of another namespace is named with it, a pool without port', () => {
  const { port, ...pool } = { ...service('p'), group: 'inference.networking.k8s.io' as const, kind: 'InferencePool' as const };
  const backends = [{ backend: { ...service('a'), namespace: 'other' }, weight: 50 }, { backend: pool, weight: 50 }];
  expect(renderHttpRouteRule(ruleTo('s', [PLAIN], { backends }), 'ml').backendRefs).toEqual([
    { group: '', kind: 'Service', namespace: 'other', name: 'a', port, weight: 50 },
    { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'p', weight: 50 },
  ]);
});

test('a limit of each try comes with retries only', () => {
  const limits = (more: object) => {
    const { timeouts, retry } = renderHttpRouteRule(ruleTo('s', [PLAIN], more), 'ml');
    return { timeouts, retry };
  };
  const retry = { attempts: 1, codes: [503], perTryTimeout: Duration.seconds(2) };
  expect(limits({ timeout: Duration.seconds(90) })).toEqual({ timeouts: { request: '90s' } });
  expect(limits({ retry })).toEqual({ timeouts: { backendRequest: '2s' }, retry: { attempts: 1, codes: [503] } });
  expect(limits({ timeout: Duration.seconds(5), retry: { ...retry, perTryTimeout: undefined, backoff: Duration.millis(50) } }))
    .toEqual({ timeouts: { request: '5s' }, retry: { attempts: 1, codes: [503], backoff: '50ms' } });
  expect(limits({ retryKind: 'NONE' })).toEqual({});
});
