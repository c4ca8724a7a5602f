import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { selectorOf, targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, GATEWAY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: deny-all
    namespace: ml-serving
  spec: {}
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
      - {}
`, EXAMPLE_GATEWAY, yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: model
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    rules:
      - backendRefs:
          - name: model
            port: 80
`);

export const closedGateway = rule({
  code: 'MLM0408',
  name: 'closed-gateway',
  severity: 'error',
  title: 'A policy closes a gateway to everybody',
  kinds: [AUTHORIZATION_POLICY],
  message: '{how} requests at {gateway}: everything from outside gets 403',
  why: 'A policy for a namespace, or for the mesh, holds for the pods of its gateways too, and callers from outside have no account that another policy could name. '
    + 'A rule without conditions holds for everybody: with DENY nobody comes in, whatever other policies allow.',
  fix: 'add a policy with targetRefs to the Gateway that says who may come in, in the end everybody (action: ALLOW, rules: [{}])',
  cases: ['identity/gateway-closed'],
  evidence: 'every request from outside gets 403, and the backend, which admits the gateway, none',
  bad: altered(GOOD, ['  name: deny-all', '  name: deny-all # <- MLM0408'], ['      name: gateway\n  rules:\n    - {}', '      name: another\n  rules:\n    - {}']),
  good: GOOD,
  * check(policy, { index }) {
    const closes = CLOSING[policy.spec.action ?? 'ALLOW'];
    if (closes?.isFor(policy) !== true || policy.annotations['istio.io/dry-run'] === 'true') {
      return;
    }
    for (const gateway of gatewaysOf(policy, index)) {
      if (closes.isClosed(gateway, index) && index.attachments.to(gateway).length > 0) {
        const others = index.policies.targeting(gateway, AUTHORIZATION_POLICY).filter((other) => other !== policy);
        yield {
          at: policy.at('metadata', 'name'),
          data: { gateway: gateway.id, how: closes.how },
          related: [{ at: gateway.at('metadata', 'name'), label: 'closed' }, ...others.map((other) => ({ at: other.at('metadata', 'name'), label: closes.label }))],
        };
      }
    }
  },
});

type Policy = ManifestObject<AuthorizationPolicySpec>;

/** How a policy with an action closes a gateway. */
interface Closing {
  readonly how: string;
  /** What is said of the other policies for the gateway. */
  readonly label: string;
  isFor(policy: Policy): boolean;
  isClosed(gateway: ManifestObject, index: ManifestIndex): boolean;
}

const CLOSING: Readonly<Record<string, Closing>> = {
  ALLOW: {
    how: 'nothing allows',
    label: 'allows nobody',
    isFor: (policy) => (policy.spec.rules ?? []).length === 0 && selectorOf(policy) === undefined && targetRefs(policy).length === 0,
    isClosed: (gateway, index) => !policiesAt(gateway, index).some(({ spec }) => (spec.action ?? 'ALLOW') === 'ALLOW' && (spec.rules ?? []).length > 0),
  },
  DENY: {
    how: 'the policy denies all',
    label: 'does not count',
    isFor: ({ spec: { rules = [] } }) => rules.some(({ from = [], to = [], when = [] }) => from.length + to.length + when.length === 0),
    isClosed: () => true,
  },
};

/** The gateways of the input whose pods Istio makes, and for which the policy holds. */
function gatewaysOf(policy: Policy, index: ManifestIndex): readonly ManifestObject[] {
  const owners = [...index.policies.podsOf(policy).map(({ owner }) => owner), ...targetedGateways(policy, index)];
  return [...new Set(owners)].filter((owner) => owner.is(GATEWAY) && owner.spec.gatewayClassName === 'istio');
}

function targetedGateways(policy: Policy, index: ManifestIndex): readonly ManifestObject[] {
  return targetRefs(policy).flatMap(({ kind, name }) => (kind === 'Gateway' ? index.find(GATEWAY, policy.namespace, name) ?? [] : []));
}

function policiesAt(gateway: ManifestObject, index: ManifestIndex): readonly Policy[] {
  const [pods] = index.pods.of(gateway);
  return [...(pods === undefined ? [] : index.policies.on(pods, AUTHORIZATION_POLICY)), ...index.policies.targeting(gateway, AUTHORIZATION_POLICY)];
}
