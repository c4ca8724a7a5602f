import { REQUEST_AUTHENTICATION } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata:
    name: tokens
    namespace: ml-serving
  spec:
    jwtRules:
      - issuer: https://issuer.example.com
        jwksUri: https://issuer.example.com/keys
`;

export const tokensUnread = rule({
  code: 'MLM0423',
  name: 'tokens-unread',
  severity: 'warning',
  title: 'A RequestAuthentication has no rules for tokens',
  kinds: [REQUEST_AUTHENTICATION],
  message: 'without jwtRules no token is read: whoever must show one is refused',
  why: 'A proxy reads the tokens of the issuers in jwtRules. Where there are none, requests have no principal of a token, so that a policy that asks for one lets nobody in, and '
    + 'wrong tokens pass where none is asked for.',
  fix: 'name the issuers in jwtRules, or delete the object',
  evidence: 'source: istio.io/istio pilot/pkg/security/authn/policy_applier.go makes no filter of it. No case: it is the same as if the object were not there',
  bad: altered(GOOD, ['  jwtRules:\n    - issuer: https://issuer.example.com\n      jwksUri: https://issuer.example.com/keys\n', '  jwtRules: [] # <- MLM0423\n']),
  good: GOOD,
  * check(authentication) {
    const { jwtRules } = authentication.spec;
    if ((jwtRules ?? []).length === 0) {
      yield { at: jwtRules === undefined ? authentication.at('spec') : authentication.at('spec', 'jwtRules') };
    }
  },
});
