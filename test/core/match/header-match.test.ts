import * as fc from 'fast-check';
import { HeaderMatch } from '../../../src/core/match/header-match';
import { RE2JS } from '../../../src/vendor/re2js';
import { SITE } from '../at';

test('a header is compared exactly, by regex, or only looked for', () => {
  expect(HeaderMatch.exact('x-model-version', 'v2')._bind(SITE)).toEqual({ type: 'Exact', name: 'x-model-version', value: 'v2' });
  expect(HeaderMatch.regex('user-agent', 'curl/.*')._bind(SITE)).toEqual({ type: 'RegularExpression', name: 'user-agent', value: 'curl/.*' });
  expect(HeaderMatch.present('x-debug')._bind(SITE)).toEqual({ type: 'RegularExpression', name: 'x-debug', value: '.*' });
});

test('an expression is written as a value is, since the CRD asks the same of both', () => {
  expect(() => HeaderMatch.regex('a', 'x  y')._bind(SITE)).toThrow(/must be a header value: .*single blanks.*got 'x {2}y'/);
});

test('name, value and regex are checked', () => {
  expect(() => HeaderMatch.exact('a b', 'x')._bind(SITE)).toThrow(/\[app\/chat\] prop must be a header name/);
  expect(() => HeaderMatch.exact('a', '')._bind(SITE)).toThrow(/\[app\/chat\] prop must be a header value/);
  expect(() => HeaderMatch.regex('a', '(?=x)')._bind(SITE)).toThrow(/\[app\/chat\] prop must be a regular expression that RE2/);
});

test('a cookie needs a name and a value that a cookie can have', () => {
  expect(() => HeaderMatch.cookie('', 'x')._bind(SITE)).toThrow(/\[app\/chat\] prop must be the name of a cookie/);
  expect(() => HeaderMatch.cookie('a', 'x;y')._bind(SITE)).toThrow(/\[app\/chat\] prop must not contain ;/);
});

test('a cookie is found among others, whole', () => {
  const token = fc.stringMatching(/^[a-z.+*$^-]{1,6}$/);
  fc.assert(fc.property(token, token, fc.array(fc.tuple(token, token)), fc.array(fc.tuple(token, token)), (name, value, before, after) => {
    const pattern = RE2JS.compile(HeaderMatch.cookie(name, value)._bind(SITE).value);
    const header = (cookies: [string, string][]) => cookies.map((cookie) => cookie.join('=')).join('; ');
    expect(pattern.matches(header([...before, [name, value], ...after]))).toBe(true);
    const others = [...before, ...after].filter(([otherName, otherValue]) => otherName !== name || otherValue !== value);
    expect(pattern.matches(header(others))).toBe(false);
    expect(pattern.matches(header([...others, [`x${name}`, value], [name, `${value}x`]]))).toBe(false);
  }));
});

test('a cookie is found in the header cookie', () => {
  expect(HeaderMatch.cookie('session', 'a')._bind(SITE)).toMatchObject({ type: 'RegularExpression', name: 'cookie' });
});
