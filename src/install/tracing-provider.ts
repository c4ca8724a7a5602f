import type { Duration } from 'cdk8s';
import { checkEndpoint } from './provider-endpoint';
import type { ExtensionProvider, ProviderEndpoint } from './provider-endpoint';
import { renderSecondsOf } from './seconds';
import { checkHeaderName, checkHeaderValue } from '../core/http';
import { checkPath } from '../core/match/path-match';
import { checkInteger, checkSamplingPercentage } from '../core/numbers';
import type { Site } from '../core/site';

/** What every tracing provider is told. */
export interface TracingOptions extends ProviderEndpoint {
  /**
   * Percent of the requests to trace where the caller has not decided, with two decimals at most. Written to
   * `randomSamplingPercentage` of the mesh-wide Telemetry, and to istiod (`pilot.traceSampling`) for proxies that no
   * Telemetry reaches.
   * @default - Istio's own: 1
   */
  readonly samplingPercentage?: number;
  /**
   * Characters of the path that a span keeps: `maxTagLength`.
   * @default - Envoy's own: 256
   */
  readonly maxTagLength?: number;
}

/** How spans travel as OTLP over HTTP. */
export interface OtlpHttp {
  /** The path to post to, `/v1/traces` mostly: `http.path`. */
  readonly path: string;
  /**
   * How long a post may take: `http.timeout`.
   * @default - Istio's own: 3 seconds
   */
  readonly timeout?: Duration;
  /**
   * Headers of a post: `http.headers`. They stand in the ConfigMap of the mesh config, so they are no place for secrets.
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
}

/** Options of `TracingProvider.openTelemetry`. */
export interface OpenTelemetryTracingOptions extends TracingOptions {
  /**
   * Post spans over HTTP: `opentelemetry.http`.
   * @default - by gRPC
   */
  readonly http?: OtlpHttp;
}

/** Options of `TracingProvider.zipkin`. */
export interface ZipkinTracingOptions extends TracingOptions {
  /**
   * The path to post to: `zipkin.path`.
   * @default '/api/v2/spans'
   */
  readonly path?: string;
  /**
   * Read and write W3C `traceparent` beside the B3 headers: `zipkin.traceContextOption`.
   * @default false
   */
  readonly w3cTraceContext?: boolean;
}

/** What tracing adds to the install settings. */
export interface TracingConfig {
  readonly extensionProvider: ExtensionProvider;
  readonly samplingPercentage?: number;
}

/** Where proxies send spans. A provider alone sends nothing: a mesh-wide Telemetry, or `defaultProviders`, has to name it. */
export class TracingProvider {
  /**
   * A collector that takes OTLP, by gRPC or HTTP: an `opentelemetry` of `meshConfig.extensionProviders`.
   * @param options its name, address and the share of requests to trace
   */
  public static openTelemetry(options: OpenTelemetryTracingOptions): TracingProvider {
    return new TracingProvider(options, (site) => ({ opentelemetry: { ...commonConfig(site, options), http: otlpHttp(site.at('http'), options.http) } }));
  }

  /**
   * A server that takes Zipkin's spans: a `zipkin` of `meshConfig.extensionProviders`.
   * @param options its name, address and the share of requests to trace
   */
  public static zipkin(options: ZipkinTracingOptions): TracingProvider {
    return new TracingProvider(options, (site) => ({ zipkin: { ...commonConfig(site, options), ...zipkinConfig(site, options) } }));
  }

  private constructor(private readonly options: TracingOptions, private readonly kind: (site: Site) => ExtensionProvider['kind']) {}

  /** @internal */
  public _bind(site: Site): TracingConfig {
    const { name, service, samplingPercentage } = this.options;
    if (samplingPercentage !== undefined) {
      checkSamplingPercentage(site.at('samplingPercentage'), samplingPercentage);
    }
    return { extensionProvider: { name, service, kind: this.kind(site) }, samplingPercentage };
  }
}

const MAX_TAG_LENGTH = 65_536;

function commonConfig(site: Site, options: TracingOptions): object {
  const { maxTagLength } = options;
  if (maxTagLength !== undefined) {
    checkInteger(site.at('maxTagLength'), maxTagLength, { min: 1, max: MAX_TAG_LENGTH, fix: 'give a number of characters' });
  }
  return { ...checkEndpoint(site, options), maxTagLength };
}

function otlpHttp(site: Site, http: OtlpHttp | undefined): object | undefined {
  if (!http) {
    return undefined;
  }
  const headers = Object.entries(http.headers ?? {}).map(([name, value]) => ({
    name: checkHeaderName(site.at('headers', name), name),
    value: checkHeaderValue(site.at('headers', name), value),
  }));
  return {
    path: checkPath(site.at('path'), http.path),
    timeout: renderSecondsOf(site.at('timeout'), http.timeout),
    headers: headers.length > 0 ? headers : undefined,
  };
}

function zipkinConfig(site: Site, { path, w3cTraceContext }: ZipkinTracingOptions): object {
  return {
    path: path && checkPath(site.at('path'), path),
    traceContextOption: w3cTraceContext ? 'USE_B3_WITH_W3C_PROPAGATION' : undefined,
  };
}
