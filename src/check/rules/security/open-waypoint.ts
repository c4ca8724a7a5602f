import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { selectorOf, targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { rule, together, yaml } from '../../rule';
import { EXAMPLE_WAYPOINT, NAMESPACE_BEHIND_WAYPOINT, SERVICE_WITHOUT_SELECTOR } from '../object-examples';

export const openWaypoint = rule({
  code: 'MLM0401',
  name: 'open-waypoint',
  severity: 'error',
  title: 'A deny by default does not hold for a Service behind a waypoint',
  kinds: [AUTHORIZATION_POLICY],
  message: 'the policy does not hold at {waypoint}: whoever may reach the waypoint may call {services}',
  why: 'A waypoint passes over every policy without targetRefs, and the pods behind it see the waypoint as their caller. With a deny for the namespace alone '
    + 'either nobody gets through, or, once the pods admit the waypoint, everybody.',
  fix: 'add a policy without rules whose targetRefs name the waypoint\'s Gateway, and for each Service one that allows its callers, with targetRefs to the Service',
  cases: ['waypoint/namespace-deny-protects-nothing'],
  evidence: 'a caller whom no policy names gets 200',
  bad: together(yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: deny-all # <- MLM0401
      namespace: ml-serving
    spec: {}
  `, NAMESPACE_BEHIND_WAYPOINT, EXAMPLE_WAYPOINT, SERVICE_WITHOUT_SELECTOR),
  good: together(yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: deny-all
      namespace: ml-serving
    spec: {}
  `, NAMESPACE_BEHIND_WAYPOINT, EXAMPLE_WAYPOINT, SERVICE_WITHOUT_SELECTOR, yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: waypoint
      namespace: ml-serving
    spec:
      targetRefs:
        - group: gateway.networking.k8s.io
          kind: Gateway
          name: waypoint
  `),
  * check(policy, { index }) {
    if (!deniesAll(policy)) {
      return;
    }
    const open = index.objects.in(SERVICE, policy.namespace).filter((service) => isOpen(service, index));
    if (open.length > 0) {
      yield {
        at: policy.at('metadata', 'name'),
        data: { waypoint: index.waypoints.of(open[0])!.id, services: open.map(({ name }) => name).join(', ') },
        related: open.map((service) => ({ at: service.at('metadata', 'name'), label: 'open' })),
      };
    }
  },
});

function deniesAll(policy: ManifestObject<AuthorizationPolicySpec>): boolean {
  const { action = 'ALLOW', rules = [] } = policy.spec;
  return action === 'ALLOW' && rules.length === 0 && selectorOf(policy) === undefined && targetRefs(policy).length === 0;
}

/** Behind a waypoint at which no policy is for the Service, the waypoint, or all waypoints. */
function isOpen(service: ManifestObject<ServiceSpec>, index: ManifestIndex): boolean {
  const waypoint = index.waypoints.of(service);
  return waypoint !== undefined
    && [service, waypoint].every((each) => index.policies.targeting(each, AUTHORIZATION_POLICY).length === 0)
    && !index.objects.in(AUTHORIZATION_POLICY, index.rootNamespace).some((policy) => targetRefs(policy)
      .some(({ kind, name }) => kind === 'GatewayClass' && name === waypoint.spec.gatewayClassName));
}
