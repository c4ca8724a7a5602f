import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { targetRefs } from '../../../manifest/istio/policies';
import { kindKey } from '../../../manifest/kind';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata:
    name: tokens
    namespace: ml-serving
  spec:
    targetRefs:
      - group: gateway.networking.k8s.io
        kind: Gateway
        name: gateway
    jwtRules:
      - issuer: https://issuer.example.com
        jwksUri: https://issuer.example.com/keys
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    targetRefs:
      - group: gateway.networking.k8s.io
        kind: Gateway
        name: gateway
    rules:
      - from:
          - source:
              requestPrincipals: [https://issuer.example.com/*]
`, EXAMPLE_GATEWAY);

/** What is only there with a valid token (`when.key`). */
const TOKEN_KEY = /^request\.auth\./;

export const optionalToken = rule({
  code: 'MLM0409',
  name: 'optional-token',
  severity: 'warning',
  title: 'Tokens are checked and not demanded',
  kinds: [REQUEST_AUTHENTICATION],
  message: 'a request without a token passes: no policy asks for one',
  why: 'A RequestAuthentication refuses a wrong token with 401 and lets a request without any pass: the model is open to whoever leaves the header out.',
  fix: 'add an AuthorizationPolicy for the same targets whose rules name requestPrincipals',
  cases: ['tokens/optional'],
  evidence: 'a request without a token gets 200, one with a wrong token 401',
  bad: altered(GOOD, ['  jwtRules:', '  jwtRules: # <- MLM0409'], ['requestPrincipals: [https://issuer.example.com/*]', 'ipBlocks: [10.0.0.0/8]']),
  good: GOOD,
  * check(authentication, { index }) {
    const namespaces = [...new Set([authentication.namespace, index.rootNamespace])];
    const policies = authentication.namespace === index.rootNamespace
      ? index.all(AUTHORIZATION_POLICY)
      : namespaces.flatMap((namespace) => index.objects.in(AUTHORIZATION_POLICY, namespace));
    // Of a policy for pods or objects that are elsewhere, other policies are elsewhere too.
    const isHeld = index.policies.podsOf(authentication).length > 0 || targetRefs(authentication).some(({ group = '', kind, name }) => (
      index.exists({ key: kindKey(group === 'core' ? '' : group, kind) }, authentication.namespace, name)));
    if (isHeld && (authentication.spec.jwtRules ?? []).length > 0 && !policies.some(asksForToken)) {
      yield { at: authentication.at('spec', 'jwtRules') };
    }
  },
});

function asksForToken({ spec: { rules = [], action } }: ManifestObject<AuthorizationPolicySpec>): boolean {
  return action === 'CUSTOM' || rules.some(({ from = [], when = [] }) => (
    from.some(({ source }) => source?.requestPrincipals !== undefined || source?.notRequestPrincipals !== undefined)
    || when.some(({ key }) => TOKEN_KEY.test(key))));
}
