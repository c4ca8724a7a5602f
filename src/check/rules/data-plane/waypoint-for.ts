import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { targetRefAt, targetRefs } from '../../../manifest/istio/policies';
import * as kinds from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { MESH_ROUTE, SERVICE_BEHIND_WAYPOINT } from '../object-examples';

const GOOD = together(MESH_ROUTE, SERVICE_BEHIND_WAYPOINT, yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: waypoint
    namespace: ml-serving
    labels:
      istio.io/waypoint-for: service
  spec:
    gatewayClassName: istio-waypoint
    listeners:
      - name: mesh
        port: 15008
        protocol: HBONE
`);

const WAYPOINT_FOR = 'istio.io/waypoint-for';

export const waypointForOthers = rule({
  code: 'MLM0611',
  name: 'waypoint-for-others',
  severity: 'error',
  title: 'A route or policy is on a Service whose waypoint is not for Services',
  kinds: [...ROUTE_KINDS, kinds.AUTHORIZATION_POLICY, kinds.REQUEST_AUTHENTICATION] as typeof kinds.HTTP_ROUTE[],
  message: 'the waypoint {waypoint} is for {what}, and requests to the Service {name} do not come by it',
  why: 'A waypoint takes what its label istio.io/waypoint-for names: requests to Services (if it says nothing), to pods, or to both. What is addressed to the Service goes past this '
    + 'one to the pods: routes and policies are accepted and hold for nobody.',
  fix: 'write istio.io/waypoint-for: service, or all, on the waypoint',
  cases: ['waypoint/for-workloads'],
  evidence: 'the route is accepted, and every request goes to the pods of the Service itself',
  bad: altered(GOOD, ['      name: model\n  rules', '      name: model # <- MLM0611\n  rules'], ['istio.io/waypoint-for: service', 'istio.io/waypoint-for: workload']),
  good: GOOD,
  * check(object, { index }) {
    for (const { service, at } of servicesOf(object, index)) {
      const named = index.waypoints.namedBy(service);
      const waypoint = named && index.find(kinds.GATEWAY, named.namespace, named.name);
      if (waypoint !== undefined && !index.waypoints.isForServices(waypoint) && !(isRoute(object) && isAppliedBySidecars(object, service, index))) {
        yield {
          at,
          data: { waypoint: waypoint.name, what: waypoint.labels[WAYPOINT_FOR], name: service.name },
          related: [{ at: waypoint.at('metadata', 'labels', WAYPOINT_FOR), label: 'what it is for' }],
        };
      }
    }
  },
});

interface Addressed {
  readonly service: ManifestObject<ServiceSpec>;
  readonly at: Location;
}

/** The Services that a route has as parents, or a policy as targets. */
function servicesOf(object: ManifestObject, index: ManifestIndex): Addressed[] {
  const parents = isRoute(object)
    ? index.attachments.of(object).flatMap(({ parent, at }) => (parent?.is(kinds.SERVICE) ? [{ service: parent, at: at.at('name') }] : []))
    : [];
  const targets = targetRefs(object).flatMap(({ kind, name }, i) => {
    const service = kind === 'Service' ? index.find(kinds.SERVICE, object.namespace, name) : undefined;
    return service === undefined ? [] : [{ service, at: targetRefAt(object, i).at('name') }];
  });
  return [...parents, ...targets];
}

function isRoute(object: ManifestObject): object is ManifestObject<object> {
  return ROUTE_KINDS.some((kind) => object.is(kind));
}

/**
 * Callers with sidecars apply a route themselves: all of them one of the Service's own namespace, and those of its namespace another one.
 * Policies on a Service they leave to waypoints.
 */
function isAppliedBySidecars(route: ManifestObject, service: ManifestObject, { pods, namespaces }: ManifestIndex): boolean {
  const callers = route.namespace === service.namespace ? pods.all() : pods.in(route.namespace);
  return callers.some((each) => namespaces.hasSidecar(each));
}
