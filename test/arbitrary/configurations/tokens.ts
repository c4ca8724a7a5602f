import * as fc from 'fast-check';
import type { WrittenToken } from '../../../src/cli/cases/case';
import type { Manifest } from '../../../src/manifest/manifest-object';
import { maybe } from '../values';

/** Issuers, and the public halves of the keys that the box signs with (conformance/internal/token). */
const ISSUERS = [
  { issuer: 'https://issuer.example.com', key: 'evNIYRxZ7-cPRaemkcbNI2-U6oKZVPK5XJVU7CRGQe0' },
  { issuer: 'https://partner.example.com', key: 'TVSybdgx5czr9LerZDTOcGUsiMe6VzLOqQGik3xfSuI' },
] as const;

const [{ issuer: FIRST }, { issuer: SECOND }] = ISSUERS;

/** Right ones mostly, and some that nobody takes. */
export const TOKENS: readonly WrittenToken[] = [
  { issuer: FIRST, subject: 'alice' }, { issuer: FIRST, subject: 'bob', audiences: ['models'] }, { issuer: FIRST, subject: 'alice', claims: { tier: 'gold', scope: 'a b' } },
  { issuer: FIRST, subject: 'alice', audiences: ['models', 'billing'], claims: { tier: 'silver', groups: ['a', 'v1'] } },
  { issuer: SECOND, subject: 'alice', claims: { tier: 'gold', nested: { key: 'a' } } }, { issuer: SECOND, subject: 'bob', audiences: ['billing'] }, { issuer: SECOND },
  { issuer: 'https://other.example.com', subject: 'alice' }, { issuer: FIRST, subject: 'alice', signer: SECOND },
  { issuer: FIRST, subject: 'alice', expires: '-1h' }, { issuer: FIRST, subject: 'alice', expires: '-30s' },
];

/** What policies compare of tokens: sources, and keys of conditions with their values. */
export const PRINCIPALS = [`${FIRST}/alice`, `${FIRST}/*`, `${SECOND}/*`, '*', '*/alice', `${SECOND}/bob`] as const;
export const CLAIMS: readonly (readonly [key: string, ...values: string[]])[] = [
  ['request.auth.claims[tier]', 'gold', 'silver', 'g*'], ['request.auth.claims[groups]', 'a', 'v*'], ['request.auth.claims[scope]', 'a', 'b'],
  ['request.auth.claims[nested][key]', 'a', '*'], ['request.auth.claims[iss]', FIRST], ['request.auth.audiences', 'models', 'billing'],
  ['request.auth.principal', `${FIRST}/alice`, '*'],
];

/** Whose tokens the proxies take to which these are attached, and what they make of them. */
export function requestAuthentication(namespace: string, targetRefs: readonly object[]): fc.Arbitrary<Manifest> {
  const rules = ISSUERS.map(({ issuer, key }) => fc.record({
    audiences: maybe(fc.constantFrom(['models'], ['models', 'https://billing/']), 30),
    forwardOriginalToken: maybe(fc.boolean(), 50),
    outputPayloadToHeader: maybe(fc.constant('x-payload'), 20),
    outputClaimToHeaders: maybe(fc.subarray(CLAIM_HEADERS, { minLength: 1 }), 50),
  }).map((drawn) => ({
    issuer,
    jwks: JSON.stringify({ keys: [{ use: 'sig', kty: 'OKP', kid: issuer, crv: 'Ed25519', alg: 'EdDSA', x: key }] }),
    ...Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)),
  })));
  return fc.tuple(...rules).map((jwtRules) => (
    { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', metadata: { namespace, name: 'tokens' }, spec: { targetRefs, jwtRules } }));
}

/** Routes and policies compare these headers, which callers may write as well. */
const CLAIM_HEADERS = [{ header: 'x-a', claim: 'tier' }, { header: 'x-b', claim: 'sub' }];
