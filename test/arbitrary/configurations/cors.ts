import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim, NamedValue } from './configuration';

const METHODS = [['GET'], ['GET', 'POST'], ['*']] as const;
const HEADER_LISTS = [['x-a'], ['x-a', 'content-type'], ['*']] as const;
const EXPOSED = [['x-answer'], ['x-answer', 'via'], ['*']] as const;

/** Origins as the Gateway API writes them, and one that each takes. */
const ORIGINS = [
  ['https://a.example.com', 'https://a.example.com'], ['https://*.example.com', 'https://b.example.com'], ['http://a.example.com:8080', 'http://a.example.com:8080'],
  ['*', 'https://anybody.example.net'], ['https://*', 'https://anybody.example.net'],
] as const;

/** The same as texts that VirtualServices compare. */
const COMPARISONS = [
  [{ exact: 'https://a.example.com' }, 'https://a.example.com'], [{ prefix: 'https://' }, 'https://b.example.com'],
  [{ regex: 'https?://[a-z]+\\.example\\.com' }, 'http://b.example.com'], [{ exact: '*' }, 'https://anybody.example.net'],
] as const;

export interface DrawnCors {
  readonly written: object;
  /** A page that is meant. */
  readonly origin: string;
}

/** A filter of a rule of an HTTPRoute. */
export function corsFilter(): fc.Arbitrary<DrawnCors> {
  return fc.record({ origins: fc.uniqueArray(fc.constantFrom(...ORIGINS), { minLength: 1, maxLength: 2 }), rest: answers(fc.constantFrom(1, 600)) })
    .map(({ origins, rest }) => ({
      // Whoever takes all of them names no other.
      written: { type: 'CORS', cors: { allowOrigins: (origins.find(([text]) => text === '*') ? [['*']] : origins).map(([text]) => text), ...rest } },
      origin: origins[0][1],
    }));
}

/** `corsPolicy` of a rule of a VirtualService. */
export function corsPolicy(): fc.Arbitrary<DrawnCors> {
  return fc.record({
    origins: fc.uniqueArray(fc.constantFrom(...COMPARISONS), { minLength: 1, maxLength: 2 }),
    unmatchedPreflights: maybe(fc.constantFrom('FORWARD', 'IGNORE'), 40),
    rest: answers(fc.constantFrom('1s', '10m')),
  }).map(({ origins, unmatchedPreflights, rest }) => ({
    written: { allowOrigins: origins.map(([match]) => match), ...(unmatchedPreflights && { unmatchedPreflights }), ...rest },
    origin: origins[0][1],
  }));
}

function answers(maxAge: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc.record({
    allowMethods: maybe(fc.constantFrom(...METHODS), 60),
    allowHeaders: maybe(fc.constantFrom(...HEADER_LISTS), 60),
    exposeHeaders: maybe(fc.constantFrom(...EXPOSED), 40),
    maxAge: maybe(maxAge, 40),
    allowCredentials: maybe(fc.boolean(), 40),
  }).map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)));
}

/** What a browser sends from the page besides: the request itself, and the question before it. */
export function browserAims(aims: readonly MatchAim[], { origin }: DrawnCors): readonly MatchAim[] {
  const from: NamedValue = { name: 'origin', value: origin };
  const asking: readonly NamedValue[] = [from, { name: 'access-control-request-method', value: 'POST' }, { name: 'access-control-request-headers', value: 'x-a' }];
  return aims.flatMap((aim) => [
    aim, { ...aim, headers: [...aim.headers, from] }, { ...aim, method: 'OPTIONS', headers: [...aim.headers, ...asking] },
  ]);
}
