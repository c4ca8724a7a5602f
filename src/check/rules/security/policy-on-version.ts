import { WAYPOINT_EXAMPLE } from './waypoint-example';
import { targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';

const GOOD = together(WAYPOINT_EXAMPLE, yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: inference
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`, yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: inference
    namespace: ml-serving
  spec:
    parentRefs:
      - group: ""
        kind: Service
        name: inference
    rules:
      - backendRefs:
          - name: model
            port: 80
`);

const BOTH: readonly [string, string] = ['      name: model\n  rules', '      name: model\n    - group: ""\n      kind: Service\n      name: inference\n  rules'];

export const policyOnVersion = rule({
  code: 'MLM0411',
  name: 'policy-on-version',
  severity: 'warning',
  title: 'A policy for a version does not hold for those who address the Service of its route',
  kinds: [AUTHORIZATION_POLICY],
  message: 'callers of {parent} reach {name} by {route}, and no policy is for {parent}',
  why: 'A waypoint applies the policies of the Service that was addressed, not those of the version behind its route: the version is open to whoever takes the usual way.',
  fix: 'name the Service of the route in targetRefs as well',
  cases: ['waypoint/policy-on-version'],
  evidence: 'a caller whom the policy does not name gets 200 by the Service of the route, 403 by that of the version',
  bad: altered(GOOD, ['      name: model\n  rules', '      name: model # <- MLM0411\n  rules']),
  good: altered(GOOD, BOTH),
  * check(policy, { index }) {
    for (const [i, { kind, name }] of targetRefs(policy).entries()) {
      const version = kind === 'Service' ? index.find(SERVICE, policy.namespace, name) : undefined;
      const open = version === undefined || index.waypoints.of(version) === undefined ? undefined : openParent(version, index);
      if (open !== undefined) {
        yield { at: policy.at('spec', 'targetRefs', i, 'name'), data: { name, parent: open.parent.name, route: open.route.id }, related: [{ at: open.parent.at('metadata', 'name'), label: 'open' }] };
      }
    }
  },
});

/** A Service behind a waypoint, without policies, whose route leads to the version. */
function openParent(version: ManifestObject<ServiceSpec>, index: ManifestIndex) {
  return index.traffic.to(version).filter(({ ref }) => ref?.weight !== undefined && ref.weight > 0).flatMap(({ route }) => (
    index.attachments.of(route).flatMap(({ parent }) => (parent?.is(SERVICE) && parent.id !== version.id ? [{ route, parent }] : []))
  )).find(({ parent }) => {
    const waypoint = index.waypoints.of(parent);
    return waypoint !== undefined && [parent, waypoint].every((each) => index.policies.targeting(each, AUTHORIZATION_POLICY).length === 0);
  });
}
