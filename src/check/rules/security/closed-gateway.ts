import { selectorOf, targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, GATEWAY } from '../../../manifest/kinds';
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
  title: 'A deny by default closes the gateway as well',
  kinds: [AUTHORIZATION_POLICY],
  message: 'nothing allows requests at {gateway}: everything from outside gets 403',
  why: 'A policy for a namespace, or for the mesh, holds for the pods of its gateways too, and callers from outside have no account that another policy could name.',
  fix: 'add a policy with targetRefs to the Gateway that says who may come in, in the end everybody (rules: [{}])',
  cases: ['identity/gateway-closed'],
  evidence: 'every request from outside gets 403, and the backend, which admits the gateway, none',
  bad: altered(GOOD, ['  name: deny-all', '  name: deny-all # <- MLM0408'], ['      name: gateway\n  rules:\n    - {}', '      name: another\n  rules:\n    - {}']),
  good: GOOD,
  * check(policy, { index }) {
    const { action = 'ALLOW', rules = [] } = policy.spec;
    if (action !== 'ALLOW' || rules.length > 0 || selectorOf(policy) !== undefined || targetRefs(policy).length > 0) {
      return;
    }
    for (const pods of index.policies.podsOf(policy)) {
      const gateway = pods.owner.is(GATEWAY) && pods.owner.spec.gatewayClassName === 'istio' && !pods.owner.isStub ? pods.owner : undefined;
      const policies = gateway === undefined
        ? []
        : [...index.policies.on(pods, AUTHORIZATION_POLICY), ...index.policies.targeting(gateway, AUTHORIZATION_POLICY)];
      const isOpen = policies.some(({ spec }) => (spec.action ?? 'ALLOW') === 'ALLOW' && (spec.rules ?? []).length > 0);
      if (gateway !== undefined && !isOpen && index.attachments.to(gateway).length > 0) {
        const closing = index.policies.targeting(gateway, AUTHORIZATION_POLICY).map((other) => ({ at: other.at('metadata', 'name'), label: 'allows nobody' }));
        yield {
          at: policy.at('metadata', 'name'),
          data: { gateway: gateway.id },
          related: [{ at: gateway.at('metadata', 'name'), label: 'closed' }, ...closing],
        };
      }
    }
  },
});
