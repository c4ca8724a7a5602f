import type { Headers } from '../headers';
import { Headers as HeaderMap } from '../headers';
import type { Message } from '../request';
import type { Cors } from '../tables';

/** What a CORS filter does with a request (Envoy, source/extensions/filters/http/cors/cors_filter.cc). */
export interface CorsVerdict {
  readonly allowed: boolean;
  /** The answer to a preflight; unset: the request goes on. */
  readonly answer?: { readonly status: number; readonly headers: Headers };
  /** What answers of the backend get besides. */
  readonly added: Headers;
}

/** Undefined where it is no request of a browser to another origin. */
export function judgeCors(cors: Cors, { method, headers }: Message): CorsVerdict | undefined {
  const origin = headers.get('origin');
  if (!origin) {
    return undefined;
  }
  const allowed = cors.origins.some((each) => each.matches(origin));
  const isPreflight = method === 'OPTIONS' && !!headers.get('access-control-request-method');
  if (isPreflight && (allowed || !cors.forwardsUnmatched)) {
    return { allowed, answer: { status: 200, headers: allowed ? preflightHeaders(cors, origin) : HeaderMap.NONE }, added: HeaderMap.NONE };
  }
  return { allowed, added: allowed ? some({ ...common(cors, origin), 'access-control-expose-headers': cors.expose }) : HeaderMap.NONE };
}

function preflightHeaders(cors: Cors, origin: string): Headers {
  return some({
    ...common(cors, origin),
    'access-control-allow-methods': cors.methods,
    'access-control-allow-headers': cors.headers,
    'access-control-max-age': cors.maxAge === undefined ? '' : String(cors.maxAge),
  });
}

function common({ credentials }: Cors, origin: string) {
  return { 'access-control-allow-origin': origin, 'access-control-allow-credentials': credentials ? 'true' : '' };
}

function some(headers: Readonly<Record<string, string>>): Headers {
  return HeaderMap.of(Object.entries(headers).filter(([, value]) => value !== ''));
}
