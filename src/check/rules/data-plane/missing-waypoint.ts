import { USE_WAYPOINT, waypointIn } from '../../../manifest/istio/waypoints';
import { GATEWAY, NAMESPACE, SERVICE, SERVICE_ENTRY } from '../../../manifest/kinds';
import { altered, rule, together } from '../../rule';
import { EXAMPLE_WAYPOINT, NAMESPACE_BEHIND_WAYPOINT } from '../object-examples';

const GOOD = together(NAMESPACE_BEHIND_WAYPOINT, EXAMPLE_WAYPOINT);

export const missingWaypoint = rule({
  code: 'MLM0601',
  name: 'missing-waypoint',
  severity: 'error',
  title: 'A label names a waypoint that is not there',
  kinds: [NAMESPACE, SERVICE, SERVICE_ENTRY] as typeof SERVICE[],
  message: 'Gateway {namespace}/{name} is not there',
  why: 'Requests go to the pods without a waypoint: routes, policies for paths and methods, limits and breakers do not hold. Only a condition of the Service or ServiceEntry says so.',
  fix: 'create the waypoint, or name the one that exists (with istio.io/use-waypoint-namespace if it lies elsewhere)',
  sameAs: ['KIA1314'],
  isAbsence: true,
  cases: ['waypoint/missing'],
  evidence: 'a caller whom the policy of the Service does not name gets 200; WaypointBound: False at the Service',
  bad: altered(GOOD, ['istio.io/use-waypoint: waypoint', 'istio.io/use-waypoint: waypont # <- MLM0601']),
  good: GOOD,
  * check(object, { index }) {
    const named = waypointIn(object.labels, object.namespace || object.name);
    if (named !== undefined && !index.exists(GATEWAY, named.namespace, named.name)) {
      yield { at: object.at('metadata', 'labels', USE_WAYPOINT), data: { ...named } };
    }
  },
});
