import { Duration } from 'cdk8s';
import { EXPERIMENTAL, foreignPool, PLANES, Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { Backend } from '../../src/routing/backend';
import type { LlmRouteProps } from '../../src/routing/llm-route';
import { LlmRoute } from '../../src/routing/llm-route';
import { RetryPolicy } from '../../src/routing/retry-policy';
import { MeshRouteKind } from '../../src/routing/route-props';

function chat(platform: Platform, props: Partial<LlmRouteProps> = {}, id = 'chat'): LlmRoute {
  return new LlmRoute(platform.chart, id, {
    mesh: platform.mesh,
    backend: props.backend ?? Backend.workload(platform.predictor('llama', { port: 8000 })),
    ...props,
  });
}

/** Path, kind of match and limit of each rule. */
function outline(rules: any[]): string[] {
  return rules.map(({ matches, timeouts }) => `${matches[0].path.type} ${matches[0].path.value} ${timeouts?.request ?? 'none'}`);
}

const retry = (perTryTimeout?: Duration, attempts = 1) => RetryPolicy.onCodes({ attempts, codes: [503], perTryTimeout, mayRunTwice: true });

test.each(PLANES)('every API is exposed where none is named, exact unless something lies below (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  chat(platform, { service: 'llm', timeout: Duration.minutes(5) });
  const expected = [
    'Exact /v1/chat/completions 5m',
    'Exact /v1/completions 5m',
    'Exact /v1/embeddings 5m',
    'PathPrefix /v1/responses 5m',
    'PathPrefix /v1/models 5m',
    'PathPrefix /v1/messages 5m',
  ];
  expect(outline(platform.rules('chat'))).toEqual(expected);
  expect(outline(platform.rules('chat-mesh'))).toEqual(expected);
});

test('only the named APIs are exposed, each with its own limit or the one of the route', () => {
  const platform = new Platform();
  chat(platform, {
    chatCompletions: { timeout: Duration.seconds(120) },
    embeddings: { timeout: Duration.seconds(30) },
    models: {},
    timeout: Duration.seconds(5),
  });
  expect(outline(platform.rules('chat'))).toEqual(['Exact /v1/chat/completions 2m', 'Exact /v1/embeddings 30s', 'PathPrefix /v1/models 5s']);
});

test('a limit is computed from the longest answer, and goes before that of the route', () => {
  const platform = new Platform();
  chat(platform, {
    chatCompletions: { maxOutputTokens: 4096, tokensPerSecond: 40, timeToFirstToken: Duration.seconds(15) },
    completions: { maxOutputTokens: 100, tokensPerSecond: 30, timeToFirstToken: Duration.millis(200) },
    timeout: Duration.seconds(5),
  });
  // 15 + 102.4 and 0.2 + 3.334, rounded up to whole seconds.
  expect(outline(platform.rules('chat'))).toEqual(['Exact /v1/chat/completions 118s', 'Exact /v1/completions 4s']);
});

test('a computed limit holds the first token of every try, the pauses and one whole answer', () => {
  const platform = new Platform({ gatewayApi: EXPERIMENTAL });
  const tokens = { maxOutputTokens: 1000, tokensPerSecond: 100, timeToFirstToken: Duration.seconds(5) };
  chat(platform, { chatCompletions: { ...tokens, retry: retry(undefined, 2) }, completions: { ...tokens, retry: retry(Duration.seconds(7), 2) } });
  // 3 × 5 s + (25 + 75) ms + 10 s, and 3 × 7 s instead.
  expect(outline(platform.rules('chat'))).toEqual(['Exact /v1/chat/completions 26s', 'Exact /v1/completions 32s']);
});

test('a limit that the answer does not fit into is refused with the sum', () => {
  const tokens = { maxOutputTokens: 1000, tokensPerSecond: 100, timeToFirstToken: Duration.seconds(5) };
  expect(() => chat(new Platform(), { chatCompletions: { ...tokens, timeout: Duration.seconds(14) } }))
    .toThrow("[app/chat] chatCompletions.timeout is too short for what it must hold: 1 × 5s + 10s of tokens = 15s, got '14s': give 15s or more");
  expect(() => chat(new Platform(), { chatCompletions: { ...tokens, timeout: Duration.seconds(20), retry: retry(undefined, 2) } }))
    .toThrow("chatCompletions.timeout is too short for what it must hold: 3 × 5s + 100ms of pauses + 10s of tokens = 25100ms, got '20s'");
});

test('a limit that just holds the answer is taken', () => {
  const platform = new Platform();
  const tokens = { maxOutputTokens: 1000, tokensPerSecond: 100, timeToFirstToken: Duration.seconds(5) };
  chat(platform, { chatCompletions: { ...tokens, timeout: Duration.seconds(15) } });
  expect(outline(platform.rules('chat'))).toEqual(['Exact /v1/chat/completions 15s']);
});

test('a try that ends before the first token is refused', () => {
  const tokens = { maxOutputTokens: 10, tokensPerSecond: 10, timeToFirstToken: Duration.seconds(15) };
  expect(() => chat(new Platform({ gatewayApi: EXPERIMENTAL }), { chatCompletions: { ...tokens, retry: retry(Duration.seconds(5)) } }))
    .toThrow("chatCompletions.retry.perTryTimeout ends a try before its first token, which takes up to 15s (timeToFirstToken), got '5s': give 15s or more");
});

test('an API has its own retries, or those of the route', () => {
  const platform = new Platform({ gatewayApi: EXPERIMENTAL });
  chat(platform, { chatCompletions: { retry: RetryPolicy.meshDefault() }, models: {}, retry: retry() });
  expect(platform.rules('chat').map((rule: any) => rule.retry)).toEqual([undefined, { attempts: 1, codes: [503] }]);
});

test('retries that cannot be had are reported where they were written', () => {
  expect(() => chat(new Platform(), { chatCompletions: { retry: retry() } })).toThrow(/\[app\/chat\] chatCompletions\.retry cannot be had: retry in an HTTPRoute/);
  expect(() => chat(new Platform(), { chatCompletions: {}, retry: retry() })).toThrow(/\[app\/chat\] retry cannot be had: retry in an HTTPRoute/);
  expect(() => chat(new Platform(), { chatCompletions: { retry: RetryPolicy.none() } })).toThrow(/\[app\/chat\] chatCompletions\.retry cannot be switched off/);
});

test('another base path moves every API', () => {
  const platform = new Platform();
  chat(platform, { basePath: '/openai/v1/', chatCompletions: {}, models: {} });
  expect(outline(platform.rules('chat'))).toEqual(['Exact /openai/v1/chat/completions none', 'PathPrefix /openai/v1/models none']);
});

test('the base path may be the root', () => {
  const platform = new Platform();
  chat(platform, { basePath: '/', chatCompletions: {} });
  expect(outline(platform.rules('chat'))).toEqual(['Exact /chat/completions none']);
});

test("a tenant's prefix is taken off before the model server sees the path", () => {
  const platform = new Platform();
  chat(platform, { pathPrefix: '/team-a', chatCompletions: {}, models: {} });
  const rules = platform.rules('chat');
  expect(outline(rules)).toEqual(['PathPrefix /team-a/v1/chat/completions none', 'PathPrefix /team-a/v1/models none']);
  expect(rules.map(({ filters }: any) => filters)).toEqual(['/v1/chat/completions', '/v1/models'].map((replacePrefixMatch) => [
    { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch } } },
  ]));
});

test('the model header is compared in every rule, so that several models share a host', () => {
  const platform = new Platform();
  const header = (model: string) => HeaderMatch.exact('x-gateway-model-name', model);
  chat(platform, { modelHeader: header('llama') }, 'llama-route');
  chat(platform, { modelHeader: header('qwen'), backend: Backend.workload(platform.predictor('qwen')) }, 'qwen-route');
  for (const { matches } of platform.rules('qwen-route')) {
    expect(matches[0].headers).toEqual([{ type: 'Exact', name: 'x-gateway-model-name', value: 'qwen' }]);
  }
  expect(platform.rules('qwen-route')).toHaveLength(6);
});

test('two routes for one API on one host are refused', () => {
  const platform = new Platform();
  chat(platform, { chatCompletions: {} });
  expect(() => chat(platform, { chatCompletions: {}, backend: Backend.workload(platform.predictor('qwen')) }, 'second'))
    .toThrow(/\[app\/second\] claims Exact \/v1\/chat\/completions on any host at gateway ml\/gateway, which \[app\/chat\] claims too/);
});

test('a copy of the requests goes to another server', () => {
  const platform = new Platform();
  chat(platform, { chatCompletions: {}, mirror: { backend: Backend.workload(platform.predictor('shadow')), percentage: 5 } });
  expect(platform.rules('chat')[0].filters).toEqual([
    { type: 'RequestMirror', requestMirror: { backendRef: { group: '', kind: 'Service', name: 'shadow', port: 8080 }, percent: 5 } },
  ]);
});

test('an InferencePool stands behind every API, at the gateway', () => {
  const platform = new Platform();
  chat(platform, { backend: platform.pool('llama') });
  for (const { backendRefs } of platform.rules('chat')) {
    expect(backendRefs).toEqual([{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' }]);
  }
});

test('a VirtualService carries the limit of each API', () => {
  const platform = Platform.closed();
  chat(platform, {
    service: 'llm',
    meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE,
    chatCompletions: { timeout: Duration.seconds(120) },
    embeddings: { timeout: Duration.seconds(30), retry: RetryPolicy.none() },
  });
  expect(platform.http('chat-mesh').map(({ timeout, retries }) => ({ timeout, retries })))
    .toEqual([{ timeout: '2m' }, { timeout: '30s', retries: { attempts: 0 } }]);
});

test.each<[string, Partial<LlmRouteProps>, RegExp]>([
  ['some of the figures', { chatCompletions: { maxOutputTokens: 10 } },
    /chatCompletions lacks tokensPerSecond and timeToFirstToken, without which the limit cannot be computed: give maxOutputTokens, tokensPerSecond/],
  ['no tokens', { chatCompletions: { maxOutputTokens: 0, tokensPerSecond: 1, timeToFirstToken: Duration.seconds(1) } },
    /chatCompletions\.maxOutputTokens must be a whole number from 1 to 100000000, got 0/],
  ['no speed', { chatCompletions: { maxOutputTokens: 1, tokensPerSecond: 0, timeToFirstToken: Duration.seconds(1) } },
    /chatCompletions\.tokensPerSecond must be a number above 0, got 0/],
  ['no wait', { chatCompletions: { maxOutputTokens: 1, tokensPerSecond: 1, timeToFirstToken: Duration.seconds(0) } },
    /chatCompletions\.timeToFirstToken must be a whole number of milliseconds, 1 or more/],
  ['a limit of nothing', { embeddings: { timeout: Duration.seconds(0) } }, /embeddings\.timeout must be a whole number of milliseconds/],
  ['a base path without a slash', { basePath: 'v1' }, /\[app\/chat\] basePath must be a path.*got 'v1'/],
  ['a tenant without a slash', { pathPrefix: 'team-a' }, /pathPrefix must be a path.*got 'team-a'/],
  ['a tenant that is none', { pathPrefix: '/' }, /pathPrefix must be more than \/, which says nothing, got '\/'/],
  ['a model header that is none', { modelHeader: HeaderMatch.exact('x y', '1') }, /modelHeader must be a header name/],
  ['a mirror to a pool', { mirror: { backend: foreignPool('shadow') } }, /mirror\.backend mirrors to the InferencePool 'shadow'/],
])('%s is refused', (_, props, message) => {
  expect(() => chat(new Platform(), props)).toThrow(message);
});

test('a computed limit that nobody could write is refused', () => {
  const tokens = { maxOutputTokens: 4096, tokensPerSecond: 1e-7, timeToFirstToken: Duration.seconds(1) };
  expect(() => chat(new Platform(), { chatCompletions: tokens }))
    .toThrow(/\[app\/chat\] chatCompletions\.timeout must be below 100000 hours, the longest that can be written/);
});
