import { createHash, createPrivateKey, createPublicKey } from 'crypto';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The public keys of an issuer, as the box signs its tokens (internal/token). */
export function keySet(issuer: string): string {
  const seed = createHash('sha256').update(`a key of the mesh in a box for ${issuer}`).digest();
  const key = createPublicKey(createPrivateKey({ key: Buffer.concat([PREFIX, seed]), format: 'der', type: 'pkcs8' })).export({ format: 'jwk' });
  return JSON.stringify({ keys: [{ ...key, use: 'sig', kid: issuer, alg: 'EdDSA' }] });
}
