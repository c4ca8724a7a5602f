import { Duration, Size } from 'cdk8s';
import { AccessLog, AccessLogEncoding } from '../../src/install/access-log';
import type { StdoutAccessLogOptions } from '../../src/install/access-log';
import type { ExtAuthzOptions, HttpExtAuthzOptions } from '../../src/install/ext-authz-provider';
import { ExtAuthzProvider } from '../../src/install/ext-authz-provider';
import type { MeshInstallProps } from '../../src/install/mesh-install';
import { MeshInstall } from '../../src/install/mesh-install';
import type { OpenTelemetryTracingOptions } from '../../src/install/tracing-provider';
import { TracingProvider } from '../../src/install/tracing-provider';

const otel = { name: 'otel', service: 'otel.observability.svc.cluster.local', port: 4317 };
const opa = { name: 'opa', service: 'opa.auth.svc.cluster.local', port: 9191 };

const meshConfig = (props: MeshInstallProps) => new MeshInstall(props).toIstioOperator().spec.meshConfig;
const tracing = (options: Partial<OpenTelemetryTracingOptions>) => meshConfig({ tracing: TracingProvider.openTelemetry({ ...otel, ...options }) });
const grpc = (options: Partial<ExtAuthzOptions>) => meshConfig({ extAuthz: [ExtAuthzProvider.grpc({ ...opa, ...options })] });
const http = (options: Partial<HttpExtAuthzOptions>) => meshConfig({ extAuthz: [ExtAuthzProvider.http({ ...opa, ...options })] });
const stdout = (options: StdoutAccessLogOptions) => meshConfig({ accessLogs: [AccessLog.stdout(options)] });

test('spans go to an OTLP collector by gRPC, and metrics go on', () => {
  expect(tracing({})).toEqual({
    extensionProviders: [{ name: 'otel', opentelemetry: { service: otel.service, port: 4317 } }],
    defaultProviders: { metrics: ['prometheus'], tracing: ['otel'] },
  });
});

test('spans go to an OTLP collector by HTTP', () => {
  const http_ = { path: '/v1/traces', timeout: Duration.minutes(2), headers: { 'x-tenant': 'ml' } };
  expect(tracing({ http: http_, maxTagLength: 100 }).extensionProviders[0].opentelemetry).toEqual({
    service: otel.service,
    port: 4317,
    maxTagLength: 100,
    http: { path: '/v1/traces', timeout: '120s', headers: [{ name: 'x-tenant', value: 'ml' }] },
  });
  expect(tracing({ http: { path: '/v1/traces' } }).extensionProviders[0].opentelemetry.http).toEqual({ path: '/v1/traces' });
});

test('spans go to a Zipkin server', () => {
  const zipkin = TracingProvider.zipkin({ ...otel, path: '/api', w3cTraceContext: true });
  expect(meshConfig({ tracing: zipkin }).extensionProviders).toEqual([
    { name: 'otel', zipkin: { service: otel.service, port: 4317, path: '/api', traceContextOption: 'USE_B3_WITH_W3C_PROPAGATION' } },
  ]);
  expect(meshConfig({ tracing: TracingProvider.zipkin(otel) }).extensionProviders[0].zipkin).toEqual({ service: otel.service, port: 4317 });
});

test('requests are logged to the standard output', () => {
  expect(stdout({})).toEqual({
    accessLogFile: '/dev/stdout',
    accessLogEncoding: 'TEXT',
    defaultProviders: { metrics: ['prometheus'], accessLogging: ['envoy'] },
  });
  expect(stdout({ format: '%RESPONSE_CODE%' }).accessLogFormat).toBe('%RESPONSE_CODE%');
  expect(stdout({ encoding: AccessLogEncoding.JSON, fields: { status: '%RESPONSE_CODE%' } })).toMatchObject({
    accessLogEncoding: 'JSON',
    accessLogFormat: '{"status":"%RESPONSE_CODE%"}',
  });
});

test('requests are logged to a collector, beside the standard output', () => {
  const collector = AccessLog.openTelemetry({ ...otel, body: '%RESPONSE_CODE%', attributes: { protocol: '%PROTOCOL%' } });
  expect(meshConfig({ accessLogs: [AccessLog.stdout(), collector] })).toEqual({
    accessLogFile: '/dev/stdout',
    accessLogEncoding: 'TEXT',
    extensionProviders: [
      {
        name: 'otel',
        envoyOtelAls: { service: otel.service, port: 4317, logFormat: { text: '%RESPONSE_CODE%', labels: { protocol: '%PROTOCOL%' } } },
      },
    ],
    defaultProviders: { metrics: ['prometheus'], accessLogging: ['envoy', 'otel'] },
  });
  const plain = meshConfig({ accessLogs: [AccessLog.openTelemetry(otel)] });
  expect(plain.extensionProviders[0].envoyOtelAls).toEqual({ service: otel.service, port: 4317 });
});

test('a gRPC server decides on requests', () => {
  expect(grpc({
    timeout: Duration.millis(500),
    failOpen: true,
    statusOnError: 503,
    clearRouteCache: true,
    requestBody: { maxSize: Size.kibibytes(8), allowPartial: true },
  })).toEqual({
    extensionProviders: [
      {
        name: 'opa',
        envoyExtAuthzGrpc: {
          service: opa.service,
          port: 9191,
          timeout: '0.5s',
          failOpen: true,
          statusOnError: '503',
          clearRouteCache: true,
          includeRequestBodyInCheck: { maxRequestBytes: 8192, allowPartialMessage: true },
        },
      },
    ],
  });
  expect(grpc({}).extensionProviders[0].envoyExtAuthzGrpc).toEqual({ service: opa.service, port: 9191 });
});

test('an HTTP server decides on requests', () => {
  const headers = {
    includeRequestHeadersInCheck: ['authorization', 'x-user-*'],
    headersToUpstreamOnAllow: ['*-id'],
    headersToDownstreamOnAllow: ['set-cookie'],
    headersToDownstreamOnDeny: ['location'],
  };
  const includeAdditionalHeadersInCheck = { 'x-mesh': 'ml' };
  expect(http({ pathPrefix: '/check', ...headers, includeAdditionalHeadersInCheck }).extensionProviders).toEqual([
    { name: 'opa', envoyExtAuthzHttp: { service: opa.service, port: 9191, pathPrefix: '/check', ...headers, includeAdditionalHeadersInCheck } },
  ]);
  expect(http({ headersToUpstreamOnAllow: [] }).extensionProviders[0].envoyExtAuthzHttp).toEqual({ service: opa.service, port: 9191 });
});

test.each(['auth/oauth2.example.com', 'example.com'])('%s is a host that proxies can find', (service) => {
  expect(grpc({ service }).extensionProviders[0].envoyExtAuthzGrpc.service).toBe(service);
});

test.each(['', 'opa', 'opa.auth.svc', '*.example.com', '10.0.0.1', 'a/b/c.example.com', '/c.example.com', 'Opa.example.com'])(
  'fails on the service %p, which no proxy would find', (service) => {
    expect(() => grpc({ service })).toThrow(/^\[MeshInstall\] extAuthz\[0\]\.service must be the full host name of a Service or ServiceEntry.*svc\.cluster\.local/);
  });

test.each(['', 'my provider', '-x'])('fails on the name %p', (name) => {
  expect(() => tracing({ name })).toThrow(/^\[MeshInstall\] tracing\.name must be a name: letters/);
});

test.each(['envoy', 'Prometheus', 'stackdriver'])('fails on the name %s, which Istio brings along', (name) => {
  expect(() => tracing({ name })).toThrow(/^\[MeshInstall\] tracing\.name must not be a provider that Istio brings along/);
});

test('fails on what a provider cannot be told', () => {
  expect(() => tracing({ port: 0 })).toThrow(/^\[MeshInstall\] tracing\.port must be a whole number from 1 to 65535/);
  expect(() => tracing({ maxTagLength: 0 })).toThrow(/^\[MeshInstall\] tracing\.maxTagLength must be a whole number from 1/);
  expect(() => tracing({ samplingPercentage: 101 })).toThrow(/^\[MeshInstall\] tracing\.samplingPercentage must be a percentage from 0 to 100 with two decimals/);
  expect(() => tracing({ samplingPercentage: 0.001 })).toThrow(/tracing\.samplingPercentage must be a percentage/);
  expect(() => tracing({ http: { path: 'v1' } })).toThrow(/^\[MeshInstall\] tracing\.http\.path must/);
  expect(() => tracing({ http: { path: '/v1', timeout: Duration.seconds(0) } })).toThrow(/^\[MeshInstall\] tracing\.http\.timeout must/);
  expect(() => tracing({ http: { path: '/v1', headers: { 'a b': 'c' } } })).toThrow(/^\[MeshInstall\] tracing\.http\.headers\.a b must be a header name/);
  expect(() => tracing({ http: { path: '/v1', headers: { a: '' } } })).toThrow(/^\[MeshInstall\] tracing\.http\.headers\.a must be a header value/);
  expect(() => meshConfig({ tracing: TracingProvider.zipkin({ ...otel, path: 'api' }) })).toThrow(/^\[MeshInstall\] tracing\.path must/);
  expect(() => meshConfig({ accessLogs: [AccessLog.openTelemetry({ ...otel, port: 1.5 })] })).toThrow(/^\[MeshInstall\] accessLogs\[0\]\.port must/);
});

test('fails on a log format of the other encoding', () => {
  expect(() => stdout({ encoding: AccessLogEncoding.JSON, format: 'x' })).toThrow(/^\[MeshInstall\] accessLogs\[0\]\.format is a line of text, and the encoding is JSON/);
  expect(() => stdout({ fields: { a: 'b' } })).toThrow(/^\[MeshInstall\] accessLogs\[0\]\.fields are keys of a JSON object, and the encoding is TEXT/);
});

test('fails on what an authorization server cannot be told', () => {
  expect(() => grpc({ timeout: Duration.seconds(0) })).toThrow(/^\[MeshInstall\] extAuthz\[0\]\.timeout must/);
  for (const status of [418, 425, 451, 461, 509, 599]) {
    expect(() => grpc({ statusOnError: status })).toThrow('[MeshInstall] extAuthz[0].statusOnError must be a status that Envoy has a name for, '
      + `since istiod takes the provider for invalid otherwise, got ${status}: give 403 or 503 for example`);
  }
  for (const status of [400, 417, 421, 424, 426, 428, 429, 431, 500, 508, 510, 511]) {
    expect(() => grpc({ statusOnError: status })).not.toThrow();
  }
  expect(() => grpc({ statusOnError: 200 })).toThrow(/^\[MeshInstall\] extAuthz\[0\]\.statusOnError must be a whole number from 400 to 599/);
  expect(() => grpc({ requestBody: { maxSize: Size.kibibytes(0) } })).toThrow(/^\[MeshInstall\] extAuthz\[0\]\.requestBody\.maxSize must be a whole number from 1/);
  expect(() => http({ pathPrefix: 'check' })).toThrow(/^\[MeshInstall\] extAuthz\[0\]\.pathPrefix must/);
  expect(() => http({ includeAdditionalHeadersInCheck: { 'a b': 'c' } })).toThrow(/extAuthz\[0\]\.includeAdditionalHeadersInCheck\.a b must be a header name/);
  expect(() => http({ includeAdditionalHeadersInCheck: { a: '' } })).toThrow(/extAuthz\[0\]\.includeAdditionalHeadersInCheck\.a must be a header value/);
});

test.each(['includeRequestHeadersInCheck', 'headersToUpstreamOnAllow', 'headersToDownstreamOnAllow', 'headersToDownstreamOnDeny'] as const)(
  'fails on patterns of %s that would match nothing', (prop) => {
    for (const pattern of ['', '*', 'x-*-id', 'a b']) {
      expect(() => http({ [prop]: ['ok', pattern] })).toThrow(new RegExp(`^\\[MeshInstall\\] extAuthz\\[0\\]\\.${prop}\\[1\\] must `));
    }
  });

test('fails on a name that is taken, whatever its case', () => {
  expect(() => meshConfig({ tracing: TracingProvider.openTelemetry(otel), accessLogs: [AccessLog.openTelemetry({ ...otel, name: 'OTEL' })] }))
    .toThrow(/^\[MeshInstall\] accessLogs\[0\] must not repeat a provider's name, and tracing\.name has it already, got 'OTEL': name each provider differently/);
  expect(() => meshConfig({ extAuthz: [ExtAuthzProvider.grpc(opa), ExtAuthzProvider.http(opa)] }))
    .toThrow(/^\[MeshInstall\] extAuthz\[1\]\.name must not repeat .* extAuthz\[0\]\.name has it/);
  expect(() => meshConfig({ accessLogs: [AccessLog.stdout(), AccessLog.stdout()] }))
    .toThrow(/^\[MeshInstall\] accessLogs\[1\] must not repeat .*one log to the standard output is enough/);
});
