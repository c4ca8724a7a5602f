import * as fc from 'fast-check';
import { maybe } from '../values';

const CHANGED = ['x-a', 'x-b', 'X-Set', 'x-gone', 'user-agent'] as const;
const ANSWERED = ['x-answer', 'X-Set', 'via', 'x-gone'] as const;
const WRITTEN = ['1', 'a b', 'v1', 'a,b'] as const;
const REPLACEMENTS = ['/', '/new', '/new/', '/v1'] as const;
const TARGETS = ['/', '/full', '/full/', '/v1/models'] as const;

/** Filters of a rule: those that change headers, and at most one that changes where it goes. */
export interface DrawnFilters {
  readonly filters: readonly object[];
  readonly isRedirect: boolean;
  readonly replacesPrefix: boolean;
}

export function httpFilters(): fc.Arbitrary<DrawnFilters> {
  return fc.record({
    headers: headerModifiers(),
    path: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: rewrite() }, { weight: 1, arbitrary: redirect() }),
  }).map(({ headers, path }) => ({
    filters: [...headers, ...(path ? [path] : [])],
    isRedirect: path?.type === 'RequestRedirect',
    replacesPrefix: JSON.stringify(path ?? {}).includes('replacePrefixMatch'),
  }));
}

/** Filters that change headers. */
export function headerModifiers(): fc.Arbitrary<readonly object[]> {
  return fc.tuple(maybe(headerModifier('requestHeaderModifier', CHANGED), 25), maybe(headerModifier('responseHeaderModifier', ANSWERED), 20))
    .map((filters) => filters.filter((filter) => filter !== undefined));
}

/** Backends have filters for headers alone. */
export function backendFilters(): fc.Arbitrary<readonly object[]> {
  return fc.oneof(headerModifier('requestHeaderModifier', CHANGED), headerModifier('responseHeaderModifier', ANSWERED)).map((filter) => [filter]);
}

function headerModifier(kind: 'requestHeaderModifier' | 'responseHeaderModifier', names: readonly string[]): fc.Arbitrary<object> {
  const pairs = fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), value: fc.constantFrom(...WRITTEN) }), {
    minLength: 1, maxLength: 2, selector: ({ name }) => name,
  });
  const removed = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 });
  return fc.record({ set: maybe(pairs, 50), add: maybe(pairs, 50), remove: maybe(removed, 40) })
    .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, entry]) => entry !== undefined)))
    .filter((modifier) => Object.keys(modifier).length > 0)
    .map((modifier) => ({ type: `${kind[0].toUpperCase()}${kind.slice(1)}`, [kind]: modifier }));
}

interface PathFilter {
  readonly type: string;
}

function rewrite(): fc.Arbitrary<PathFilter> {
  return fc.record({ hostname: maybe(fc.constant('rewritten.example.com'), 40), path: maybe(pathModifier(), 80) })
    .filter(({ hostname, path }) => hostname !== undefined || path !== undefined)
    .map(({ hostname, path }) => ({ type: 'URLRewrite', urlRewrite: { ...(hostname && { hostname }), ...(path && { path }) } }));
}

function redirect(): fc.Arbitrary<PathFilter> {
  return fc.record({
    scheme: maybe(fc.constantFrom('http', 'https'), 40),
    hostname: maybe(fc.constant('elsewhere.example.com'), 50),
    path: maybe(pathModifier(), 60),
    port: maybe(fc.constantFrom(80, 443, 8080, 8443), 40),
    statusCode: maybe(fc.constantFrom(301, 302, 303, 307, 308), 60),
  }).map((drawn) => ({
    type: 'RequestRedirect',
    requestRedirect: Object.fromEntries(Object.entries(drawn).filter(([, entry]) => entry !== undefined)),
  }));
}

function pathModifier(): fc.Arbitrary<object> {
  return fc.oneof(
    fc.constantFrom(...REPLACEMENTS).map((replacePrefixMatch) => ({ type: 'ReplacePrefixMatch', replacePrefixMatch })),
    fc.constantFrom(...TARGETS).map((replaceFullPath) => ({ type: 'ReplaceFullPath', replaceFullPath })),
  );
}
