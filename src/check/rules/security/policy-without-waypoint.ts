import { targetRefAt, targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, SERVICE } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { AMBIENT_NAMESPACE, EXAMPLE_WAYPOINT, SERVICE_BEHIND_WAYPOINT } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: model
    rules:
      - from:
          - source:
              namespaces: [ml-frontend]
`, SERVICE_BEHIND_WAYPOINT, EXAMPLE_WAYPOINT, AMBIENT_NAMESPACE);

export const policyWithoutWaypoint = rule({
  code: 'MLM0407',
  name: 'policy-without-waypoint',
  severity: 'error',
  title: 'A policy is for a Service that has no waypoint',
  kinds: [AUTHORIZATION_POLICY as typeof REQUEST_AUTHENTICATION, REQUEST_AUTHENTICATION],
  message: 'no waypoint stands before {name}, and nobody else reads a policy with targetRefs to a Service',
  why: 'Sidecars and ztunnels pass over policies with targetRefs. The policy is accepted and holds nowhere: what it should close is open to everybody.',
  fix: 'give the Service a waypoint (label istio.io/use-waypoint), or choose pods by a selector',
  cases: ['waypoint/policy-without-waypoint'],
  evidence: 'a caller whom the policy does not name gets 200',
  bad: altered(GOOD, ['      name: model\n  rules', '      name: model # <- MLM0407\n  rules'], ['  labels:\n    istio.io/use-waypoint: waypoint\n', '']),
  good: GOOD,
  * check(policy, { index }) {
    for (const [i, { kind, name }] of targetRefs(policy).entries()) {
      const service = kind === 'Service' ? index.find(SERVICE, policy.namespace, name) : undefined;
      if (service !== undefined && index.namespaces.isKnown(policy.namespace) && index.waypoints.namedBy(service) === undefined) {
        yield { at: targetRefAt(policy, i).at('name'), data: { name } };
      }
    }
  },
});
