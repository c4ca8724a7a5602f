import type { KeyObject } from 'crypto';
import { generateKeyPairSync } from 'crypto';
import * as fc from 'fast-check';
import { Site } from '../../src/core/site';
import type { JwtIssuer } from '../../src/security/jwt';
import { renderJwtRule } from '../../src/security/jwt';

const SITE = Site.named('app/mesh', 'gateway', 'jwtIssuers', 0);
const ISSUER = 'https://issuer.example.com';
const render = (rest: Partial<JwtIssuer> = {}) => JSON.parse(JSON.stringify(renderJwtRule(SITE, { issuer: ISSUER, ...rest })));

function rsaKey(modulusLength: number): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).publicKey;
}

function keySet(...keys: KeyObject[]): string {
  return JSON.stringify({ keys: keys.map((key) => key.export({ format: 'jwk' })) });
}

test('an issuer alone is looked up', () => {
  expect(render()).toEqual({ issuer: ISSUER });
});

test('every prop has its field', () => {
  expect(render({ jwksUri: 'https://keys', audiences: ['ml'], forwardToken: true, claimHeaders: { 'x-user': 'sub', 'x-org': 'org.id' } })).toEqual({
    issuer: ISSUER,
    jwksUri: 'https://keys',
    audiences: ['ml'],
    forwardOriginalToken: true,
    outputClaimToHeaders: [{ header: 'x-user', claim: 'sub' }, { header: 'x-org', claim: 'org.id' }],
  });
});

test('without an address to look it up, an issuer needs its keys', () => {
  const fails = (issuer: string) => expect(() => render({ issuer })).toThrow(
    `[app/mesh] gateway.jwtIssuers[0].issuer must be an http or https address, since the keys are looked up through its discovery document, got '${issuer}': give jwksUri or jwks`);
  fails('testing@secure.istio.io');
  expect(render({ issuer: 'testing@secure.istio.io', jwksUri: 'https://keys' })).toMatchObject({ issuer: 'testing@secure.istio.io' });
  expect(() => render({ issuer: '' })).toThrow("[app/mesh] gateway.jwtIssuers[0].issuer must not be empty, got '': give the iss claim of the tokens");
});

test('keys are fetched or written, not both', () => {
  expect(() => render({ jwksUri: 'https://keys', jwks: '{"keys":[{"kty":"RSA"}]}' }))
    .toThrow("jwtIssuers[0].jwksUri must not be given together with jwks, got 'https://keys': keep one: fetched keys are renewed, written ones are not");
  for (const jwksUri of ['keys', 'ftp://keys', 'https:// keys', '']) {
    expect(() => render({ jwksUri })).toThrow(`jwtIssuers[0].jwksUri must be an http or https address, got '${jwksUri}': write 'https://issuer.example.com/.well-known/jwks.json'`);
  }
});

test('written keys are a set of public ones', () => {
  const jwks = keySet(rsaKey(2_048), generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
  expect(render({ jwks })).toEqual({ issuer: ISSUER, jwks });
  for (const bad of ['', 'x', '[]', 'null', '{"keys":[]}', '{"keys":[null]}', '{"keys":[{}]}', '{"keys":[{"kty":"RSA","d":"x"}]}', '{"keys":[{"kty":"oct","k":"x"}]}']) {
    expect(() => render({ jwks: bad })).toThrow(/gateway\.jwtIssuers\[0\]\.jwks must be a JSON Web Key Set of public keys: \{"keys": \[…\]\}, got '.*…': give the public half only/);
  }
});

test.each<[string, string, string]>([
  ['short', keySet(rsaKey(2_048), rsaKey(1_024)), 'has no RSA key that Envoy reads, as number 2'],
  ['incomplete', '{"keys":[{"kty":"RSA","e":"AQAB"}]}', 'has no RSA key that Envoy reads, as number 1'],
  ['unknown', '{"keys":[{"kty":"PQC","x":"x"}]}', 'has no PQC key that Envoy reads, as number 1'],
])('a written key that is %s would take the gateway down', (_, jwks, problem) => {
  expect(() => render({ jwks })).toThrow(`[app/mesh] gateway.jwtIssuers[0].jwks ${problem}: it would refuse the listeners of the gateway, and every later change of them, got '{`);
  expect(() => render({ jwks })).toThrow(/…': give the keys as the issuer publishes them; of RSA with 2048 bits or more$/);
});

test('audiences are named', () => {
  for (const audiences of [[], ['']]) {
    expect(() => render({ audiences })).toThrow(
      `jwtIssuers[0].audiences must name audiences, none of them empty, got ${JSON.stringify(audiences)}: name at least one, or leave the prop out for any audience`);
  }
});

test('a header for a claim is of the characters that the schema takes, whatever HTTP says', () => {
  const pattern = /^[-_A-Za-z0-9]+$/;
  fc.assert(fc.property(fc.string({ maxLength: 5, unit: fc.constantFrom('a', '-', '_', '1', '.', '$', ' ', 'é') }), (header) => {
    if (pattern.test(header)) {
      expect(render({ claimHeaders: { [header]: 'sub' } }).outputClaimToHeaders).toEqual([{ header, claim: 'sub' }]);
    } else {
      expect(() => render({ claimHeaders: { [header]: 'sub' } }))
        .toThrow(`jwtIssuers[0].claimHeaders must name headers of letters, digits, - and _, got '${header}': write for example 'x-user'`);
    }
  }));
  expect(() => render({ claimHeaders: { 'x-user': '' } })).toThrow("jwtIssuers[0].claimHeaders.x-user must name a claim, got '': write for example 'sub'");
});

test('any claim is handed on as it is called', () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (claim) => {
    expect(render({ claimHeaders: { 'x-claim': claim } }).outputClaimToHeaders).toEqual([{ header: 'x-claim', claim }]);
  }));
});
