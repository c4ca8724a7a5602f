import { withoutAbsent } from './plain-data';
import type { PlainObject } from './plain-data';
import { checkEndpoint } from './provider-endpoint';
import type { ExtensionProvider, ProviderEndpoint } from './provider-endpoint';
import type { Site } from '../core/site';

/** How a line of the access log is written. */
export enum AccessLogEncoding {
  /** One line of text a request. */
  TEXT = 'TEXT',
  /** One JSON object a request. */
  JSON = 'JSON',
}

/** Options of `AccessLog.stdout`. */
export interface StdoutAccessLogOptions {
  /**
   * Text or JSON: `meshConfig.accessLogEncoding`.
   * @default AccessLogEncoding.TEXT
   */
  readonly encoding?: AccessLogEncoding;
  /**
   * The line, with Envoy's command operators (`%RESPONSE_CODE%`): `meshConfig.accessLogFormat`. For TEXT only.
   * @default - Istio's own line
   */
  readonly format?: string;
  /**
   * The keys of the JSON object and their values, with Envoy's command operators: `meshConfig.accessLogFormat`. For
   * JSON only.
   * @default - Istio's own keys
   */
  readonly fields?: { readonly [key: string]: string };
}

/** Options of `AccessLog.openTelemetry`: a collector that takes OTLP logs by gRPC. */
export interface OpenTelemetryAccessLogOptions extends ProviderEndpoint {
  /**
   * The body of a log record, with Envoy's command operators: `envoyOtelAls.logFormat.text`.
   * @default - Istio's own line
   */
  readonly body?: string;
  /**
   * Attributes of a log record, with Envoy's command operators as values: `envoyOtelAls.logFormat.labels`.
   * @default - none
   */
  readonly attributes?: { readonly [key: string]: string };
}

/** What an access log adds to the install settings. */
export interface AccessLogConfig {
  /** What a Telemetry names. */
  readonly provider: string;
  /** Keys of the mesh config. */
  readonly meshConfig: PlainObject;
  readonly extensionProvider?: ExtensionProvider;
}

/** Where proxies write a record of every request or connection. ztunnel keeps a log of its own, which this does not change. */
export class AccessLog {
  /**
   * The standard output of the proxy's container: `meshConfig.accessLogFile: /dev/stdout`. Istio's provider `envoy`.
   * @param options encoding and format
   */
  public static stdout(options: StdoutAccessLogOptions = {}): AccessLog {
    return new AccessLog((site) => stdoutConfig(site, options));
  }

  /**
   * A collector that takes OTLP logs by gRPC: an `envoyOtelAls` of `meshConfig.extensionProviders`.
   * @param options its name, address and the form of a record
   */
  public static openTelemetry(options: OpenTelemetryAccessLogOptions): AccessLog {
    return new AccessLog((site) => openTelemetryConfig(site, options));
  }

  private constructor(private readonly config: (site: Site) => AccessLogConfig) {}

  /** @internal */
  public _bind(site: Site): AccessLogConfig {
    return this.config(site);
  }
}

function stdoutConfig(site: Site, { encoding = AccessLogEncoding.TEXT, format, fields }: StdoutAccessLogOptions): AccessLogConfig {
  site.at('format').check(format === undefined || encoding === AccessLogEncoding.TEXT, {
    problem: 'is a line of text, and the encoding is JSON',
    got: format,
    fix: 'give fields instead, or AccessLogEncoding.TEXT',
  });
  site.at('fields').check(fields === undefined || encoding === AccessLogEncoding.JSON, {
    problem: 'are keys of a JSON object, and the encoding is TEXT',
    got: fields,
    fix: 'give format instead, or AccessLogEncoding.JSON',
  });
  const accessLogFormat = format ?? (fields && JSON.stringify(fields));
  return {
    provider: 'envoy',
    meshConfig: withoutAbsent({ accessLogFile: '/dev/stdout', accessLogEncoding: encoding, accessLogFormat }),
  };
}

function openTelemetryConfig(site: Site, options: OpenTelemetryAccessLogOptions): AccessLogConfig {
  const { name, service, body: text, attributes: labels } = options;
  const endpoint = checkEndpoint(site, options);
  const logFormat = text === undefined && labels === undefined ? undefined : { text, labels };
  return {
    provider: name,
    meshConfig: {},
    extensionProvider: { name, service, kind: { envoyOtelAls: { ...endpoint, logFormat } } },
  };
}
