import fc from 'fast-check';
import { fullMatcher } from './re2';
import { addressTest } from '../../../src/simulate/authorize/address';
import { claimAt, claimHolds, claimPath, requestPrincipalTest } from '../../../src/simulate/authorize/claims';
import { pathTest } from '../../../src/simulate/authorize/path';
import { headerTest, hostTest, namespaceTest, principalTest, serviceAccountTest, textTest, trustDomainTest } from '../../../src/simulate/authorize/text';
import { aliasedDomains, aliasedPrincipals } from '../../../src/simulate/authorize/trust-domains';

const SHOP = 'spiffe://cluster.local/ns/web/sa/shop';

test.each([
  ['*', 'a', true], ['*', '', false],
  ['a*', 'a', true], ['a*', 'ba', false],
  ['*a', 'a', true], ['*a', 'ab', false], ['*a*', 'a*', true], ['*a*', 'bab', false],
  ['a', 'a', true], ['a', 'A', false], ['a*b', 'a*b', true], ['a*b', 'axb', false],
])('%s and the text "%s"', (pattern, text, holds) => {
  expect(textTest(pattern)(text)).toBe(holds);
});

test('a header that is empty is there', () => {
  expect([headerTest('*')(''), headerTest('a')('')]).toEqual([true, false]);
});

test.each([
  ['model.example.com', 'Model.Example.com', true],
  ['model.example.com', 'model.example.com:80', false],
  ['model.example.com:*', 'model.example.com:80', true],
  ['*.Example.com', 'model.example.COM', true],
  ['*', '', true],
])('the host %s and "%s"', (pattern, host, holds) => {
  expect(hostTest(pattern)(host)).toBe(holds);
});

test.each([
  ['cluster.local/ns/web/sa/shop', true], ['cluster.local/ns/web/sa/*', true], ['*/ns/web/sa/shop', true], ['*/sa/shop', true], ['*', true],
  ['cluster.local/ns/web/sa/sho', false], ['web/sa/shop', false], ['*/ns/we/sa/shop', false],
])('the principal %s: %s', (pattern, holds) => {
  expect(principalTest(pattern)(SHOP)).toBe(holds);
});

test('any principal is some principal', () => {
  expect(principalTest('*')('')).toBe(false);
});

test.each([
  ['web', true], ['w*', true], ['*b', true], ['*', true], ['we', false], ['ns', false], ['w.b', false], ['w*/sa', true],
])('the namespace %s: %s', (pattern, holds) => {
  expect(namespaceTest(pattern)(SHOP)).toBe(holds);
});

test.each([
  ['web/shop', 'ml', true], ['shop', 'web', true], ['shop', 'ml', false], ['web/sho', 'ml', false], ['web/shop2', 'ml', false], ['we/shop', 'ml', false],
])('the service account %s in a policy of %s: %s', (pattern, namespace, holds) => {
  expect(serviceAccountTest(pattern, namespace)(SHOP)).toBe(holds);
});

test.each([
  ['cluster.local', true], ['*', true], ['cluster*', true], ['*.local', true], ['c*l', true], ['cluster', false], ['*local*', false], ['*web', false],
])('the trust domain %s: %s', (pattern, holds) => {
  expect(trustDomainTest(pattern)(SHOP)).toBe(holds);
});

/** The regular expressions that istiod writes, run by Envoy's engine. */
describe('as RE2 compares', () => {
  const letters = fc.stringMatching(/^[ab./*?+()-]{0,6}$/);
  const escaped = (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
  const uris = fc.tuple(letters, letters, letters).map(([domain, namespace, account]) => `spiffe://${domain}/ns/${namespace}/sa/${account}`);

  test('namespaces', () => {
    fc.assert(fc.property(letters, uris, (pattern, uri) => {
      expect(namespaceTest(pattern)(uri)).toBe(fullMatcher(`.*/ns/${pattern.split('*').map(escaped).join('.*')}/.*`)(uri));
    }));
  });

  test('service accounts', () => {
    fc.assert(fc.property(letters, uris, (account, uri) => {
      expect(serviceAccountTest(`a/${account}`, 'ml')(uri)).toBe(fullMatcher(`spiffe://.+/ns/a/(.+/|)sa/${escaped(account)}(/.+)?`)(uri));
    }));
  });

  test('ends of principals', () => {
    fc.assert(fc.property(letters, uris, (end, uri) => {
      expect(principalTest(`*${end}`)(uri)).toBe(fullMatcher(end === '' ? '.+' : `spiffe://.*${escaped(end)}`)(uri));
    }));
  });
});

test.each([
  ['/v1/*', '/v1/', true], ['/v1/*', '/v1', false], ['/v1/*', '/v1/a?b=c', true],
  ['*/info', '/a/info', true], ['*/info', '/a/info?x', true], ['*/info', '/a/info#x', true], ['*/info', '/a/infos', false],
  ['/v1', '/V1', false], ['*', '/', true],
  ['/a/{*}/b', '/a/x/b', true], ['/a/{*}/b', '/a/x/y/b', false], ['/a/{*}/b', '/a//b', false], ['/a/{*}/b', '/a/x/b?q', true],
  ['/a/{**}', '/a/', true], ['/a/{**}', '/a', false], ['/a/{**}', '/a/x/y', true], ['/a/{**}/b', '/a/x/y/b', true],
  ['/a.b/{*}', '/axb/c', false], ['/{*}', '/a=b', true], ['/{*}', '/%2f', true], ['/{*}', '/a"b', false], ['/{*}', '/*', false],
])('the path %s and %s', (pattern, path, holds) => {
  expect(pathTest(pattern)(path)).toBe(holds);
});

test.each([
  ['10.0.0.0/8', '10.1.2.3', true], ['10.0.0.0/8', '11.1.2.3', false], ['10.1.2.3', '10.1.2.3', true], ['10.1.2.3', '10.1.2.4', false],
  ['10.1.2.3/8', '10.9.9.9', true], ['0.0.0.0/0', '1.2.3.4', true], ['0.0.0.0/0', '::1', false], ['2001:db8::/32', '2001:db8::1', true], ['::/0', '1.2.3.4', false],
])('the block %s and %s', (block, address, holds) => {
  expect(addressTest(block)!(address)).toBe(holds);
});

test.each(['', 'a', '10.0.0.0/33', '10.0.0.0/a', '10.0.0.0/', '10.0.0/8', '10.0.0.0/8/8', '::/129'])('%s is no block', (block) => {
  expect(addressTest(block)).toBeUndefined();
});

test.each([
  ['*', true], ['https://a.example/b/alice', true], ['https://a.example/b/*', true], ['https://a.example/b/al*', true],
  ['*/alice', true], ['*b/alice', true], ['*example/alice', false], ['https://a.example/b/bob', false], ['https://a.example/*', false],
  ['*lice', true], ['https*', true], ['alice', false],
])('the request principal %s: %s', (pattern, holds) => {
  expect(requestPrincipalTest(pattern)({ iss: 'https://a.example/b', sub: 'alice' })).toBe(holds);
});

test('a pattern without a slash is the end of a subject or the start of an issuer', () => {
  const claims = { iss: 'issuer', sub: 'alice' };

  expect(['*lice', 'iss*', 'issuer'].map((pattern) => requestPrincipalTest(pattern)(claims))).toEqual([true, true, false]);
});

test.each([[{}], [{ iss: 'a' }], [{ sub: 'b' }], [undefined], [{ iss: ['a'], sub: 'b' }], [{ iss: 'a', sub: '' }]])('%j is no request principal', (claims) => {
  expect(requestPrincipalTest('*')(claims)).toBe(false);
});

test.each([
  ['[tier]', ['tier']], ['[a][b]', ['a', 'b']], ['[a.b]', ['a.b']], ['[a]b]', ['a]b']], ['[]', ['']], ['tier', undefined], ['[tier', undefined],
])('the claim path %s', (text, path) => {
  expect(claimPath(text)).toEqual(path);
});

test('claims lie in objects only', () => {
  const claims = { a: { b: ['x'] }, list: [1] };

  expect([['a', 'b'], ['a', 'c'], ['list', '0'], ['toString'], ['a', 'b', 'length']].map((path) => claimAt(claims, path))).toEqual([['x'], undefined, undefined, undefined, undefined]);
});

test.each([['a', true], [['b', 'a'], true], [['b'], false], [1, false], [[1, 'a'], true], [{ a: 'a' }, false], [undefined, false], [true, false]])('the claim %j is "a": %s', (value, holds) => {
  expect(claimHolds(value, (text) => text === 'a')).toBe(holds);
});

describe('trust domains that count as the same', () => {
  const mesh = { own: 'new', aliases: ['old-a', 'old-b'] };

  test.each([
    ['new/ns/a/sa/b', ['new/ns/a/sa/b', 'old-a/ns/a/sa/b', 'old-b/ns/a/sa/b']],
    ['cluster.local/ns/a/sa/b', ['new/ns/a/sa/b', 'old-a/ns/a/sa/b', 'old-b/ns/a/sa/b']],
    ['old-*/ns/a/sa/b', ['new/ns/a/sa/b', 'old-a/ns/a/sa/b', 'old-b/ns/a/sa/b']],
    ['*-a/ns/a/sa/b', ['new/ns/a/sa/b', '*-a/ns/a/sa/b', 'old-b/ns/a/sa/b']],
    ['other/ns/a/sa/b', ['other/ns/a/sa/b']],
    ['*/ns/a/sa/b', ['*/ns/a/sa/b']],
    ['new/ns/a*', ['new/ns/a*']],
  ])('in the principal %s', (principal, all) => {
    expect(aliasedPrincipals(principal, mesh)).toEqual(all);
  });

  test('alone', () => {
    expect([aliasedDomains('old-a', mesh), aliasedDomains('cluster.local', mesh)]).toEqual([['new', 'old-a', 'old-b'], ['cluster.local']]);
  });
});
