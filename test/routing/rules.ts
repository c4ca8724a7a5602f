import * as fc from 'fast-check';
import type { PathMatchConfig } from '../../src/core/match/path-match';
import { Site } from '../../src/core/site';
import { PortProtocol } from '../../src/mesh/port';
import type { BackendConfig } from '../../src/routing/backend';
import type { RequestMatch, RouteRule } from '../../src/routing/rule';

export const SITE = Site.named('Test');

/** A rule to a Service of this name. */
export function ruleTo(name: string, matches: RequestMatch[], more: Partial<RouteRule> = {}): RouteRule {
  return { matches, backends: [{ backend: service(name), weight: 100 }], mirrors: [], retryKind: 'MESH_DEFAULT', retrySite: SITE, ...more };
}

export function service(name: string): BackendConfig {
  return { group: '', kind: 'Service', namespace: 'ml', name, port: 80, protocol: PortProtocol.HTTP };
}

export function matchOf(type: PathMatchConfig['type'], value: string, more: Partial<RequestMatch> = {}): RequestMatch {
  return { path: { type, value }, headers: [], queryParams: [], ...more };
}

const segment = fc.constantFrom('a', 'b', 'ab', 'v1');
const segments = fc.array(segment, { maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const slash = fc.constantFrom('', '/');

/** Paths of few letters, so that they often meet. */
export const paths = fc.tuple(segments, slash).map(([path, end]) => (path === '/' ? path : path + end));

const pathMatches: fc.Arbitrary<PathMatchConfig> = fc.oneof(
  paths.map((value) => ({ type: 'Exact' as const, value })),
  paths.map((value) => ({ type: 'PathPrefix' as const, value })),
  fc.constantFrom('/a.*', '/[ab]/.*', '/.*', '/a/b', '.*/v1', '/ab?', '/(a|b)').map((value) => ({ type: 'RegularExpression' as const, value })),
);

const comparison = fc.record({ type: fc.constantFrom('Exact' as const, 'RegularExpression' as const), value: fc.constantFrom('x', 'y') });

const headers = fc.dictionary(fc.constantFrom('X-One', 'x-two'), comparison, { maxKeys: 2 })
  .map((byName) => Object.entries(byName).map(([name, rest]) => ({ name, ...rest })));

const queryParams = fc.dictionary(fc.constantFrom('q', 'Q'), comparison, { maxKeys: 2 })
  .map((byName) => Object.entries(byName).map(([name, rest]) => ({ name, ...rest })));

export const matches: fc.Arbitrary<RequestMatch> = fc.record({
  path: pathMatches,
  headers,
  queryParams,
  method: fc.constantFrom(undefined, undefined, 'GET', 'POST'),
});

const ruleMatches = fc.oneof(
  fc.record({ matches: fc.array(matches, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    matches: fc.tuple(paths, matches).map(([value, match]) => [{ ...match, path: { type: 'PathPrefix' as const, value } }]),
    rewrite: fc.record({ prefix: paths }),
  }),
);

/** Rules that each lead to a Service of their own: `s0`, `s1` and so on. */
export const ruleSets: fc.Arbitrary<RouteRule[]> = fc.array(ruleMatches, { minLength: 1, maxLength: 5 })
  .map((list) => list.map((parts, i) => ruleTo(`s${i}`, parts.matches, parts)));

const values = fc.constantFrom('x', 'y', 'xy');

export const requests = fc.record({
  path: fc.tuple(paths, fc.constantFrom('', 'a', 'x', '/b', '/')).map(([path, end]) => path + end),
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  headers: fc.dictionary(fc.constantFrom('x-one', 'x-two'), values, { maxKeys: 2 }),
  queryParams: fc.dictionary(fc.constantFrom('q', 'Q'), values, { maxKeys: 2 }),
});
