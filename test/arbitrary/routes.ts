import * as fc from 'fast-check';
import type { RouteStep, Struct, Value } from './recipe';
import * as texts from './texts';
import { trafficPolicy } from './traffic-policy';
import { anyBoolean, call, count, dictionary, enumOf, filled, list, percentage, seconds, struct, time } from './values';
import type { Fields } from './values';
import { protocol } from './workloads';
import type {
  CanaryCandidate, CanaryModelProps, CorsPolicy, FaultAbort, FaultDelay, HeaderChange, InferencePoolAttributes, LimitedRouteProps, LlmApiOptions,
  LlmFallback, LlmRouteProps, Mirror, ModelRouteProps, RetryOnCodesOptions, ServiceBackendOptions, TokenRateLimit,
} from '../../src';
import { MeshRouteKind } from '../../src';

/** A route, with backends, hosts and Services still to be picked from what the platform has. */
export function route(): fc.Arbitrary<RouteStep> {
  const id = texts.anyName();
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('ModelRoute' as const), id, props: modelRoute() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('LlmRoute' as const), id, props: llmRoute() }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('CanaryModel' as const), id, props: canaryModel() }) },
  );
}

/** A choice that `fit` makes from a list, by number. */
export function pick(): fc.Arbitrary<Value> {
  return fc.nat(1_000).map(($pick) => ({ $pick }));
}

function limited(): Fields<LimitedRouteProps> {
  return {
    mesh: fc.constant({ $mesh: true }),
    namespace: pick(),
    service: pick(),
    servicePort: texts.port(),
    adoptService: anyBoolean(),
    consumerNamespace: pick(),
    exposeAtGateway: anyBoolean(),
    hostnames: fc.array(pick(), { minLength: 1, maxLength: 4 }),
    trafficPolicy: trafficPolicy(),
    requestHeaders: headerChange(),
    responseHeaders: headerChange(),
    cors: cors(),
    meshFault: fault(),
    meshRouteKind: enumOf('MeshRouteKind', MeshRouteKind),
    timeout: time(),
    retry: retryPolicy(),
  };
}

function modelRoute(): fc.Arbitrary<Struct> {
  return struct<ModelRouteProps>({
    ...limited(),
    backend: backend(),
    paths: paths(),
    pathMatches: pathMatches(),
    methods: list(texts.method(), 1, 9),
    headers: list(headerMatch(), 1, 3),
    queryParams: list(queryParam(), 1, 2),
    rewritePrefix: texts.path(),
    rewriteHostname: fc.constantFrom('predictor.internal', 'a'),
    mirror: mirror(),
  }, { required: ['mesh', 'backend'], presence: 40 });
}

function llmRoute(): fc.Arbitrary<Struct> {
  const api = llmApi();
  return struct<LlmRouteProps>({
    ...limited(),
    backend: backend(),
    targets: list(llmTarget(), 1, 4),
    modelNameHeader: fc.constantFrom('x-model', 'X-Gateway-Model-Name'),
    fallback: struct<LlmFallback>({ backend: backend(), header: headerMatch(), share: fc.constantFrom(0, 1, 50, 100) }, { required: ['backend'] }),
    tokenRateLimits: list(tokenRateLimit(), 1, 2),
    chatCompletions: api,
    completions: api,
    embeddings: api,
    responses: api,
    models: api,
    messages: api,
    basePath: fc.constantFrom('/v1', '/openai/v1/', '/'),
    pathPrefix: fc.constantFrom('/team-a', '/team-b/'),
    modelHeader: headerMatch(),
    mirror: mirror(),
  }, { required: ['mesh', 'backend'], presence: 40 });
}

function llmTarget(): fc.Arbitrary<Value> {
  return fc.oneof(
    call('LlmTarget.model', fc.constantFrom('llama', 'qwen/Qwen3-8B', 'mistralai/m', 'a b'), backend()),
    call('LlmTarget.publisher', fc.constantFrom('mistralai', 'qwen', 'publishers/a.b/models'), backend()),
    call('LlmTarget.tenant', fc.constantFrom('/tenant-a', '/tenant-b/', '/tenant/c'), backend()),
  );
}

function tokenRateLimit(): fc.Arbitrary<Struct> {
  return struct<TokenRateLimit>({
    tokens: fc.constantFrom(1, 1_000, 10_000_000),
    window: time(),
    counters: list(fc.oneof(
      call('TokenCounter.user'), call('TokenCounter.model'), call('TokenCounter.header', fc.constantFrom('x-team', 'X-User')),
      call('TokenCounter.expression', fc.constant('auth.identity.plan')),
    ), 2, 4),
    models: list(fc.constantFrom('llama', 'qwen/Qwen3 "8B"'), 1, 2),
    predicates: list(fc.constantFrom('auth.identity.plan == "free"', "request.headers['x-a'] == 'b'"), 1, 2),
  }, { required: ['tokens', 'window'], presence: 70 });
}

function canaryModel(): fc.Arbitrary<Struct> {
  const candidate = struct<CanaryCandidate>({
    version: call('ModelVersion.of', fc.constant(''), backend()),
    weight: fc.constantFrom(0, 1, 10, 50, 99, 100),
    cohorts: list(headerMatch(), 1, 2),
    sources: fc.array(pick(), { minLength: 1, maxLength: 2 }),
    mirrorPercentage: percentage(),
  }, { required: ['version'] });
  // Models of one pool are no part of random platforms.
  return struct<Omit<CanaryModelProps, 'modelName'>>({
    ...limited(),
    stable: call('ModelVersion.of', fc.constant(''), backend()),
    candidates: fc.oneof(fc.array(candidate, { minLength: 1, maxLength: 1 }), fc.array(candidate, { minLength: 2, maxLength: 4 })),
    paths: paths(),
    pathMatches: pathMatches(),
    versionHeader: fc.constantFrom('x-model-version', 'X-Version'),
    assignCookie: fc.constantFrom('model-version', 'v'),
    assignCookieMaxAge: seconds(1, 1_000_000),
    promote: pick(),
  }, { required: ['mesh', 'stable', 'candidates'], presence: 40 });
}

/** Paths: a few, now and then more than one object holds. */
function paths(): fc.Arbitrary<string[]> {
  return fc.oneof(
    { weight: 10, arbitrary: list(texts.path()) },
    { weight: 1, arbitrary: fc.integer({ min: 10, max: 150 }).map((length) => Array.from({ length }, (_, i) => `/v1/models/m${i}`)) },
  );
}

function pathMatches(): fc.Arbitrary<Value[]> {
  return list(fc.oneof(
    call('PathMatch.exact', texts.path()),
    call('PathMatch.prefix', texts.path()),
    call('PathMatch.regex', texts.regex()),
    call('PathMatch.grpc', fc.constantFrom('inference.GRPCInferenceService', 'a.B')),
    call('PathMatch.grpc', fc.constantFrom('inference.GRPCInferenceService', 'a.B'), fc.constantFrom('ModelInfer', 'M')),
  ));
}

function headerMatch(): fc.Arbitrary<Value> {
  const name = texts.header();
  return fc.oneof(
    call('HeaderMatch.exact', name, texts.headerValue()),
    call('HeaderMatch.regex', name, texts.regex()),
    call('HeaderMatch.present', name),
    call('HeaderMatch.cookie', fc.constantFrom('cohort', 'a.b'), fc.constantFrom('beta', 'x+y(z)')),
  );
}

function queryParam(): fc.Arbitrary<Value> {
  const name = fc.constantFrom('model', 'a.b', 'X');
  return fc.oneof(
    call('QueryParamMatch.exact', name, fc.constantFrom('1', 'ü ', 'q'.repeat(1_024))),
    call('QueryParamMatch.regex', name, texts.regex()),
  );
}

function backend(): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 10, arbitrary: fc.record({ $backend: fc.constant('workload'), pick: fc.nat(1_000), port: fc.option(fc.nat(10), { nil: null }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        $backend: fc.constant('service'),
        name: texts.label(),
        port: texts.port(),
        options: fc.option(struct<ServiceBackendOptions>({ namespace: fc.constantFrom('models', 'shared'), protocol: protocol() }, { presence: 80 }), { nil: null }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        $backend: fc.constant('pool'),
        options: struct<InferencePoolAttributes>({
          name: texts.label(),
          namespace: fc.constantFrom('models', 'shared'),
          servers: pick(),
          targetPorts: list(texts.port(), 1, 8),
          metricsPath: fc.constantFrom('/metrics', '/prometheus/metrics'),
          endpointPicker: pick(),
        }, { required: ['name'], presence: 70 }),
        pick: fc.nat(1_000),
      }),
    },
  );
}

function mirror(): fc.Arbitrary<Struct> {
  return struct<Mirror>({ backend: backend(), percentage: percentage(1) }, { required: ['backend'] });
}

function llmApi(): fc.Arbitrary<Struct> {
  const tokens = { maxOutputTokens: count(1, 200_000), tokensPerSecond: fc.constantFrom(40, 0.7, 1_000), timeToFirstToken: time(1, 60_000) };
  const some = struct<LlmApiOptions>({ timeout: time(), retry: retryPolicy(), ...tokens });
  return some.map((given) => {
    const complete = Object.keys(tokens).every((prop) => given[prop] !== undefined);
    return complete ? given : Object.fromEntries(Object.entries(given).filter(([prop]) => !(prop in tokens)));
  }).chain((given) => fc.oneof(fc.constant(given), fc.record(tokens).map((figures) => ({ ...given, ...figures }))));
}

function retryPolicy(): fc.Arbitrary<Value> {
  const onCodes = struct<RetryOnCodesOptions>({
    attempts: fc.integer({ min: 1, max: 10 }),
    codes: list(fc.oneof(fc.constantFrom(429, 500, 502, 503, 504), fc.integer({ min: 500, max: 508 }))),
    perTryTimeout: time(1, 60_000),
    backoff: time(1, 5_000),
    mayRunTwice: fc.constant(true),
  }, { required: ['attempts', 'codes', 'mayRunTwice'] });
  return fc.oneof(call('RetryPolicy.meshDefault'), call('RetryPolicy.none'), { weight: 2, arbitrary: call('RetryPolicy.onCodes', onCodes) });
}

function headerChange(): fc.Arbitrary<Struct> {
  const name = texts.header();
  return filled(struct<HeaderChange>({
    set: dictionary(name, texts.writtenValue(), 1, 4),
    add: dictionary(name, texts.writtenValue(), 1, 16),
    remove: list(name, 1, 4),
  }, { presence: 60 }).map(({ set = {}, add = {}, remove = [] }) => {
    const taken = new Set<string>();
    const once = (names: string[]) => names.filter((header) => !taken.has(header.toLowerCase()) && taken.add(header.toLowerCase()));
    const some = (headers: Struct) => Object.fromEntries(once(Object.keys(headers)).map((header) => [header, headers[header]]));
    const parts: Struct = { set: some(set), add: some(add), remove: once(remove) };
    return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
  }));
}

function cors(): fc.Arbitrary<Struct> {
  const names = list(texts.header());
  return struct<CorsPolicy>({
    allowOrigins: fc.oneof(list(fc.constantFrom('https://app.example.com', 'https://*.example.com', 'http://localhost:3000')), fc.constant(['*'])),
    allowMethods: list(texts.method(), 1, 9),
    allowHeaders: names,
    exposeHeaders: names,
    allowCredentials: anyBoolean(),
    maxAge: seconds(1, 86_400),
  }, { required: ['allowOrigins'] });
}

function fault(): fc.Arbitrary<Value> {
  const delay = struct<FaultDelay>({ duration: time(), percentage: percentage(1) }, { required: ['duration', 'percentage'] });
  const abort = struct<FaultAbort>({ status: count(200, 599), percentage: percentage(1) }, { required: ['status', 'percentage'] });
  return fc.oneof(call('FaultInjection.delay', delay), call('FaultInjection.abort', abort), call('FaultInjection.delayAndAbort', delay, abort));
}
