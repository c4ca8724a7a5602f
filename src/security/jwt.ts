import type { JsonWebKey } from 'crypto';
import { createPublicKey } from 'crypto';
import type { Site } from '../core/site';

/** Whose tokens are believed, and where they are read (RequestAuthentication `jwtRules`). */
export interface JwtIssuer {
  /** The `iss` claim, compared literally. */
  readonly issuer: string;
  /**
   * Where the public keys are fetched, `https://…` (`jwksUri`).
   * @default - found through the issuer's OpenID discovery document, unless `jwks` is given
   */
  readonly jwksUri?: string;
  /**
   * The public keys themselves, a JSON Web Key Set as text (`jwks`).
   * @default - fetched
   */
  readonly jwks?: string;
  /**
   * Accepted `aud` claims; one must match.
   * @default - any audience
   */
  readonly audiences?: string[];
  /**
   * Pass the token on to the model server (`forwardOriginalToken`).
   * @default false
   */
  readonly forwardToken?: boolean;
  /**
   * Claims handed on as request headers, header to claim (`outputClaimToHeaders`).
   * @default - none
   */
  readonly claimHeaders?: { readonly [header: string]: string };
}

/** RequestAuthentication schema, `outputClaimToHeaders`: fewer characters than HTTP allows. */
const CLAIM_HEADER = /^[-_A-Za-z0-9]+$/;
const URL = /^https?:\/\/[^\s/]+/;

/** One entry of `jwtRules`, as the API wants it. */
export function renderJwtRule(site: Site, jwt: JwtIssuer) {
  checkIssuer(site.at('issuer'), jwt);
  site.at('jwksUri').check(!jwt.jwksUri || !jwt.jwks, {
    problem: 'must not be given together with jwks',
    got: jwt.jwksUri,
    fix: 'keep one: fetched keys are renewed, written ones are not',
  });
  site.at('jwksUri').check(jwt.jwksUri === undefined || URL.test(jwt.jwksUri), {
    problem: 'must be an http or https address',
    got: jwt.jwksUri,
    fix: "write 'https://issuer.example.com/.well-known/jwks.json'",
  });
  if (jwt.jwks !== undefined) {
    checkKeySet(site.at('jwks'), jwt.jwks);
  }
  checkAudiences(site.at('audiences'), jwt.audiences);
  const claimHeaders = Object.entries(jwt.claimHeaders ?? {});
  claimHeaders.forEach(([header, claim]) => checkClaimHeader(site.at('claimHeaders'), header, claim));
  return {
    issuer: jwt.issuer,
    jwksUri: jwt.jwksUri,
    jwks: jwt.jwks,
    audiences: jwt.audiences,
    forwardOriginalToken: jwt.forwardToken,
    ...(claimHeaders.length > 0 && { outputClaimToHeaders: claimHeaders.map(([header, claim]) => ({ header, claim })) }),
  };
}

function checkIssuer(site: Site, { issuer, jwksUri, jwks }: JwtIssuer): void {
  site.check(issuer.length > 0, { problem: 'must not be empty', got: issuer, fix: 'give the iss claim of the tokens' });
  site.check(URL.test(issuer) || jwksUri !== undefined || jwks !== undefined, {
    problem: 'must be an http or https address, since the keys are looked up through its discovery document',
    got: issuer,
    fix: 'give jwksUri or jwks',
  });
}

function checkAudiences(site: Site, audiences: readonly string[] | undefined): void {
  site.check(audiences === undefined || (audiences.length > 0 && audiences.every((audience) => audience !== '')), {
    problem: 'must name audiences, none of them empty',
    got: audiences,
    fix: 'name at least one, or leave the prop out for any audience',
  });
}

function checkClaimHeader(site: Site, header: string, claim: string): void {
  site.check(CLAIM_HEADER.test(header), {
    problem: 'must name headers of letters, digits, - and _',
    got: header,
    fix: "write for example 'x-user'",
  });
  site.at(header).check(claim !== '', { problem: 'must name a claim', got: claim, fix: "write for example 'sub'" });
}

function checkKeySet(site: Site, jwks: string): void {
  const keys = publicKeys(jwks) ?? site.fail({
    problem: 'must be a JSON Web Key Set of public keys: {"keys": […]}',
    got: `${jwks.slice(0, 40)}…`,
    fix: 'give the public half only; a private (d) or shared (k) key has no place in a manifest',
  });
  keys.forEach((key, i) => site.check(isStrong(key), {
    problem: `has no ${key.kty} key that Envoy reads, as number ${i + 1}: it would refuse the listeners of the gateway, and every later change of them`,
    got: `${JSON.stringify(key).slice(0, 80)}…`,
    fix: `give the keys as the issuer publishes them; of RSA with ${RSA_BITS} bits or more`,
  }));
}

function publicKeys(text: string): JsonWebKey[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: JsonWebKey[] };
    const arePublic = Array.isArray(keys) && keys.length > 0
      && keys.every(({ kty, d, k }) => kty !== undefined && d === undefined && k === undefined);
    return arePublic ? keys : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 7518 section 3.3: "A key of size 2048 bits or larger MUST be used". */
const RSA_BITS = 2_048;

function isStrong(key: JsonWebKey): boolean {
  try {
    const bits = createPublicKey({ key, format: 'jwk' }).asymmetricKeyDetails?.modulusLength;
    return bits === undefined || bits >= RSA_BITS;
  } catch {
    return false;
  }
}
