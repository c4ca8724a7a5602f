import * as fc from 'fast-check';
import { SITE } from './at';
import { checkRegex, fullMatcher, literalPrefix, matchesWhole, quoteRegex, RegexError, replaceMatches } from '../../src/core/regex';
import { RE2JS } from '../../src/vendor/re2js';

test('RE2 decides what an expression is', () => {
  expect(checkRegex(SITE, '/v[12]/models(/.*)?')).toBe('/v[12]/models(/.*)?');
  expect(checkRegex(SITE, '(?i)bearer .+')).toBe('(?i)bearer .+');
  for (const regex of ['(?=a)b', '(a)\\1', '(', 'a{2,1}', '(?<!x)y']) {
    expect(() => checkRegex(SITE, regex)).toThrow(/^\[app\/chat\] prop must be a regular expression that RE2 understands \(.+\), got '.*': Envoy matches with RE2: no look-around/);
  }
});

test('Istio takes 1024 bytes', () => {
  expect(checkRegex(SITE, 'a'.repeat(1024))).toHaveLength(1024);
  for (const regex of ['', 'a'.repeat(1025), 'é'.repeat(513)]) {
    expect(() => checkRegex(SITE, regex)).toThrow(/^\[app\/chat\] prop must be a regular expression of 1 to 1024 bytes, got '.*': shorten it, or match a prefix instead$/);
  }
});

test('quoted text matches itself and nothing else', () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), fc.string(), (text, other) => {
    const pattern = RE2JS.compile(quoteRegex(text));
    expect(pattern.matches(text)).toBe(true);
    expect(pattern.matches(other)).toBe(other === text);
  }));
});

test.each<[string, (regex: string) => unknown]>([
  ['to match with', fullMatcher],
  ['to compare with', (regex) => matchesWhole(regex, 'a')],
  ['to replace', (regex) => replaceMatches('a', regex, 'b')],
])('what nobody has checked is an expression %s, or is named as none', (_, use) => {
  const part = fc.constantFrom('a', '/', '(', ')', '(?=', '(?!', '[', ']', '{2,1}', '*', '+', '\\', '\\1', '|', '^', '$', '.', 'é', '\n');
  fc.assert(fc.property(fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')), (regex) => {
    const isOne = isRe2(regex);
    if (isOne) {
      expect(() => use(regex)).not.toThrow();
    } else {
      expect(() => use(regex)).toThrow(RegexError);
      expect(() => use(regex)).toThrow(`the regular expression '${regex}' must be one that RE2 understands (`);
    }
  }));
});

function isRe2(regex: string): boolean {
  try {
    RE2JS.compile(regex);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['/v1/models', '/v1/models'],
  ['^/v1/.*', '/v1/'],
  ['/v1/a?', '/v1/'],
  ['/v1/a*', '/v1/'],
  ['/v1/a{0}', '/v1/'],
  ['/v1/a+', '/v1/a'],
  ['/v1/(a|b)', ''],
  ['/v1/(a)', '/v1/'],
  ['/v1\\.5/x', '/v1'],
  ['/a|/b', ''],
  ['(?i)/v1', ''],
  ['.*', ''],
  ['*', ''],
])('of %s the plain beginning is %p', (regex, prefix) => {
  expect(literalPrefix(regex)).toBe(prefix);
});

test('every match starts with the plain beginning', () => {
  const regex = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'b', '/', '.', '?', '*', '+', '(', ')', '|', '^', '\\', '[', ']') });
  const text = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', '/') });
  fc.assert(fc.property(regex, text, (expression, candidate) => {
    let pattern;
    try {
      pattern = RE2JS.compile(expression);
    } catch {
      return;
    }
    if (pattern.matches(candidate)) {
      expect(candidate.startsWith(literalPrefix(expression))).toBe(true);
    }
  }), { numRuns: 2000 });
});
