import * as fc from 'fast-check';
import type { Struct, Value } from './recipe';
import { dataPlane, istioVersion } from './targets';
import * as texts from './texts';
import { anyBoolean, call, count, dictionary, enumOf, filled, list, maybe, seconds, size, struct, time } from './values';
import type {
  ConnectionSettings, ExtAuthzOptions, GatewayDeployment, HttpExtAuthzOptions, MeshInstallProps, MeshRetryOptions, MeshTelemetryProps,
  MlServingMeshProps, NamespaceSelector, OpenTelemetryAccessLogOptions, OpenTelemetryTracingOptions, OtlpHttp, ProviderEndpoint, ProxyAutoscaling,
  ProxyDefaults, ProxyResources, RequestBodyInCheck, StdoutAccessLogOptions, TracingOptions, ZipkinTracingOptions,
} from '../../src';
import { AccessLogEncoding, OutboundTraffic } from '../../src';

export function meshInstall(): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 1, arbitrary: call('MeshInstall.new') },
    { weight: 20, arbitrary: call('MeshInstall.new', installProps()) },
  );
}

function installProps(): fc.Arbitrary<Struct> {
  return struct<MeshInstallProps>({
    dataPlane: dataPlane(),
    istioVersion: istioVersion(),
    revision: fc.constantFrom('canary', '1-31-1', 'r131'),
    trustDomain: fc.constantFrom('ml.example.com', 'td'),
    rootNamespace: fc.constantFrom('istio-root', 'istio-system'),
    accessLogs: fc.tuple(stdoutLog(), maybe(otelLog('otel-logs'), 40), maybe(otelLog('Second.logs'), 20)).map((logs) => logs.filter(Boolean)),
    tracing: tracing(),
    extAuthz: fc.tuple(extAuthz('quota'), maybe(extAuthz('opa_http'), 40)).map((servers) => servers.filter(Boolean)),
    proxy: proxyDefaults(),
    inferenceExtension: anyBoolean(),
    retries: retries(),
    outboundTraffic: enumOf('OutboundTraffic', OutboundTraffic),
    nativeSidecars: anyBoolean(),
    discoverySelectors: list(selector(), 1, 2),
  });
}

function selector(): fc.Arbitrary<Struct> {
  return struct<NamespaceSelector>({ matchLabels: texts.labels() }, { required: ['matchLabels'] });
}

function endpoint(name: string): { readonly [prop in keyof ProviderEndpoint]: fc.Arbitrary<unknown> } {
  return { name: fc.constant(name), service: texts.serviceHost(), port: texts.port() };
}

const ENDPOINT = ['name', 'service', 'port'] as const;

function stdoutLog(): fc.Arbitrary<Value> {
  const options = struct<StdoutAccessLogOptions>({
    encoding: enumOf('AccessLogEncoding', AccessLogEncoding),
    format: fc.constantFrom('%RESPONSE_CODE% %REQ(X-TENANT)%\n', '-'),
    fields: dictionary(fc.constantFrom('status', 'path', 'model'), fc.constantFrom('%RESPONSE_CODE%', '%REQ(:PATH)%')),
  }, { presence: 65 }).map((given) => {
    const json = given.encoding?.$enum === 'AccessLogEncoding.JSON';
    return Object.fromEntries(Object.entries(given).filter(([prop]) => prop !== (json ? 'format' : 'fields')));
  });
  return fc.oneof(call('AccessLog.stdout'), { weight: 5, arbitrary: call('AccessLog.stdout', options) });
}

function otelLog(name: string): fc.Arbitrary<Value> {
  return call('AccessLog.openTelemetry', struct<OpenTelemetryAccessLogOptions>({
    ...endpoint(name),
    body: fc.constantFrom('%RESPONSE_CODE%', ''),
    attributes: dictionary(fc.constantFrom('model', 'tenant'), fc.constantFrom('%REQ(X-MODEL)%', 'x')),
  }, { required: ENDPOINT }));
}

function tracingOptions(): { readonly [prop in keyof TracingOptions]-?: fc.Arbitrary<unknown> } {
  return { ...endpoint('otel'), samplingPercentage: fc.constantFrom(0, 0.01, 5, 33.33, 100), maxTagLength: count(1, 65_536) };
}

function tracing(): fc.Arbitrary<Value> {
  const http = struct<OtlpHttp>({
    path: fc.constantFrom('/v1/traces', '/'),
    timeout: time(),
    headers: dictionary(texts.header(), texts.headerValue()),
  }, { required: ['path'], presence: 75 });
  return fc.oneof(
    call('TracingProvider.openTelemetry', struct<OpenTelemetryTracingOptions>({ ...tracingOptions(), http }, { required: ENDPOINT })),
    call('TracingProvider.zipkin', struct<ZipkinTracingOptions>({
      ...tracingOptions(),
      path: fc.constantFrom('/api/v2/spans', '/z'),
      w3cTraceContext: anyBoolean(),
    }, { required: ENDPOINT })),
  );
}

function extAuthz(name: string): fc.Arbitrary<Value> {
  const requestBody = struct<RequestBodyInCheck>({ maxSize: size(1, 4_000_000), allowPartial: anyBoolean() }, { required: ['maxSize'] });
  const options: { readonly [prop in keyof ExtAuthzOptions]-?: fc.Arbitrary<unknown> } = {
    ...endpoint(name),
    timeout: time(),
    failOpen: anyBoolean(),
    statusOnError: fc.constantFrom(400, 403, 429, 500, 503, 511),
    clearRouteCache: anyBoolean(),
    requestBody,
  };
  const patterns = list(fc.constantFrom('authorization', 'x-user-*', '*-id', 'Cookie'));
  return fc.oneof(
    call('ExtAuthzProvider.grpc', struct<ExtAuthzOptions>(options, { required: ENDPOINT })),
    call('ExtAuthzProvider.http', struct<HttpExtAuthzOptions>({
      ...options,
      pathPrefix: texts.path(),
      includeRequestHeadersInCheck: patterns,
      includeAdditionalHeadersInCheck: dictionary(texts.header(), texts.headerValue()),
      headersToUpstreamOnAllow: patterns,
      headersToDownstreamOnAllow: patterns,
      headersToDownstreamOnDeny: patterns,
    }, { required: ENDPOINT })),
  );
}

function proxyDefaults(): fc.Arbitrary<Struct> {
  return struct<ProxyDefaults>({
    resources: proxyResources(),
    waypointResources: proxyResources().map(({ concurrency, ...resources }) => resources),
    holdApplicationUntilProxyStarts: anyBoolean(),
    terminationDrainDuration: time(),
    connectionSettings: connectionSettings(),
  });
}

function retries(): fc.Arbitrary<Value> {
  const safe = list(fc.constantFrom('connect-failure', 'refused-stream', 'unavailable'));
  const risky = list(fc.constantFrom('5xx', '503', 'reset', 'cancelled', 'gateway-error'));
  const options = fc.oneof(
    struct<MeshRetryOptions>({ conditions: safe, backoff: time(), mayPayTwice: anyBoolean() }),
    struct<MeshRetryOptions>({ conditions: risky, backoff: time(), mayPayTwice: fc.constant(true) }, { required: ['mayPayTwice'] }),
  );
  return fc.oneof(call('MeshRetries.off'), call('MeshRetries.attempts', count(1, 100)), call('MeshRetries.attempts', count(1, 100), options));
}

export function proxyResources(): fc.Arbitrary<Struct> {
  return struct<ProxyResources>({
    cpuRequest: texts.cpu(),
    memoryRequest: texts.memory(),
    cpuLimit: fc.constantFrom('2', '2000m', '4'),
    memoryLimit: fc.constantFrom('1Gi', '2Gi', '2000M'),
    concurrency: count(1, 256),
  });
}

export function connectionSettings(): fc.Arbitrary<Struct> {
  return filled(struct<ConnectionSettings>({
    streamIdleTimeout: time(),
    connectionIdleTimeout: time(),
    requestHeadersTimeout: time(),
    requestReceiveTimeout: time(),
    bufferLimit: size(16, 2 ** 21 - 1),
    maxConcurrentStreams: count(1, 2 ** 31 - 1),
  }));
}

/** Of `replicas` and `autoscaling` at most one, and a budget that lets nodes be drained. */
export function gatewayDeployment(): fc.Arbitrary<Struct> {
  const autoscaling = fc.tuple(count(1, 500), fc.integer({ min: 0, max: 500 }), maybe(count(1, 100), 50))
    .map(([minReplicas, more, cpuUtilization]): ProxyAutoscaling => ({
      minReplicas,
      maxReplicas: minReplicas + more,
      ...(cpuUtilization !== undefined && { cpuUtilization }),
    }));
  return struct<GatewayDeployment>({
    resources: proxyResources(),
    replicas: count(1, 1_000),
    autoscaling,
    minAvailable: count(1, 20),
    drain: seconds(1, 3_600),
  }).map((given) => {
    const { replicas, ...others } = given;
    const kept: Struct = given.autoscaling ? others : given;
    const fewest = kept.autoscaling?.minReplicas ?? kept.replicas ?? 1;
    const { minAvailable, ...unbudgeted } = kept;
    return minAvailable === undefined || fewest < 2 ? unbudgeted : { ...kept, minAvailable: Math.min(minAvailable, fewest - 1) };
  });
}

function spanTags(): fc.Arbitrary<Struct> {
  return dictionary(fc.constantFrom('model.version', 'tenant', 'cluster'), fc.oneof(
    call('SpanTag.literal', fc.constantFrom('ml', ' ')),
    call('SpanTag.header', texts.header()),
    call('SpanTag.header', texts.header(), fc.constantFrom('none', '')),
    call('SpanTag.environment', fc.constantFrom('POD_NAME', 'X')),
    call('SpanTag.environment', fc.constantFrom('POD_NAME', 'X'), fc.constantFrom('none', '')),
  ));
}

const LOG_FILTERS = ['response.code >= 400', 'true'];

/** What an MlServingMesh says in the Telemetry that its install settings ask for. */
export type TelemetryOfMesh = Pick<MlServingMeshProps, 'spanTags' | 'accessLogFilter'>;

export function telemetryOfMesh(): fc.Arbitrary<Struct> {
  return struct<TelemetryOfMesh>({ spanTags: spanTags(), accessLogFilter: fc.constantFrom(...LOG_FILTERS) });
}

export function meshTelemetry(): fc.Arbitrary<Struct> {
  return struct<MeshTelemetryProps>({
    rootNamespace: fc.constantFrom('istio-system', 'istio-root'),
    name: fc.constantFrom('mesh-default', 'mesh.telemetry'),
    tracingProvider: fc.constantFrom('otel', 'zipkin'),
    samplingPercentage: fc.constantFrom(0, 0.01, 5, 100),
    spanTags: spanTags(),
    accessLogProviders: list(fc.constantFrom('envoy', 'otel-logs')),
    accessLogFilter: fc.constantFrom(...LOG_FILTERS),
  }, { presence: 60 }).map((given) => {
    const fitted = { ...given };
    if (!fitted.tracingProvider && !fitted.accessLogProviders) {
      fitted.tracingProvider = 'otel';
    }
    if (!fitted.tracingProvider) {
      delete fitted.samplingPercentage;
      delete fitted.spanTags;
    }
    if (!fitted.accessLogProviders) {
      delete fitted.accessLogFilter;
    }
    return fitted;
  });
}
