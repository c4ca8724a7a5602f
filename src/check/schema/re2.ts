import type { RE2JS } from '../../vendor/re2js';

const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

/**
 * Expressions that mean the same to JavaScript, and that it tries on a text in no more ways than the square of the length. They judge nearly every
 * name and path of an input, so that the library is loaded for few.
 */
const PLAIN = new Set([
  `^${SUBDOMAIN}$`,
  `^$|^${SUBDOMAIN}$`,
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
  '^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$',
  `^(${SUBDOMAIN}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`,
  '^[^/%]+$',
  '^[a-z0-9-]*[a-z][a-z0-9-]*$',
  '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
  '^[A-Za-z0-9!#$%&\'*+\\-.^_\\x60|~]+$',
  '^([0-9]{1,5}(h|m|s|ms)){1,4}$',
  '^(?:[-A-Za-z0-9/._~!$&\'()*+,;=:@]|[%][0-9a-fA-F]{2})+$',
]);

/** Longer texts are left to the library, whatever the expression. */
const LONGEST = 300;

/** Says whether an expression is found in a text. */
export type PatternTest = (text: string) => boolean;

const tests = new Map<string, PatternTest>();
const compiled = new Map<string, RE2JS>();

/** A regular expression of the kind that the API server uses, for schemas as well as for rules. */
export function re2(pattern: string): RE2JS {
  const { RE2JS: Library } = require('../../vendor/re2js') as typeof import('../../vendor/re2js');
  const known = compiled.get(pattern) ?? Library.compile(pattern);
  compiled.set(pattern, known);
  return known;
}

/** The same, fast where it can be. */
export function patternTest(pattern: string): PatternTest {
  const known = tests.get(pattern) ?? newTest(pattern);
  tests.set(pattern, known);
  return known;
}

function newTest(pattern: string): PatternTest {
  if (!PLAIN.has(pattern)) {
    return (text) => re2(pattern).test(text);
  }
  const expression = new RegExp(pattern);
  return (text) => (text.length > LONGEST ? re2(pattern).test(text) : expression.test(text));
}
