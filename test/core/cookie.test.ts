import { SITE } from './at';
import { checkCookieName, checkCookieValue } from '../../src/core/cookie';

test('the name of a cookie is a token', () => {
  expect(checkCookieName(SITE, 'ab_cohort')).toBe('ab_cohort');
  for (const name of ['', 'a b', 'a=b', 'a;', 'ä']) {
    expect(() => checkCookieName(SITE, name))
      .toThrow(`[app/chat] prop must be the name of a cookie: letters, digits, - and _ mostly, got '${name}': write for example 'session'`);
  }
});

test('the value of a cookie ends at ;', () => {
  expect(checkCookieValue(SITE, '')).toBe('');
  expect(checkCookieValue(SITE, 'v2 canary')).toBe('v2 canary');
  for (const value of ['a;b', 'a\n', 'ä']) {
    expect(() => checkCookieValue(SITE, value)).toThrow(`[app/chat] prop must not contain ; or control characters, got '${value}': leave them out`);
  }
});
