import { mayAdmit } from './sources';
import { DataPlane } from '../../../core/versions/data-plane';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import { gatewayAccount, type PodSet } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, EXAMPLE_SERVICE, EXAMPLE_WAYPOINT, NAMESPACE_BEHIND_WAYPOINT } from '../object-examples';

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
    rules:
      - from:
          - source:
              serviceAccounts: [ml-serving/waypoint]
`, NAMESPACE_BEHIND_WAYPOINT, EXAMPLE_WAYPOINT, EXAMPLE_SERVICE, EXAMPLE_POD);

export const callersAtThePods = rule({
  code: 'MLM0406',
  name: 'callers-at-the-pods',
  severity: 'error',
  title: 'A policy of pods behind a waypoint names the callers in place of the waypoint',
  kinds: [AUTHORIZATION_POLICY],
  message: 'whoever calls {service} comes through {waypoint}, which the policy does not admit',
  why: 'Behind a waypoint the ztunnel of the pods sees the account of the waypoint and no other: the named callers are refused, though they are named.',
  fix: 'admit the account of the waypoint here, and the callers in a policy with targetRefs to the Service',
  cases: ['waypoint/callers-at-the-pods'],
  evidence: 'the caller whom the policy names is refused',
  bad: altered(GOOD, ['  rules:\n', '  rules: # <- MLM0406\n'], ['[ml-serving/waypoint]', '[ml-frontend/frontend]']),
  good: GOOD,
  * check(policy, { index }) {
    const { action = 'ALLOW', rules = [] } = policy.spec;
    const shut = action !== 'ALLOW' || rules.length === 0 ? undefined : index.policies.podsOf(policy).map((pods) => shutOff(pods, index)).find((each) => each !== undefined);
    if (shut !== undefined) {
      yield { at: policy.at('spec', 'rules'), data: { service: shut.service.name, waypoint: shut.waypoint.id } };
    }
  },
});

/** A Service of the pods whose waypoint no policy admits. */
function shutOff(pods: PodSet, index: ManifestIndex) {
  const allowing = index.policies.on(pods, AUTHORIZATION_POLICY).filter(({ spec: { action = 'ALLOW' } }) => action === 'ALLOW');
  return index.namespaces.membership(pods) !== DataPlane.AMBIENT ? undefined : index.servicesOf(pods).flatMap((service) => {
    const waypoint = service.spec.clusterIP === 'None' ? undefined : index.waypoints.of(service);
    return waypoint === undefined ? [] : [{ service, waypoint }];
  }).find(({ waypoint }) => !allowing.some((policy) => mayAdmit(policy, { namespace: waypoint.namespace, name: gatewayAccount(waypoint) })));
}
