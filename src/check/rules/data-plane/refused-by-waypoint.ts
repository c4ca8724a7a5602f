import { isForTunnels, USE_WAYPOINT, waypointIn } from '../../../manifest/istio/waypoints';
import { GATEWAY, NAMESPACE, SERVICE, SERVICE_ENTRY } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio.io/dataplane-mode: ambient
      istio.io/use-waypoint: waypoint
      istio.io/use-waypoint-namespace: ml-waypoints
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: waypoint
    namespace: ml-waypoints
  spec:
    gatewayClassName: istio-waypoint
    listeners:
      - name: mesh
        port: 15008
        protocol: HBONE
        allowedRoutes:
          namespaces:
            from: Selector
            selector:
              matchLabels:
                kubernetes.io/metadata.name: ml-serving
`;

export const refusedByWaypoint = rule({
  code: 'MLM0613',
  name: 'refused-by-waypoint',
  severity: 'error',
  title: 'A label names a waypoint that does not take the namespace',
  kinds: [NAMESPACE, SERVICE, SERVICE_ENTRY] as typeof SERVICE[],
  message: 'the waypoint {waypoint} takes nothing of the namespace {namespace}',
  why: 'The listener of a waypoint for tunnels says of which namespaces it takes Services, and unless it says so it takes those of its own only. What it refuses goes to the pods without '
    + 'any waypoint, not even that of its namespace: routes, policies for paths and methods, limits and breakers do not hold. Only a condition of the Service or ServiceEntry says so.',
  fix: 'allow the namespace in allowedRoutes.namespaces of the listener with port 15008, or name a waypoint that takes it',
  cases: ['waypoint/admission'],
  evidence: 'the route of a Service that the waypoint refuses holds for nobody: requests go to its pods',
  bad: altered(
    GOOD,
    ['istio.io/use-waypoint: waypoint', 'istio.io/use-waypoint: waypoint # <- MLM0613'],
    ['      allowedRoutes:\n        namespaces:\n          from: Selector\n          selector:\n            matchLabels:\n              kubernetes.io/metadata.name: ml-serving\n', ''],
  ),
  good: GOOD,
  * check(object, { index }) {
    const namespace = object.namespace || object.name;
    const named = waypointIn(object.labels, namespace);
    const waypoint = named && index.find(GATEWAY, named.namespace, named.name);
    // Whom a Gateway of another class binds says its class.
    if (waypoint?.spec.gatewayClassName === 'istio-waypoint' && !index.waypoints.admits(waypoint, namespace)) {
      const listener = waypoint.spec.listeners.findIndex(isForTunnels);
      yield {
        at: object.at('metadata', 'labels', USE_WAYPOINT),
        data: { waypoint: `${waypoint.namespace}/${waypoint.name}`, namespace },
        related: [{ at: listener < 0 ? waypoint.at('spec', 'listeners') : waypoint.at('spec', 'listeners', listener), label: 'whom it takes' }],
      };
    }
  },
});
