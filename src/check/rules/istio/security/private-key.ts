import { REQUEST_AUTHENTICATION } from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { found, warned } from '../verdict';
import { isPrivate, readKeys } from './keys';

export const privateKey = warned({
  code: 'MLM0933',
  name: 'private-key',
  title: 'The keys of an issuer contain a private key',
  kinds: [REQUEST_AUTHENTICATION],
  why: 'Tokens are verified with public keys. Whoever reads the object can make tokens with this one. The webhook warns of it.',
  fix: 'publish the public key only, and replace the private one: it is known now',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: RequestAuthentication
    metadata:
      name: tokens
      namespace: ml-serving
    spec:
      jwtRules:
        - issuer: https://login.example.com
          jwks: '{"keys":[{"kty":"oct","kid":"shared","k":"c2VjcmV0"}]}' # <- MLM0933
  `,
  good: yaml`
    apiVersion: security.istio.io/v1
    kind: RequestAuthentication
    metadata:
      name: tokens
      namespace: ml-serving
    spec:
      jwtRules:
        - issuer: https://login.example.com
          jwks: '{"keys":[{"kty":"RSA","kid":"first","n":"u1SU1L","e":"AQAB"}]}'
  `,
  * check(authentication) {
    for (const [index, { jwks }] of (authentication.spec.jwtRules ?? []).entries()) {
      const exposed = jwks ? (readKeys(jwks) ?? []).findIndex(isPrivate) : -1;
      if (exposed >= 0) {
        yield found(authentication.at('spec', 'jwtRules', index, 'jwks'), `the key at index ${exposed} is a private one`);
      }
    }
  },
});
