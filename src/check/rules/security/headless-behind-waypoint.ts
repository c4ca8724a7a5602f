import { WAYPOINT_EXAMPLE } from './waypoint-example';
import { AUTHORIZATION_POLICY, SERVICE } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

export const headlessBehindWaypoint = rule({
  code: 'MLM0410',
  name: 'headless-behind-waypoint',
  severity: 'error',
  title: 'A headless Service has policies or routes that only its waypoint would apply',
  kinds: [SERVICE],
  message: 'callers of {name} go to its pods and not to {waypoint}: {unheard} have no effect',
  why: 'A waypoint takes what is sent to the address of a Service. A headless one has none: names lead to its pods, and its policies, routes, limits and breakers do '
    + 'not hold.',
  fix: 'give the Service an address (leave clusterIP out); who needs the pods one by one gets a second Service',
  cases: ['waypoint/headless-policy'],
  evidence: 'a caller whom the policy does not name gets 200, and the pod sees the caller itself',
  bad: altered(WAYPOINT_EXAMPLE, ['spec:\n  selector:\n    app: model\n  ports', 'spec:\n  clusterIP: None # <- MLM0410\n  selector:\n    app: model\n  ports']),
  good: WAYPOINT_EXAMPLE,
  * check(service, { index }) {
    const waypoint = service.spec.clusterIP === 'None' ? index.waypoints.of(service) : undefined;
    const unheard = waypoint === undefined ? [] : [
      ...index.policies.targeting(service, AUTHORIZATION_POLICY),
      ...index.traffic.meshRoutesOf(service),
      ...index.traffic.virtualServicesOf(service),
    ];
    if (unheard.length > 0) {
      yield { at: service.at('spec', 'clusterIP'), data: { name: service.name, waypoint: waypoint!.id, unheard: unheard.map(({ id }) => id).join(', ') } };
    }
  },
});
