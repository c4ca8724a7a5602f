import { REQUEST_AUTHENTICATION } from '../../../src/manifest/kinds';
import { Headers } from '../../../src/simulate/headers';
import { messageOf, parseUrl, type Token } from '../../../src/simulate/request';
import { tokenRules } from '../../../src/simulate/tokens/token-rules';
import { payloadOf, textOf } from '../../../src/simulate/tokens/token-text';
import { statusCode, verify } from '../../../src/simulate/tokens/verify';
import { indexOf, manifests } from '../../manifest/index-of';

const ISSUER = 'https://issuer.example.com';
const alice: Token = { issuer: ISSUER, subject: 'alice', audiences: ['models'] };

interface Sent {
  readonly token?: Token;
  readonly headers?: readonly (readonly [string, string])[];
  readonly path?: string;
  readonly method?: string;
}

function verified(rules: readonly object[], { token = undefined, headers = [], path = '/v1', method = 'GET' }: Sent, silent?: readonly string[]) {
  const index = indexOf(manifests({ apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { name: 'a', namespace: 'ml' }, spec: { jwtRules: rules } }));
  const message = messageOf({ method, url: parseUrl(`http://h${path}`), headers: Headers.of(headers), protocol: 'http1', token });
  return verify(tokenRules(index.all(REQUEST_AUTHENTICATION), silent), message, token);
}

const RULE = { issuer: ISSUER };

test.each<[string, object, string]>([
  ['the keys are written in the rule', { jwks: '{}', jwksUri: 'https://keys.example.com' }, 'ok'],
  ['their server answers', { jwksUri: 'https://other.example.com/jwks' }, 'ok'],
  ['their server does not answer', { jwksUri: 'https://keys.example.com/jwks' }, 'signature'],
  ['it does not answer at another port', { jwksUri: 'https://keys.example.com:8443/jwks' }, 'ok'],
  ['it does not answer at the port of HTTP', { jwksUri: 'http://keys.example.com:443/jwks' }, 'signature'],
  ['the issuer is no address', { issuer: 'team' }, 'ok'],
])('a token is right where %s', (_, spec, status) => {
  const token = { ...alice, issuer: (spec as { issuer?: string }).issuer ?? ISSUER };
  expect(verified([{ ...RULE, ...spec }], { token }, ['keys.example.com:443']).status).toBe(status);
});

test('an issuer that does not answer is asked for its keys itself where nobody says where they are', () => {
  expect(verified([RULE], { token: alice }, ['issuer.example.com:443']).status).toBe('signature');
});

test.each<[string, object[], Sent, string]>([
  ['no rules', [], { token: alice }, 'missing'],
  ['no token', [RULE], {}, 'missing'],
  ['the right token', [RULE], { token: alice }, 'ok'],
  ['the token of another issuer', [RULE], { token: { issuer: 'x' } }, 'unknown issuer'],
  ['any issuer', [{}], { token: { issuer: 'x' } }, 'ok'],
  ['a forged token', [RULE], { token: { ...alice, signer: 'x' } }, 'signature'],
  ['an expired token', [RULE], { token: { ...alice, expires: -61 } }, 'expired'],
  ['one that has just expired', [RULE], { token: { ...alice, expires: -60 } }, 'ok'],
  ['a wanted audience', [{ ...RULE, audiences: ['x', 'models'] }], { token: alice }, 'ok'],
  ['another audience', [{ ...RULE, audiences: ['x'] }], { token: alice }, 'audience'],
  ['an audience but for its scheme', [{ ...RULE, audiences: ['http://models/'] }], { token: { ...alice, audiences: ['https://models'] } }, 'ok'],
  ['no audience', [{ ...RULE, audiences: ['x'] }], { token: { issuer: ISSUER } }, 'audience'],
  ['an expired token for another audience', [{ ...RULE, audiences: ['x'] }], { token: { ...alice, expires: -3600 } }, 'expired'],
  ['a forged token for another audience', [{ ...RULE, audiences: ['x'] }], { token: { ...alice, signer: 'x' } }, 'audience'],
  ['what is no token', [RULE], { headers: [['authorization', 'Bearer abc']] }, 'unreadable'],
  ['another scheme of authorization', [RULE], { headers: [['authorization', 'Basic abc']] }, 'missing'],
  ['a good token and what is none', [RULE], { token: alice, headers: [['authorization', 'Bearer abc']] }, 'unreadable'],
  ['a preflight', [RULE], { method: 'OPTIONS', headers: [['origin', 'a'], ['access-control-request-method', 'GET'], ['authorization', 'Bearer abc']] }, 'missing'],
  ['OPTIONS that is no preflight', [RULE], { method: 'OPTIONS', headers: [['authorization', 'Bearer abc']] }, 'unreadable'],
])('%s', (_, rules, sent, status) => {
  expect(verified(rules, sent).status).toBe(status);
});

test.each([['audience', 403], ['signature', 401], ['unknown issuer', 401], ['unreadable', 401]] as const)('%s is a %i', (status, code) => {
  expect(statusCode(status)).toBe(code);
});

describe('a rule looks', () => {
  const text = textOf(alice);

  test.each<[string, object, Sent, string]>([
    ['in a header', { fromHeaders: [{ name: 'X-Token' }] }, { headers: [['x-token', text]] }, 'ok'],
    ['behind a prefix', { fromHeaders: [{ name: 'x-token', prefix: 'Token ' }] }, { headers: [['x-token', `Token  ${text}`]] }, 'ok'],
    ['for nothing without the prefix', { fromHeaders: [{ name: 'x-token', prefix: 'Token ' }] }, { headers: [['x-token', text]] }, 'missing'],
    ['no longer at the bearer', { fromHeaders: [{ name: 'x-token' }] }, { token: alice }, 'missing'],
    ['at a bearer without its prefix', { fromHeaders: [{ name: 'authorization' }] }, { token: alice }, 'unreadable'],
    ['in a parameter', { fromParams: ['t'] }, { path: `/v1?a=b&t=${text}` }, 'ok'],
    ['in the usual parameter', {}, { path: `/v1?access_token=${text}` }, 'ok'],
    ['in a cookie', { fromCookies: ['t'] }, { headers: [['cookie', `a=b; t=${text}`]] }, 'ok'],
    ['for another cookie', { fromCookies: ['t'] }, { headers: [['cookie', 'a=b']] }, 'missing'],
    ['for another parameter', { fromParams: ['t'] }, { path: '/v1?a=b' }, 'missing'],
    ['at what is no letter of a token', { fromHeaders: [{ name: 'x-token', prefix: 'T' }] }, { headers: [['x-token', 'T!!']] }, 'unreadable'],
  ])('%s', (_, rule, sent, status) => {
    // The token is known by its text, wherever it is.
    expect(verifiedBy({ ...RULE, ...rule }, sent).status).toBe(status);
  });

  function verifiedBy(rule: object, sent: Sent) {
    const index = indexOf(manifests({ apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { name: 'a', namespace: 'ml' }, spec: { jwtRules: [rule] } }));
    const { headers = [], path = '/v1', token } = sent;
    const message = messageOf({ method: 'GET', url: parseUrl(`http://h${path}`), headers: Headers.of(headers), protocol: 'http1', token });
    return verify(tokenRules(index.all(REQUEST_AUTHENTICATION)), message, alice);
  }

  test('and takes the token away, unless it is to be handed on', () => {
    expect([
      verifiedBy(RULE, { token: alice }).message.headers.has('authorization'),
      verifiedBy({ ...RULE, forwardOriginalToken: true }, { token: alice }).message.headers.has('authorization'),
      verifiedBy({ ...RULE, fromParams: ['t'] }, { path: `/v1?a=b&t=${text}` }).message.path,
      verifiedBy({ ...RULE, fromParams: ['t'] }, { path: `/v1?t=${text}` }).message.path,
      verifiedBy({ ...RULE, fromCookies: ['t'] }, { headers: [['cookie', `t=${text}`]] }).message.headers.has('cookie'),
    ]).toEqual([false, true, '/v1?a=b', '/v1', true]);
  });
});

describe('several rules', () => {
  const OTHER = { issuer: 'https://other.example.com' };

  test.each<[string, Sent, string]>([
    ['take the token of either', { token: { issuer: OTHER.issuer } }, 'ok'],
    ['need none', {}, 'missing'],
    ['refuse that of a third', { token: { issuer: 'x' } }, 'unknown issuer'],
    ['tell what is wrong with a known one', { token: { ...alice, expires: -3600 } }, 'expired'],
  ])('%s', (_, sent, status) => {
    expect(verified([OTHER, RULE], sent).status).toBe(status);
  });

  test('empty the headers of those that are asked before, in the order of issuers', () => {
    const headers = [['x-a', 'mallory'], ['x-z', 'mallory']] as const;
    const rules = [['https://z', 'x-z'], ['https://a', 'x-a']].map(([issuer, header]) => ({ issuer, outputClaimToHeaders: [{ header, claim: 'sub' }] }));
    const { message } = verified(rules, { headers, token: { issuer: 'https://a', subject: 'alice' } });

    expect([message.headers.get('x-a'), message.headers.get('x-z')]).toEqual(['alice', 'mallory']);
  });

  test('are told apart, and the one that decides is named', () => {
    const found = [verified([OTHER, RULE], { token: alice }), verified([RULE, OTHER], { token: { issuer: OTHER.issuer } })];

    expect(found.map(({ origin }) => origin?.at.path)).toEqual([['spec', 'jwtRules', 1], ['spec', 'jwtRules', 1]]);
  });
});

describe('headers of claims', () => {
  const rule = {
    ...RULE,
    outputPayloadToHeader: 'x-payload',
    outputClaimToHeaders: [['x-user', 'sub'], ['x-role', 'realm.role'], ['x-age', 'age'], ['x-rate', 'rate'], ['x-admin', 'admin'], ['x-list', 'list'], ['x-object', 'object'], ['x-null', 'null'], ['x-none', 'none']]
      .map(([header, claim]) => ({ header, claim })),
  };
  const token = { ...alice, claims: { realm: { role: 'a' }, age: 7, rate: -1.5, admin: false, list: ['a'], object: { b: '<>', a: 1 }, null: null } };

  test('carry texts, numbers, truth values, and the rest as JSON', () => {
    const { headers } = verified([rule], { token }).message;

    expect(['x-user', 'x-role', 'x-age', 'x-rate', 'x-admin', 'x-list', 'x-null', 'x-none'].map((name) => headers.get(name))).toEqual([
      'alice', 'a', '7', '-1.500000', 'false', 'WyJhIl0=', undefined, undefined,
    ]);
    expect(Buffer.from(headers.get('x-object')!, 'base64').toString()).toBe('{"a":1,"b":"\\u003c\\u003e"}');
    expect(JSON.parse(Buffer.from(headers.get('x-payload')!, 'base64url').toString())).toEqual(payloadOf(token));
  });

  test('cannot be brought along', () => {
    const headers = [['x-user', 'mallory'], ['x-payload', 'mallory']] as const;

    expect([verified([rule], { headers }), verified([rule], { headers, token })].map(({ message }) => message.headers.get('x-user'))).toEqual([undefined, 'alice']);
    expect(verified([rule], { headers }).message.headers.has('x-payload')).toBe(false);
  });
});

test('claims of words are lists', () => {
  const claims = { scope: 'read  write', permission: '', roles: 'a b', other: 'a b' };
  const got = verified([{ ...RULE, spaceDelimitedClaims: ['roles'] }], { token: { ...alice, claims } }).claims;

  expect(got).toMatchObject({ scope: ['read', 'write'], permission: '', roles: ['a', 'b'], other: 'a b', iss: ISSUER, sub: 'alice', aud: 'models' });
});

test('several audiences are a list', () => {
  expect([payloadOf({ issuer: 'i', audiences: ['a', 'b'] }), payloadOf({ issuer: 'i' })]).toEqual([{ iss: 'i', aud: ['a', 'b'] }, { iss: 'i' }]);
});
