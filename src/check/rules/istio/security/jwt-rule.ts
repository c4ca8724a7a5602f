import { readKeys } from './keys';
import type { RequestAuthenticationJwtRule } from '../../../../../imports/security.istio.io';
import { REQUEST_AUTHENTICATION } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { durationProblem } from '../values/durations';
import { found, foundIn, refused } from '../verdict';

export const jwtRule = refused({
  code: 'MLM0932',
  name: 'jwt-rule',
  title: 'A rule for tokens names no issuer, or keys that are none',
  kinds: [REQUEST_AUTHENTICATION],
  why: 'A rule needs an issuer or the address of its keys, and keys that it brings along have to be a JSON Web Key Set. The webhook refuses anything else.',
  fix: 'name the issuer, and its keys by jwksUri or as JSON',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: RequestAuthentication
    metadata:
      name: tokens
      namespace: ml-serving
    spec:
      jwtRules:
        - issuer: https://login.example.com
          jwks: not-a-key-set # <- MLM0932
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
          jwksUri: https://login.example.com/keys
  `,
  * check(authentication) {
    for (const [index, rule] of (authentication.spec.jwtRules ?? []).entries()) {
      yield* ruleHits(authentication.at('spec', 'jwtRules', index), rule);
    }
  },
});

function* ruleHits(at: Location, rule: RequestAuthenticationJwtRule): Iterable<Hit> {
  if (!rule.issuer && !rule.jwksUri && !rule.jwks_uri) {
    yield found(at, 'the rule has neither issuer nor jwksUri');
  }
  yield* foundIn(at.at('jwks'), rule.jwks || undefined, (text) => (readKeys(text) === undefined ? 'the keys are no JSON Web Key Set' : undefined));
  yield* foundIn(at.at('timeout'), rule.timeout, durationProblem);
}
