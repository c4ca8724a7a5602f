import { RE2JS } from '../../vendor/re2js';

const compiled = new Map<string, RE2JS>();

/** A regular expression of the kind that the API server uses, for schemas as well as for rules. */
export function re2(pattern: string): RE2JS {
  const known = compiled.get(pattern) ?? RE2JS.compile(pattern);
  compiled.set(pattern, known);
  return known;
}
