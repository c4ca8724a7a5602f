import type { Headers } from '../../headers';
import { Headers as HeaderMap } from '../../headers';
import type { Message } from '../../request';
import type { Cors } from '../../tables';

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
  // A text `*` is compared with the origin, and then with `*`.
  const allowed = cors.origins.some((each) => each.matches('*') || each.matches(origin));
  const added = allowed ? some({ ...common(cors, origin), 'access-control-expose-headers': cors.expose }) : HeaderMap.NONE;
  const isPreflight = method === 'OPTIONS' && !!headers.get('access-control-request-method');
  return isPreflight && (allowed || !cors.forwardsUnmatched)
    ? { allowed, answer: { status: 200, headers: preflightHeaders(cors, allowed ? origin : '', headers) }, added }
    : { allowed, added };
}

/** Where all methods or headers are allowed, those that the browser asks for are named, be they none. */
function preflightHeaders(cors: Cors, origin: string, asked: Headers): Headers {
  const allowed = [
    ['access-control-allow-methods', cors.methods, 'access-control-request-method'], ['access-control-allow-headers', cors.headers, 'access-control-request-headers'],
  ] as const;
  const written = some({ ...common(cors, origin), 'access-control-max-age': cors.maxAge === undefined ? '' : String(cors.maxAge) });
  return allowed.filter(([, list]) => list !== '')
    .reduce((headers, [name, list, asks]) => headers.set(name, list === '*' ? asked.get(asks) ?? '' : list), written);
}

function common({ credentials }: Cors, origin: string) {
  return { 'access-control-allow-origin': origin, 'access-control-allow-credentials': credentials ? 'true' : '' };
}

function some(headers: Readonly<Record<string, string>>): Headers {
  return HeaderMap.of(Object.entries(headers).filter(([, value]) => value !== ''));
}
