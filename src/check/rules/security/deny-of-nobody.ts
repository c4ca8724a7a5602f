import { deciding } from './admission';
import { selectorOf } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    action: ALLOW
    rules:
      - from:
          - source:
              serviceAccounts: [ml-frontend/frontend]
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: deny-by-default
    namespace: ml-serving
  spec: {}
`, EXAMPLE_POD);

export const denyOfNobody = rule({
  code: 'MLM0420',
  name: 'deny-of-nobody',
  severity: 'warning',
  title: 'A policy denies some callers of pods that admit nobody',
  kinds: [AUTHORIZATION_POLICY],
  message: 'nothing admits anybody to {pods}: denying some of them changes nothing',
  why: 'Where an ALLOW policy holds and no rule of any admits a caller, everybody is refused already. Mostly ALLOW was meant here, and DENY written.',
  fix: 'write action: ALLOW for those who may call, or remove the policy',
  cases: ['identity/deny-of-nobody'],
  evidence: 'every caller is refused, those whom the policy does not name as well',
  bad: altered(GOOD, ['action: ALLOW', 'action: DENY # <- MLM0420']),
  good: GOOD,
  * check(policy, { index }) {
    if (policy.spec.action !== 'DENY' || selectorOf(policy) === undefined) {
      return;
    }
    const closed = index.policies.podsOf(policy).find((pods) => {
      const allowing = deciding(pods, 'ALLOW', index);
      return index.namespaces.membership(pods) !== 'none' && allowing.length > 0 && allowing.every(({ spec: { rules = [] } }) => rules.length === 0);
    });
    if (closed !== undefined) {
      yield { at: policy.at('spec', 'action'), data: { pods: closed.owner.id } };
    }
  },
});
