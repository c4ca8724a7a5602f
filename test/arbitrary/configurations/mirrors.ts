import * as fc from 'fast-check';
import { maybe } from '../values';

/** All, none, or some requests are copied: of the last nobody knows which. */
const FRACTIONS: readonly object[] = [
  { fraction: { numerator: 1, denominator: 2 } }, { fraction: { numerator: 0 } }, { fraction: { numerator: 100 } },
  { percent: 0 }, { percent: 50 }, { percent: 100 },
];

/** Filters of a rule of an HTTPRoute that copy requests. */
export function mirrorFilters(backendRefs: readonly object[]): fc.Arbitrary<readonly object[]> {
  const mirror = fc.tuple(fc.constantFrom(...backendRefs), maybe(fc.constantFrom(...FRACTIONS), 50))
    .map(([backendRef, fraction]) => ({ type: 'RequestMirror', requestMirror: { backendRef, ...fraction } }));
  return fc.array(mirror, { minLength: 1, maxLength: 2 });
}

/** The fields of a rule of a VirtualService that copy requests. */
export function virtualServiceMirrors(destinations: readonly object[]): fc.Arbitrary<object> {
  const destination = fc.constantFrom(...destinations);
  const percentage = maybe(fc.constantFrom(0, 50, 100), 50).map((value) => value !== undefined && { value });
  const one = fc.tuple(destination, percentage).map(([mirror, share]) => ({ mirror, ...(share && { mirrorPercentage: share }) }));
  const several = fc.array(fc.tuple(destination, percentage).map(([each, share]) => ({ destination: each, ...(share && { percentage: share }) })), {
    minLength: 1, maxLength: 2,
  }).map((mirrors) => ({ mirrors }));
  return fc.oneof(one, several);
}
