import * as fc from 'fast-check';
import { matchesWhole } from '../../../src/core/regex';
import { pathTest } from '../../../src/simulate/authorize/path';
import { headerTest } from '../../../src/simulate/authorize/text';
import { pathMatch } from '../../../src/simulate/compile/path-match';
import { Automaton } from '../../../src/simulate/properties/automaton';
import { cellsOf } from '../../../src/simulate/properties/cells';
import { affixRegex, domainRegex, oneOf, pathRegex, policyPathRegex, type Predicate } from '../../../src/simulate/properties/predicate';

const REGEXES = ['', 'a', 'a|ab', '(?:a|b)*c?', '[^a]+', '(?i:aB)', '^a.*$', 'a(?:$|b)', '(?s:.*)b', 'a{2,3}', '/a(?:/(?s:.*))?', '(?:ab)+|c'];
const LETTERS = 'abcB/';
const texts = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 6 });

test('an automaton takes the texts that the engine takes', () => {
  fc.assert(fc.property(fc.constantFrom(...REGEXES), texts, (regex, text) => {
    const automaton = Automaton.of(regex);
    expect(automaton.accepts(automaton.walk(automaton.start, text))).toBe(matchesWhole(regex, text));
  }), { numRuns: 500 });
});

test('borders of words are not followed', () => {
  expect([Automaton.of('a\\b').isOpaque, Automaton.of('^a$').isOpaque]).toEqual([true, false]);
});

const rewrites = fc.record({ from: fc.constantFrom('a', 'ab', ''), to: fc.constantFrom('', 'b', 'c/') });
const predicates = fc.array(fc.record<Predicate>({
  regex: fc.constantFrom(...REGEXES), rewrite: fc.option(rewrites, { nil: undefined }), end: fc.constantFrom(undefined, 'b'),
}), { maxLength: 5 });

/** What a proxy would compare. */
function holds({ regex, rewrite, end = '' }: Predicate, text: string): boolean {
  if (rewrite === undefined) {
    return matchesWhole(regex, text + end);
  }
  return text.startsWith(rewrite.from) && matchesWhole(regex, rewrite.to + text.slice(rewrite.from.length) + end);
}

test('every text ends in all comparisons as one of the cells does', () => {
  fc.assert(fc.property(predicates, fc.array(texts, { minLength: 20, maxLength: 20 }), (all, some) => {
    const { texts: found, isComplete } = cellsOf({ letters: LETTERS, must: ['[^c]*'], mustNot: ['b+'] }, all);
    const ways = new Set(found.map((text) => all.map((each) => holds(each, text)).join()));
    expect(isComplete).toBe(true);
    expect(ways.size).toBe(found.length);
    some.filter((text) => !text.includes('c') && !/^b+$/.test(text)).forEach((text) => expect(ways).toContain(all.map((each) => holds(each, text)).join()));
  }), { numRuns: 200 });
});

const PATHS = ['/', '/a', '/a/', '/a/b', '/ab'];
const paths = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'A'), maxLength: 5 }).map((text) => `/${text}`);

test.each(['exact', 'prefix', 'regex'] as const)('a path of the kind %s is compared as routes do', (kind) => {
  fc.assert(fc.property(fc.constantFrom(...PATHS), fc.constantFrom('gateway-api', 'istio'), fc.boolean(), paths, (value, semantics, ignoresCase, path) => {
    const match = pathMatch({ kind, value }, semantics as 'istio', ignoresCase);
    expect(matchesWhole(pathRegex(match), ignoresCase && kind !== 'regex' ? path.toLowerCase() : path)).toBe(match.matches(path));
    expect(matchesWhole(pathRegex(match), path)).toBe(match.matches(path));
  }), { numRuns: 300 });
});

test.each(['/a', '/a/*', '*/b', '*', '/{*}/b', '/a/{**}', '/a/{*}/{**}'])('a path %s of a policy is compared as policies do', (pattern) => {
  fc.assert(fc.property(paths, (path) => {
    expect(matchesWhole(policyPathRegex(pattern), path)).toBe(pathTest(pattern)(path));
  }), { numRuns: 200 });
});

test.each(['a', 'a*', '*a'])('a text %s of a policy is compared as policies do', (pattern) => {
  fc.assert(fc.property(texts, (text) => {
    expect(matchesWhole(affixRegex(pattern), text)).toBe(headerTest(pattern)(text));
  }));
});

test('wildcards of hosts, and lists', () => {
  expect(['a.example.com', '.example.com', 'a.example.org'].map((host) => matchesWhole(domainRegex('*.example.com'), host))).toEqual([true, false, false]);
  expect(['GET', 'POST', 'PUT'].map((method) => matchesWhole(oneOf(['GET', 'POST']), method))).toEqual([true, true, false]);
});

test('what is too much is told', () => {
  const many = Array.from({ length: 12 }, (_, i) => ({ regex: `(?s:.*)a(?s:.{${i + 1}})` }));
  expect(cellsOf({ letters: 'ab', must: [], mustNot: [] }, many).isComplete).toBe(true);
  const more = Array.from({ length: 18 }, (_, i) => ({ regex: `(?s:.*)a(?s:.{${i + 1}})` }));
  expect(cellsOf({ letters: 'ab', must: [], mustNot: [] }, more).isComplete).toBe(false);
});
