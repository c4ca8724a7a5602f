import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim } from './configuration';
import { browserAims, corsFilter } from './cors';
import { backendFilters, httpFilters } from './http-filters';
import { httpMatch } from './http-match';
import { routeLimits, withFailures } from './limits';
import { mirrorFilters } from './mirrors';

/** A rule of an HTTPRoute, and what its matches take. */
export interface DrawnRule {
  readonly rule: object;
  readonly aims: readonly MatchAim[];
}

/** Rules of an HTTPRoute; each reference is drawn from those of the field. */
export function httpRules(backendRefs: readonly object[]): fc.Arbitrary<readonly DrawnRule[]> {
  return fc.array(httpRule(backendRefs), { minLength: 1, maxLength: 4 });
}

function httpRule(backendRefs: readonly object[]): fc.Arbitrary<DrawnRule> {
  return httpFilters().chain(({ filters, isRedirect, replacesPrefix }) => fc.record({
    matches: replacesPrefix ? fc.array(httpMatch(true), { minLength: 1, maxLength: 1 }) : fc.array(httpMatch(), { maxLength: 3 }),
    backends: isRedirect ? fc.constant([]) : backends(backendRefs),
    mirrors: maybe(mirrorFilters(backendRefs), 12),
    cors: maybe(corsFilter(), 12),
    limits: routeLimits(),
  }).map(({ matches, backends: refs, mirrors = [], cors, limits }) => {
    const all = [...filters, ...mirrors, ...(cors ? [cors.written] : [])];
    const aims = withFailures(matches.length === 0 ? [{ path: '/', headers: [], query: [] }] : matches.map(({ aim }) => aim), limits);
    return {
      rule: {
        ...(matches.length > 0 && { matches: matches.map(({ match }) => match) }),
        ...(all.length > 0 && { filters: all }),
        ...limits,
        ...(refs.length > 0 && { backendRefs: refs }),
      },
      aims: cors === undefined ? aims : browserAims(aims, cors),
    };
  }));
}

/** Weights of nothing and of everything often, so that most answers are certain. */
export function backends(refs: readonly object[]): fc.Arbitrary<readonly object[]> {
  const backend = fc.record({ ref: fc.constantFrom(...refs), weight: maybe(fc.constantFrom(0, 0, 1, 9), 40), filters: maybe(backendFilters(), 15) })
    .map(({ ref, weight, filters }) => ({ ...ref, ...(weight !== undefined && { weight }), ...(filters && { filters }) }));
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(backend, { minLength: 1, maxLength: 1 }) },
    { weight: 3, arbitrary: fc.array(backend, { minLength: 2, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
}
