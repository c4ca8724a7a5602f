import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { matchesWhole } from './evaluate';
import { SITE } from './rules';
import { cookieFor } from '../../src/routing/assigned-cookie';

function regexOf(name: string, version: string): string {
  const { type, name: header, value } = cookieFor(SITE, { assignCookie: name })!.sentFor(version);
  expect([type, header]).toEqual(['RegularExpression', 'cookie']);
  return value;
}

test.each([
  ['alone', 'model=v1.2', true],
  ['first', 'model=v1.2; theme=dark', true],
  ['last', 'theme=dark; model=v1.2', true],
  ['in the middle', 'theme=dark; model=v1.2; lang=en', true],
  ['without spaces', 'theme=dark;model=v1.2;lang=en', true],
  ['in quotes of another cookie', 'note="x; model=v1.2"', false],
  ['with another version', 'model=v1.3', false],
  ['with a longer version', 'model=v1.21', false],
  ['with a version that the dot would match', 'model=v1x2', false],
  ['as the end of another name', 'my-model=v1.2', false],
  ['as the value of another cookie', 'other=model=v1.2', false],
  ['in another case', 'Model=v1.2', false],
  ['not at all', 'theme=dark', false],
])('the cookie is found %s', (_, header, found) => {
  expect(matchesWhole(regexOf('model', 'v1.2'), header)).toBe(found);
});

test('whatever other cookies there are, a caller is found by its own and by no other version', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_]{0,6}[A-Za-z0-9])?$/);
  const version = fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9._]{0,6}[A-Za-z0-9])?$/);
  const others = fc.array(fc.tuple(token, version), { maxLength: 4 });
  fc.assert(fc.property(token, version, version, others, fc.nat(4), fc.constantFrom('; ', ';'), (name, mine, asked, rest, at, separator) => {
    const cookies = rest.filter(([other]) => other !== name);
    cookies.splice(at, 0, [name, mine]);
    expect(matchesWhole(regexOf(name, asked), cookies.map((cookie) => cookie.join('=')).join(separator))).toBe(mine === asked);
  }), { numRuns: 1_000 });
});

test('the cookie lives as long as asked, or as the session', () => {
  const set = (assignCookieMaxAge?: Duration) => cookieFor(SITE, { assignCookie: 'm', assignCookieMaxAge })!.setBy('v1');
  expect(set()).toEqual({ responseHeaders: { add: { 'set-cookie': 'm=v1; Path=/; HttpOnly; SameSite=Lax' } } });
  expect(set(Duration.days(1))).toEqual({ responseHeaders: { add: { 'set-cookie': 'm=v1; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax' } } });
  expect(cookieFor(SITE, {})).toBeUndefined();
});

test.each<[string, { assignCookie: string; assignCookieMaxAge?: Duration }, string]>([
  ['a name with a space', { assignCookie: 'a b' }, "[Test] assignCookie must be a cookie name of 1 to 64 letters, digits, - and _, got 'a b'"],
  ['an empty name', { assignCookie: '' }, '[Test] assignCookie must be a cookie name'],
  ['a long name', { assignCookie: 'a'.repeat(65) }, '[Test] assignCookie must be a cookie name'],
  ['half a second', { assignCookie: 'a', assignCookieMaxAge: Duration.millis(500) }, '[Test] assignCookieMaxAge must be whole seconds, 1 or more, got 0.5'],
  ['no time', { assignCookie: 'a', assignCookieMaxAge: Duration.seconds(0) }, '[Test] assignCookieMaxAge must be whole seconds, 1 or more, got 0: leave it out'],
])('%s is refused', (_, props, message) => {
  expect(() => cookieFor(SITE, props)).toThrow(message);
});
