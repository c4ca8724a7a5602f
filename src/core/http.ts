import type { Site } from './site';

/** RFC 9110 token: what a method or a header name may be made of. */
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/** The methods that a route can match (Gateway API HTTPMethod). */
const ROUTE_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

/** Set by the connection, not by a route: changing them breaks the message framing. */
const FRAMING_HEADERS = ['connection', 'content-length', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** Printable ASCII, with single blanks inside only (HTTPRoute, experimental channel); Envoy trims the ends of what it receives. */
const HEADER_VALUE = /^[!-~]+(?:[\t ][!-~]+)*$/;

/** Status codes of errors that have a name (Go's `net/http`). */
const NAMED_ERRORS = [[400, 418], [421, 426], [428, 429], [431, 431], [451, 451], [500, 508], [510, 511]];

const MAX_HEADER_NAME = 256;
const MAX_HEADER_VALUE = 4096;

export function checkMethod(site: Site, method: string): string {
  site.check(TOKEN.test(method) && method === method.toUpperCase(), {
    problem: 'must be an HTTP method in capitals',
    got: method,
    fix: 'write for example \'GET\' or \'POST\'',
  });
  return method;
}

export function checkRouteMethod(site: Site, method: string): string {
  site.check(ROUTE_METHODS.includes(method), {
    problem: `must be one of ${ROUTE_METHODS.join(', ')}`,
    got: method,
    fix: 'HTTPRoute matches no other method',
  });
  return method;
}

export function checkHeaderName(site: Site, name: string): string {
  site.check(TOKEN.test(name) && name.length <= MAX_HEADER_NAME, {
    problem: `must be a header name: letters, digits and - mostly, ${MAX_HEADER_NAME} characters at most, no spaces, no colon`,
    got: name,
    fix: "write for example 'x-model-version'; the host is matched by hostnames, the path by paths",
  });
  return name;
}

/** A header that a route may add or overwrite. */
export function checkWritableHeader(site: Site, name: string): string {
  checkHeaderName(site, name);
  site.check(!FRAMING_HEADERS.includes(name.toLowerCase()), {
    problem: 'must not be a header that belongs to the connection',
    got: name,
    fix: 'leave it to Envoy; to change the host use rewriteHostname',
  });
  return name;
}

export function checkHeaderValue(site: Site, value: string): string {
  site.check(value.length <= MAX_HEADER_VALUE && HEADER_VALUE.test(value), {
    problem: `must be a header value: 1 to ${MAX_HEADER_VALUE} printable ASCII characters, with single blanks between them at most`,
    got: value,
    fix: 'shorten or encode it, or leave the header out',
  });
  return value;
}

/**
 * Whether istiod retries on this status. It passes on codes with a name only, and drops the others without a word
 * (pilot/pkg/networking/core/route/retry/retry.go `parseRetryOn`); those of a VirtualService its webhook refuses.
 */
export function isRetriableStatus(code: number): boolean {
  return NAMED_ERRORS.some(([first, last]) => code >= first && code <= last);
}
