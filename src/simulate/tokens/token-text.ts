import type { Claims } from '../authorize/attributes';
import type { Token } from '../request';

/** What the token says. One audience is written as a text, several as a list. */
export function payloadOf({ issuer, subject, audiences = [], claims }: Token): Claims {
  return {
    ...claims,
    iss: issuer,
    ...(subject !== undefined && { sub: subject }),
    ...(audiences.length > 0 && { aud: audiences.length === 1 ? audiences[0] : [...audiences] }),
  };
}

/** The token as it travels. The signature is none: who verifies it here knows the token itself. */
export function textOf(token: Token): string {
  return [{ alg: 'none', typ: 'JWT' }, payloadOf(token)].map(encode).join('.') + '.simulated';
}

/** What a header with the payload carries (Envoy `forward_payload_header`). */
export function payloadText(token: Token): string {
  return encode(payloadOf(token));
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
