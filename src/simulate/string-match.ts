import { fullMatcher, matcherOrNever } from '../core/regex';

/** A comparison of a text. */
export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex' | 'present';
  readonly value: string;
  /** Whether the text is what is wanted; undefined is one that is not there. */
  readonly matches: (text: string | undefined) => boolean;
}

export const PRESENT: StringMatch = { kind: 'present', value: '', matches: (text) => text !== undefined };

export function exactly(value: string): StringMatch {
  return { kind: 'exact', value, matches: (text) => text === value };
}

export function prefixed(value: string): StringMatch {
  return { kind: 'prefix', value, matches: (text) => text?.startsWith(value) ?? false };
}

/** The expression matches the whole text. */
export function regularly(value: string): StringMatch {
  return byExpression(value, fullMatcher(value));
}

/** The same of a route that Envoy refuses where it does not take the expression. */
export function regularlyOrNever(value: string): StringMatch {
  return byExpression(value, matcherOrNever(value));
}

function byExpression(value: string, matches: (text: string) => boolean): StringMatch {
  return { kind: 'regex', value, matches: (text) => text !== undefined && matches(text) };
}
