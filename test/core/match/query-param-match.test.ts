import { QueryParamMatch } from '../../../src/core/match/query-param-match';
import { SITE } from '../at';

test('a parameter is compared exactly or by regex', () => {
  expect(QueryParamMatch.exact('model', 'a b')._bind(SITE)).toEqual({ type: 'Exact', name: 'model', value: 'a b' });
  expect(QueryParamMatch.regex('model', 'llama.*')._bind(SITE)).toEqual({ type: 'RegularExpression', name: 'model', value: 'llama.*' });
});

test('name, value and regex are checked', () => {
  for (const name of ['', 'a b', 'a'.repeat(257)]) {
    expect(() => QueryParamMatch.exact(name, 'x')._bind(SITE))
      .toThrow(`[app/chat] prop must name a query parameter: 1 to 256 letters, digits and a few signs, got '${name}': a route cannot match other names; use a header`);
  }
  for (const value of ['', 'a'.repeat(1025)]) {
    expect(() => QueryParamMatch.exact('a', value)._bind(SITE))
      .toThrow(`[app/chat] prop must have a value of 1 to 1024 characters, got '${value}': use regex(name, '.*') for a parameter that is only there`);
  }
  expect(() => QueryParamMatch.regex('a', '(')._bind(SITE)).toThrow(/\[app\/chat\] prop must be a regular expression that RE2/);
});
