import * as fc from 'fast-check';
import { matchesWhole } from './evaluate';
import { matches, paths } from './rules';
import { Site } from '../../src/core/site';
import type { Claim } from '../../src/mesh/route-claims';
import { RouteClaims } from '../../src/mesh/route-claims';
import { conditionsOf } from '../../src/routing/rule';

const A = Site.named('A');
const B = Site.named('B');

function claim(type: Claim['path']['type'], value: string, conditions = '', address = 'a.example.com'): Claim {
  return { address, path: { type, value }, conditions };
}

/** What the second claim is told. */
function second(first: Claim, next: Claim): string | undefined {
  const claims = new RouteClaims();
  claims.add(A, first);
  try {
    claims.add(B, next);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('the same path on the same host is claimed once', () => {
  expect(second(claim('PathPrefix', '/v1'), claim('PathPrefix', '/v1')))
    .toBe('[B] claims PathPrefix /v1 on a.example.com, which [A] claims too: change the path, the host or a match of one of them');
});

test('a slash at the end of a prefix means nothing, at the end of an exact path it does', () => {
  expect(second(claim('PathPrefix', '/v1'), claim('PathPrefix', '/v1/'))).toMatch(/\[B\] claims PathPrefix \/v1\/ on/);
  expect(second(claim('Exact', '/v1'), claim('Exact', '/v1/'))).toBeUndefined();
});

test.each([
  ['another host', claim('PathPrefix', '/v1', '', 'b.example.com')],
  ['another path', claim('PathPrefix', '/v1/models')],
  ['another kind of match', claim('Exact', '/v1')],
  ['another condition', claim('PathPrefix', '/v1', 'GET')],
])('%s is another claim', (_, other) => {
  expect(second(claim('PathPrefix', '/v1'), other)).toBeUndefined();
});

test('an expression behind a prefix is never reached, whichever of the two comes first', () => {
  const [prefix, regex] = [claim('PathPrefix', '/v1/models'), claim('RegularExpression', '/v1/models/[a-z]+')];
  const message = (loser: string, winner: string) => `[${loser}] claims RegularExpression /v1/models/[a-z]+ on a.example.com, and is never reached: `
    + `PathPrefix /v1/models of [${winner}] goes first: Istio prefers exact to prefix to regex; use an exact or prefix path instead of the regex`;
  expect(second(prefix, regex)).toBe(message('B', 'A'));
  expect(second(regex, prefix)).toBe(message('A', 'B'));
});

test.each([
  ['a prefix that compares more', claim('PathPrefix', '/v1', 'GET'), claim('RegularExpression', '/v1/.*')],
  ['a prefix elsewhere', claim('PathPrefix', '/v2'), claim('RegularExpression', '/v1/.*')],
  ['a prefix of half a segment', claim('PathPrefix', '/v1/mod'), claim('RegularExpression', '/v1/models/.*')],
  ['an exact path', claim('Exact', '/v1/a'), claim('RegularExpression', '/v1/.*')],
])('%s leaves an expression something', (_, first, next) => {
  expect(second(first, next)).toBeUndefined();
});

test('conditions of an expression do not save it from a prefix', () => {
  expect(second(claim('PathPrefix', '/'), claim('RegularExpression', '/v1/.*', 'GET'))).toMatch(/never reached: PathPrefix \/ of \[A\]/);
});

test('an expression that is called unreachable is: the prefix takes all that it matches', () => {
  const regexes = fc.constantFrom('/a.*', '/a/.*', '/a/b', '/a/b.*', '/a/b?/.*', '/ab/.*', '/a/b/(a|b)', '/(a|b)/.*', '/a/b{0}/v1', '^/a/b/', '/v1/.+');
  let told = 0;
  fc.assert(fc.property(paths, regexes, paths, (prefix, regex, path) => {
    if (second(claim('PathPrefix', prefix), claim('RegularExpression', regex)) !== undefined && matchesWhole(regex, path)) {
      told++;
      expect(`${path}/`.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)).toBe(true);
    }
  }), { numRuns: 5_000 });
  expect(told).toBeGreaterThan(50);
});

test('whoever comes first, two claims are told the same or nothing', () => {
  const claims = matches.map((match) => claim(match.path.type, match.path.value, conditionsOf(match)));
  fc.assert(fc.property(claims, claims, (a, b) => {
    expect(second(a, b) === undefined).toBe(second(b, a) === undefined);
  }));
});

test('conditions are equal for equal comparisons, whatever their order and the case of header names', () => {
  const match = (names: string[]) => ({
    path: { type: 'Exact' as const, value: '/' },
    method: 'GET',
    headers: names.map((name) => ({ type: 'Exact' as const, name, value: name.toLowerCase() })),
    queryParams: names.map((name) => ({ type: 'Exact' as const, name: name.toLowerCase(), value: '1' })),
  });
  expect(conditionsOf(match(['X-A', 'x-b']))).toBe(conditionsOf(match(['x-B', 'x-a'])));
});

test('conditions differ for a header and a parameter of one name, and for values that look like more', () => {
  const compare = (name: string, value: string) => ({ type: 'Exact' as const, name, value });
  const none = { path: { type: 'Exact' as const, value: '/' }, headers: [], queryParams: [] };
  expect(conditionsOf({ ...none, headers: [compare('version', 'v2')] })).not.toBe(conditionsOf({ ...none, queryParams: [compare('version', 'v2')] }));
  expect(conditionsOf({ ...none, headers: [compare('a', 'x b=Exact=y')] })).not.toBe(conditionsOf({ ...none, headers: [compare('a', 'x'), compare('b', 'y')] }));
  expect(conditionsOf(none)).toBe('');
});
