import type { Location } from '../../../manifest/location';
import type { Hit, ObjectRule } from '../../rule';

/** What a rule about the webhook says itself; the rest is the same for all of them. */
type Facts<S> = Omit<ObjectRule<S>, 'severity' | 'message' | 'isRejected' | 'sameAs' | 'evidence'>;

const EVIDENCE = 'source: istio.io/istio pkg/config/validation; conformance/validation compares this rule with the webhook of the pinned build';

/** A rule about what istiod's webhook refuses. */
export function refused<S>(facts: Facts<S>): ObjectRule<S> {
  return { severity: 'error', message: '{problem}', isRejected: true, sameAs: ['IST0106'], evidence: EVIDENCE, ...facts };
}

/** A rule about what istiod's webhook lets pass with a warning. */
export function warned<S>(facts: Facts<S>, ...sameAs: readonly string[]): ObjectRule<S> {
  return { severity: 'warning', message: '{problem}', sameAs: sameAs.length > 0 ? sameAs : ['IST0133'], evidence: EVIDENCE, ...facts };
}

/** A hit of such a rule. */
export function found(at: Location, problem: string, fix?: string): Hit {
  return { at, data: { problem }, ...(fix === undefined ? {} : { fix }) };
}

/** A hit where a field that is set, and not empty, has a problem. */
export function* foundIn<T>(at: Location, value: T | undefined, problemOf: (value: T) => string | undefined): Iterable<Hit> {
  const problem = value === undefined || value === null ? undefined : problemOf(value);
  if (problem !== undefined) {
    yield found(at, problem);
  }
}

/** The hits of each item of a list. */
export function* foundInEach<T>(at: Location, values: readonly T[] | undefined, problemOf: (value: T) => string | undefined): Iterable<Hit> {
  for (const [index, value] of (values ?? []).entries()) {
    yield* foundIn(at.at(index), value, problemOf);
  }
}

/** A hit for each value that stands in the list a second time. */
export function* foundTwice(at: Location, values: readonly (string | undefined)[], problemOf: (value: string) => string): Iterable<Hit> {
  const seen = new Set<string>();
  for (const [index, value] of values.entries()) {
    if (value !== undefined && seen.has(value)) {
      yield found(at.at(index), problemOf(value));
    }
    seen.add(value ?? '');
  }
}
