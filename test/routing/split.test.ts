import * as fc from 'fast-check';
import { matchOf, ruleTo, SITE } from './rules';
import type { RequestMatch, RouteRule } from '../../src/routing/rule';
import { areIndependent } from '../../src/routing/rule-independence';
import { splitRules } from '../../src/routing/split';

/** Every match of every rule, with the backend it leads to. */
function flat(rules: readonly RouteRule[]): string[] {
  return rules.flatMap(({ matches, backends }) => matches.map((match) => `${JSON.stringify(match)} ${backends[0].backend.name}`));
}

const pathOf = ({ path }: RequestMatch) => `${path.type} ${path.value}`;
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

const rules = fc.array(
  fc.uniqueArray(fc.tuple(fc.nat(300), fc.nat(2)), { minLength: 1, maxLength: 40, selector: String, size: 'max' }),
  { minLength: 1, maxLength: 24, size: 'max' },
).map((list) => list.map((matches, i) => ruleTo(`s${i}`, matches.map(([path, header]) => matchOf('PathPrefix', `/${path}`, {
  headers: [{ type: 'Exact', name: 'x', value: String(header) }],
})))));

test('parts hold all matches, none twice, in order, within the limits, and a path lies in one of them', () => {
  let parted = 0;
  fc.assert(fc.property(rules, (all) => {
    const parts = splitRules(SITE, all);
    parted += parts.length > 1 ? 1 : 0;
    expect(parts.flatMap(flat).sort()).toEqual(flat(all).sort());
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(16);
      expect(Math.max(...part.map(({ matches }) => matches.length))).toBeLessThanOrEqual(64);
      expect(sum(part.map(({ matches }) => matches.length))).toBeLessThanOrEqual(128);
      const order = part.map(({ backends }) => Number(backends[0].backend.name.slice(1)));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    const paths = parts.flatMap((part) => [...new Set(part.flatMap(({ matches }) => matches.map(pathOf)))]);
    expect(new Set(paths).size).toBe(paths.length);
  }), { numRuns: 100, endOnFailure: true });
  expect(parted).toBeGreaterThan(50);
});

test('what fits stays in one part, as it is', () => {
  const all = Array.from({ length: 16 }, (_, i) => ruleTo(`s${i}`, [matchOf('Exact', `/${i}`)]));
  expect(splitRules(SITE, all)).toEqual([all]);
});

test.each([
  ['17 rules', Array.from({ length: 17 }, (_, i) => ruleTo(`s${i}`, [matchOf('Exact', `/${i}`)])), [16, 1]],
  ['65 matches of one rule', [ruleTo('s', Array.from({ length: 65 }, (_, i) => matchOf('Exact', `/${i}`)))], [64, 1]],
  ['129 matches of three rules', [0, 1, 2].map((r) => ruleTo(`s${r}`, Array.from({ length: 43 }, (_, i) => matchOf('Exact', `/${r}/${i}`)))), [128, 1]],
])('%s take two parts', (_, all, sizes) => {
  expect(splitRules(SITE, all).map((part) => flat(part).length)).toEqual(sizes);
});

const header = (value: string, type: 'Exact' | 'RegularExpression' = 'Exact', name = 'x') => ({ headers: [{ type, name, value }] });

test('what one request can match alike and needs more than a part is refused', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => matchOf('Exact', '/a', header(`a{0,${i}}`, 'RegularExpression')));
  expect(() => splitRules(SITE, [ruleTo('s', many(65))]))
    .toThrow('[Test] needs 1 rules with 65 matches for one path, of which a request can match several alike, and an HTTPRoute holds 16 rules, '
      + '64 matches a rule and 128 in all: use fewer versions');
  expect(() => splitRules(SITE, [0, 1, 2].map((i) => ruleTo(`s${i}`, many(43))))).toThrow('3 rules with 129 matches');
});

test('one path is split between matches that exclude each other, or of which one always goes first', () => {
  const models = Array.from({ length: 20 }, (_, i) => ruleTo(`s${i}`, [matchOf('Exact', '/a', header(`acme/m${i}`))]));
  const rest = ruleTo('rest', [matchOf('Exact', '/a')]);
  expect(splitRules(SITE, [...models, rest]).map((part) => part.length)).toEqual([16, 5]);
  // What takes one of the values as well stays with it, and so in front of or behind it.
  const family = ruleTo('family', [matchOf('Exact', '/a', header('acme/m1[89]', 'RegularExpression', 'X'))]);
  const [first, second] = splitRules(SITE, [...models, family, rest]);
  expect(first.map(({ backends }) => backends[0].backend.name)).not.toContain('s18');
  expect(second.map(({ backends }) => backends[0].backend.name)).toEqual(['s16', 's17', 's18', 's19', 'family', 'rest']);
});

test('matches that exclude each other by method, parameter or the start of an expression are told apart', () => {
  const pair = (a: RequestMatch, b: RequestMatch) => areIndependent(a, b);
  const match = (more: Partial<RequestMatch>) => matchOf('Exact', '/a', more);
  const param = (value: string) => ({ queryParams: [{ type: 'Exact' as const, name: 'q', value }] });
  expect(pair(match({ method: 'GET' }), match({ method: 'POST' }))).toBe(true);
  expect(pair(match({ method: 'GET' }), match({}))).toBe(true);
  expect(pair(match({ method: 'GET' }), match({ method: 'GET' }))).toBe(false);
  expect(pair(match(param('1')), match(param('2')))).toBe(true);
  expect(pair(match(param('1')), match(param('1')))).toBe(false);
  expect(pair(match(header('acme/.+', 'RegularExpression')), match(header('other/.+', 'RegularExpression')))).toBe(true);
  expect(pair(match(header('acme/.+', 'RegularExpression')), match(header('acme/m.+', 'RegularExpression')))).toBe(false);
  expect(pair(match(header('acme/.+', 'RegularExpression')), match(header('acme/m')))).toBe(false);
  expect(pair(match(header('other/m')), match(header('acme/.+', 'RegularExpression')))).toBe(true);
  expect(pair(match(header('a')), match(header('a', 'Exact', 'y')))).toBe(false);
});
