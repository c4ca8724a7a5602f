import { RE2JS } from '../../../src/vendor/re2js';

/** Tells whether a whole text matches. */
export function fullMatcher(regex: string): (text: string) => boolean {
  const compiled = RE2JS.compile(regex);
  return (text) => compiled.matches(text);
}
