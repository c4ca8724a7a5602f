import { GRPC_ROUTE, HTTP_ROUTE, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, together } from '../../rule';
import { MESH_ROUTE, NAMESPACE_BEHIND_WAYPOINT, SERVICE_WITHOUT_SELECTOR } from '../object-examples';

const GOOD = together(MESH_ROUTE, SERVICE_WITHOUT_SELECTOR, NAMESPACE_BEHIND_WAYPOINT);

export const routeWithoutWaypoint = rule({
  code: 'MLM0602',
  name: 'route-without-waypoint',
  severity: 'error',
  title: 'A route is on a Service in ambient mode that has no waypoint',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: 'no waypoint stands before {service}, and a ztunnel knows no routes',
  why: 'The route is accepted and nobody applies it: requests go to the pods of the Service itself, past weights, limits and retries, or nowhere where it selects none. '
    + 'Only callers with sidecars apply it themselves.',
  fix: 'give the Service a waypoint: a Gateway of the class istio-waypoint, and the label istio.io/use-waypoint',
  cases: ['waypoint/route-without-waypoint'],
  evidence: 'the route is accepted, and every request goes to the pods of the Service itself',
  bad: altered(GOOD, ['      name: model\n  rules', '      name: model # <- MLM0602\n  rules'], ['    istio.io/use-waypoint: waypoint\n', '']),
  good: GOOD,
  * check(route, { index }) {
    for (const { parent, at, ref } of index.attachments.of(route)) {
      if (parent?.is(SERVICE) && isAmbient(parent.namespace, index) && index.waypoints.namedBy(parent) === undefined
        && !hasSidecars(callers(route, parent, index), index)) {
        yield { at: at.at('name'), data: { service: ref.name } };
      }
    }
  },
});

/** Whose requests the route is for: from a namespace other than that of the Service it is for those of its own. */
function callers(route: ManifestObject, service: ManifestObject, { pods }: ManifestIndex): readonly PodSet[] {
  return route.namespace === service.namespace ? pods.all() : pods.in(route.namespace);
}

/** Whether all that is known of the namespace is that its pods are in ambient mode. */
function isAmbient(namespace: string, index: ManifestIndex): boolean {
  return index.namespaces.isKnown(namespace)
    && index.namespaces.labels(namespace)['istio.io/dataplane-mode'] === 'ambient'
    && !hasSidecars(index.pods.in(namespace), index);
}

function hasSidecars(pods: readonly PodSet[], { namespaces }: ManifestIndex): boolean {
  return pods.some((each) => namespaces.hasSidecar(each));
}
