import { accountsOf } from './sources';
import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { DataPlane } from '../../../core/versions/data-plane';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SIDECAR_NAMESPACE, STRICT_MTLS } from '../object-examples';

const GOOD = together(STRICT_MTLS, yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    rules:
      - from:
          - source:
              serviceAccounts: [ml-frontend/frontend]
`, SIDECAR_NAMESPACE, EXAMPLE_POD);

export const identityWithoutMtls = rule({
  code: 'MLM0418',
  name: 'identity-without-mtls',
  severity: 'error',
  title: 'Callers are told apart by their accounts, and mutual TLS is switched off',
  kinds: [PEER_AUTHENTICATION],
  message: 'AuthorizationPolicy {policy} asks who calls {pods}, and without mutual TLS nobody can show it',
  why: 'The account of a caller is in its certificate. Without mutual TLS there is none, and a rule that names one matches nobody: what is allowed gets 403, and what is '
    + 'denied passes.',
  fix: 'write STRICT, or PERMISSIVE while some callers have no sidecar',
  cases: ['identity/accounts-without-mtls'],
  evidence: 'the caller whom the policy names gets 403',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['mode: STRICT', 'mode: DISABLE # <- MLM0418']),
  good: GOOD,
  * check(authentication, { index }) {
    if (authentication.spec.mtls?.mode !== 'DISABLE') {
      return;
    }
    const plain = index.policies.podsOf(authentication)
      .filter((pods) => index.namespaces.membership(pods) === DataPlane.SIDECAR);
    for (const pods of plain) {
      const policy = index.policies.on(pods, AUTHORIZATION_POLICY)
        .find((candidate) => accountsOf(candidate).length > 0 && (index.peers.areOff(pods) || asksAtPlainPort(candidate, pods, index)));
      if (policy !== undefined) {
        yield {
          at: authentication.at('spec', 'mtls', 'mode'),
          data: { policy: `${policy.namespace}/${policy.name}`, pods: pods.owner.id },
          related: [{ at: policy.at('metadata', 'name'), label: 'the policy' }],
        };
        return;
      }
    }
  },
});

/** Whether a rule that names accounts is for a port that takes no mutual TLS, though others of the pods do. */
function asksAtPlainPort({ spec: { rules = [] } }: ManifestObject<AuthorizationPolicySpec>, pods: PodSet, { peers }: ManifestIndex): boolean {
  return rules.some(({ from = [], to = [] }) => (
    from.some(({ source }) => source?.serviceAccounts !== undefined || source?.principals !== undefined)
    && to.some(({ operation }) => operation?.ports?.some((port) => peers.modeOf(pods, Number(port)) === 'DISABLE'))));
}
