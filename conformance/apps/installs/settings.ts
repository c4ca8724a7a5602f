import { Duration, Size } from 'cdk8s';
import type { MeshInstallProps } from 'cdk8s-ml-mesh';
import { AccessLog, AccessLogEncoding, DataPlane, ExtAuthzProvider, MeshRetries, OutboundTraffic, TracingProvider } from 'cdk8s-ml-mesh';

const service = (name: string) => `${name}.platform.svc.cluster.local`;

/** Install settings by name. Together they name every option; what each has to become is written in conformance/installs. */
export const SETTINGS: { readonly [name: string]: MeshInstallProps } = {
  'ambient': {},
  'sidecar': { dataPlane: DataPlane.SIDECAR },
  'names': { revision: '1-31-1', rootNamespace: 'mesh-system', trustDomain: 'ml.example.com' },
  'access-log-text': { accessLogs: [AccessLog.stdout({ encoding: AccessLogEncoding.TEXT, format: '%RESPONSE_CODE% %REQ(X-TENANT)%\n' })] },
  'access-log-json': {
    accessLogs: [
      AccessLog.stdout({ encoding: AccessLogEncoding.JSON, fields: { status: '%RESPONSE_CODE%', model: '%REQ(X-MODEL)%' } }),
      AccessLog.openTelemetry({ name: 'logs', service: service('collector'), port: 4317, body: '%RESPONSE_CODE%', attributes: { tenant: '%REQ(X-TENANT)%' } }),
    ],
  },
  'tracing-grpc': {
    tracing: TracingProvider.openTelemetry({ name: 'otel', service: service('collector'), port: 4317, samplingPercentage: 33.33, maxTagLength: 512 }),
  },
  'tracing-http': {
    tracing: TracingProvider.openTelemetry({
      name: 'otel',
      service: service('collector'),
      port: 4318,
      http: { path: '/v1/traces', timeout: Duration.millis(1500), headers: { 'x-tenant': 'ml' } },
    }),
  },
  'tracing-zipkin': {
    tracing: TracingProvider.zipkin({
      name: 'zipkin',
      service: `vendor/${service('zipkin')}`,
      port: 9411,
      path: '/z/spans',
      w3cTraceContext: true,
      samplingPercentage: 0,
    }),
  },
  'ext-authz': {
    extAuthz: [
      ExtAuthzProvider.grpc({
        name: 'opa',
        service: service('opa'),
        port: 9191,
        timeout: Duration.millis(250),
        failOpen: true,
        statusOnError: 503,
        clearRouteCache: true,
        requestBody: { maxSize: Size.kibibytes(64), allowPartial: true },
      }),
      ExtAuthzProvider.http({
        name: 'quota',
        service: service('quota'),
        port: 8000,
        pathPrefix: '/check',
        includeRequestHeadersInCheck: ['authorization', 'x-user-*'],
        includeAdditionalHeadersInCheck: { 'x-mesh': 'ml' },
        headersToUpstreamOnAllow: ['x-quota'],
        headersToDownstreamOnAllow: ['x-quota-left'],
        headersToDownstreamOnDeny: ['retry-after'],
      }),
    ],
  },
  'proxies-sidecar': {
    dataPlane: DataPlane.SIDECAR,
    proxy: {
      resources: { cpuRequest: '250m', memoryRequest: '256Mi', cpuLimit: '3', memoryLimit: '2Gi', concurrency: 3 },
      holdApplicationUntilProxyStarts: true,
      terminationDrainDuration: Duration.minutes(2),
      connectionSettings: {
        streamIdleTimeout: Duration.minutes(10),
        connectionIdleTimeout: Duration.hours(1),
        requestHeadersTimeout: Duration.millis(1500),
        requestReceiveTimeout: Duration.minutes(2),
        bufferLimit: Size.mebibytes(2),
        maxConcurrentStreams: 1000,
      },
    },
    outboundTraffic: OutboundTraffic.REGISTRY_ONLY,
  },
  'sidecars-native': { dataPlane: DataPlane.SIDECAR, nativeSidecars: true },
  'proxies-ambient': {
    proxy: { resources: { cpuLimit: '4' }, waypointResources: { cpuRequest: '500m', memoryRequest: '512Mi', cpuLimit: '4', memoryLimit: '3Gi' } },
    outboundTraffic: OutboundTraffic.ALLOW_ANY,
    inferenceExtension: true,
  },
  'sidecars-not-native': { dataPlane: DataPlane.SIDECAR, nativeSidecars: false, proxy: { holdApplicationUntilProxyStarts: false } },
  'retries-off': { retries: MeshRetries.off() },
  'retries': {
    retries: MeshRetries.attempts(3, { conditions: ['connect-failure', '503'], backoff: Duration.millis(50), mayPayTwice: true }),
  },
  'discovery': { discoverySelectors: [{ matchLabels: { team: 'ml' } }, { matchLabels: { tier: 'gpu', team: 'infra' } }] },
};
