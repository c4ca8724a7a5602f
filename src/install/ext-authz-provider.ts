import type { Duration, Size } from 'cdk8s';
import { ifFilled } from './plain-data';
import { checkEndpoint } from './provider-endpoint';
import type { ExtensionProvider, ProviderEndpoint } from './provider-endpoint';
import { renderSecondsOf } from './seconds';
import { checkHeaderName, checkHeaderValue } from '../core/http';
import { checkPath } from '../core/match/path-match';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** How much of a request's body the authorization server sees. */
export interface RequestBodyInCheck {
  /**
   * The most that is held back and sent along: `includeRequestBodyInCheck.maxRequestBytes`. A larger body is
   * answered with 413, even with `failOpen`, unless `allowPartial` is set.
   */
  readonly maxSize: Size;
  /**
   * Send the first part of a larger body: `includeRequestBodyInCheck.allowPartialMessage`.
   * @default false
   */
  readonly allowPartial?: boolean;
}

/** What every external authorization server is told. */
export interface ExtAuthzOptions extends ProviderEndpoint {
  /**
   * How long a check may take: `timeout`.
   * @default - Istio's own: 600 seconds
   */
  readonly timeout?: Duration;
  /**
   * Let requests through while the server cannot be reached or answers 5xx: `failOpen`.
   * @default false
   */
  readonly failOpen?: boolean;
  /**
   * The status of the answer while the server cannot be reached: `statusOnError`, an error that Envoy has a name for.
   * @default 403
   */
  readonly statusOnError?: number;
  /**
   * Choose the route again with the headers that the server added: `clearRouteCache`.
   * @default false
   */
  readonly clearRouteCache?: boolean;
  /**
   * Send the body of a request along: `includeRequestBodyInCheck`.
   * @default - headers only
   */
  readonly requestBody?: RequestBodyInCheck;
}

/** Options of `ExtAuthzProvider.http`. A `*` in front or at the end of a header name stands for any characters. */
export interface HttpExtAuthzOptions extends ExtAuthzOptions {
  /**
   * Put in front of the path of a check: `pathPrefix`.
   * @default - the path of the request
   */
  readonly pathPrefix?: string;
  /**
   * Headers of the request that the server sees: `includeRequestHeadersInCheck`. `authorization` is not among the
   * ones that are always sent.
   * @default - host, method, path and content-length
   */
  readonly includeRequestHeadersInCheck?: string[];
  /**
   * Further headers of a check, with fixed values: `includeAdditionalHeadersInCheck`.
   * @default - none
   */
  readonly includeAdditionalHeadersInCheck?: { readonly [name: string]: string };
  /**
   * Headers of the server's answer that an allowed request takes on: `headersToUpstreamOnAllow`.
   * @default - none
   */
  readonly headersToUpstreamOnAllow?: string[];
  /**
   * Headers of the server's answer that the response to an allowed request takes on: `headersToDownstreamOnAllow`.
   * @default - none
   */
  readonly headersToDownstreamOnAllow?: string[];
  /**
   * Headers of the server's answer that the caller of a denied request sees: `headersToDownstreamOnDeny`.
   * @default - all but authority
   */
  readonly headersToDownstreamOnDeny?: string[];
}

/** What a server adds to the install settings. */
export interface ExtAuthzConfig {
  readonly extensionProvider: ExtensionProvider;
}

/** A server that decides on requests. An AuthorizationPolicy with action CUSTOM names it. */
export class ExtAuthzProvider {
  /**
   * A server that speaks Envoy's gRPC interface (`envoy.service.auth.v3.Authorization`), which sees every header:
   * an `envoyExtAuthzGrpc` of `meshConfig.extensionProviders`.
   * @param options its name, address and what a failure means
   */
  public static grpc(options: ExtAuthzOptions): ExtAuthzProvider {
    return new ExtAuthzProvider(options.name, options.service, (site) => ({ envoyExtAuthzGrpc: commonConfig(site, options) }));
  }

  /**
   * A server that answers an HTTP request, 200 to allow: an `envoyExtAuthzHttp` of `meshConfig.extensionProviders`.
   * @param options its name, address, what a failure means and which headers travel
   */
  public static http(options: HttpExtAuthzOptions): ExtAuthzProvider {
    return new ExtAuthzProvider(options.name, options.service, (site) => ({
      envoyExtAuthzHttp: { ...commonConfig(site, options), ...httpConfig(site, options) },
    }));
  }

  private constructor(
    private readonly name: string,
    private readonly service: string,
    private readonly kind: (site: Site) => ExtensionProvider['kind'],
  ) {}

  /** @internal */
  public _bind(site: Site): ExtAuthzConfig {
    return { extensionProvider: { name: this.name, service: this.service, kind: this.kind(site) } };
  }
}

/** Error statuses of Envoy's `StatusCode` (envoy/type/v3/http_status.proto). */
const ENVOY_ERRORS = [[400, 417], [421, 424], [426, 426], [428, 429], [431, 431], [500, 508], [510, 511]];

const HEADER_LISTS = [
  'includeRequestHeadersInCheck',
  'headersToUpstreamOnAllow',
  'headersToDownstreamOnAllow',
  'headersToDownstreamOnDeny',
] as const satisfies (keyof HttpExtAuthzOptions)[];

function commonConfig(site: Site, options: ExtAuthzOptions): object {
  const { statusOnError, requestBody } = options;
  if (statusOnError !== undefined) {
    checkStatus(site.at('statusOnError'), statusOnError);
  }
  return {
    ...checkEndpoint(site, options),
    timeout: renderSecondsOf(site.at('timeout'), options.timeout),
    failOpen: options.failOpen,
    statusOnError: statusOnError?.toString(),
    clearRouteCache: options.clearRouteCache,
    includeRequestBodyInCheck: requestBody && {
      maxRequestBytes: bodyBytes(site.at('requestBody', 'maxSize'), requestBody.maxSize),
      allowPartialMessage: requestBody.allowPartial,
    },
  };
}

/** istiod logs another one and takes the whole provider for invalid (validateExtensionProvider). */
function checkStatus(site: Site, status: number): void {
  const fix = 'give 403 or 503 for example';
  checkInteger(site, status, { min: 400, max: 599, fix });
  site.check(ENVOY_ERRORS.some(([first, last]) => status >= first && status <= last), {
    problem: 'must be a status that Envoy has a name for, since istiod takes the provider for invalid otherwise',
    got: status,
    fix,
  });
}

function httpConfig(site: Site, options: HttpExtAuthzOptions): object {
  const { pathPrefix, includeAdditionalHeadersInCheck } = options;
  Object.entries(includeAdditionalHeadersInCheck ?? {}).forEach(([name, value]) => {
    checkHeaderName(site.at('includeAdditionalHeadersInCheck', name), name);
    checkHeaderValue(site.at('includeAdditionalHeadersInCheck', name), value);
  });
  const lists = HEADER_LISTS.map((prop) => [prop, ifFilled(options[prop]?.map((name, i) => checkHeaderPattern(site.at(prop, i), name)) ?? [])]);
  return {
    pathPrefix: pathPrefix && checkPath(site.at('pathPrefix'), pathPrefix),
    includeAdditionalHeadersInCheck,
    ...Object.fromEntries(lists),
  };
}

function checkHeaderPattern(site: Site, pattern: string): string {
  site.check(!/^\*?$/.test(pattern) && !pattern.slice(1, -1).includes('*'), {
    problem: 'must name a header, with * at most in front or at the end',
    got: pattern,
    fix: "write for example 'authorization' or 'x-user-*'",
  });
  return checkHeaderName(site, pattern);
}

function bodyBytes(site: Site, size: Size): number {
  return checkInteger(site, size.toKibibytes() * 1024, { min: 1, max: 2 ** 32 - 1, fix: 'give the largest body to expect' });
}
