import { DataPlane } from '../../../core/versions/data-plane';
import { DESTINATION_RULE, GATEWAY } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, EXAMPLE_SERVICE, NAMESPACE_BEHIND_WAYPOINT } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata:
    name: model
    namespace: ml-serving
  spec:
    host: model
    trafficPolicy:
      outlierDetection:
        consecutive5xxErrors: 5
        maxEjectionPercent: 50
`, EXAMPLE_SERVICE, EXAMPLE_POD, NAMESPACE_BEHIND_WAYPOINT);

export const breakerWithoutWaypoint = rule({
  code: 'MLM0605',
  name: 'breaker-without-waypoint',
  severity: 'warning',
  title: 'A traffic policy is on a Service in ambient mode that has no waypoint',
  kinds: [DESTINATION_RULE],
  message: 'no waypoint stands before {service}, and a ztunnel knows no {settings}',
  why: 'Callers in ambient mode send by their ztunnel, which connects and no more: breakers, load balancing and outlier detection have no effect for them.',
  fix: 'give the Service a waypoint (label istio.io/use-waypoint)',
  cases: ['waypoint/breaker-without-waypoint'],
  evidence: 'with one request allowed at a time, ten at once are all answered',
  bad: altered(GOOD, ['  trafficPolicy:', '  trafficPolicy: # <- MLM0605'], ['    istio.io/use-waypoint: waypoint\n', '']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { service } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    const settings = Object.keys(destinationRule.spec.trafficPolicy ?? {}).filter((key) => SETTINGS.includes(key));
    if (service === undefined || settings.length === 0) {
      return;
    }
    const pods = index.podsOfService(service);
    const isAmbient = index.namespaces.isKnown(service.namespace) && pods.length > 0
      && pods.every((each) => index.namespaces.membership(each) === DataPlane.AMBIENT);
    const isAskedByGateways = index.traffic.to(service).some(({ route }) => index.attachments.of(route).some(({ parent }) => parent?.is(GATEWAY)))
      || index.pickers.poolsOf(service).length > 0;
    if (isAmbient && index.waypoints.namedBy(service) === undefined && !isAskedByGateways) {
      yield { at: destinationRule.at('spec', 'trafficPolicy'), data: { service: service.name, settings: settings.join(', ') } };
    }
  },
});

const SETTINGS = ['connectionPool', 'outlierDetection', 'loadBalancer'];
