import { HTTP_ROUTE, SERVICE, VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_WAYPOINT, SERVICE_BEHIND_WAYPOINT } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts: [model]
    http:
      - match:
          - headers:
              x-tenant:
                exact: batch
        route:
          - destination:
              host: model-v2
      - route:
          - destination:
              host: model-v1
`, SERVICE_BEHIND_WAYPOINT, EXAMPLE_WAYPOINT);

export const sourcesAtWaypoint = rule({
  code: 'MLM0604',
  name: 'sources-at-waypoint',
  severity: 'error',
  title: 'A route behind a waypoint tells callers apart by where they come from',
  kinds: [HTTP_ROUTE as typeof VIRTUAL_SERVICE, VIRTUAL_SERVICE],
  message: '{waypoint} passes over {what}',
  why: 'Source labels, source namespaces and routes in the namespace of the caller are for sidecars, which know whose they are. A waypoint leaves such rules out, without a '
    + 'word.',
  fix: 'tell callers apart by a header that they set, or let the callers have sidecars',
  cases: ['waypoint/no-sources'],
  evidence: 'callers with the labels, and those in the namespace of the route, get what everybody gets',
  bad: altered(GOOD, ['- headers:\n            x-tenant:\n              exact: batch', '- sourceLabels: # <- MLM0604\n            app: batch']),
  good: GOOD,
  * check(route, { index }) {
    for (const { service, at, what } of sourcesOf(route, index)) {
      const waypoint = index.waypoints.of(service);
      if (waypoint !== undefined) {
        yield { at, data: { waypoint: waypoint.id, what } };
      }
    }
  },
});

interface BySource {
  readonly service: ManifestObject<ServiceSpec>;
  readonly at: Location;
  readonly what: string;
}

function sourcesOf(route: ManifestObject, index: ManifestIndex): BySource[] {
  if (!route.is(VIRTUAL_SERVICE)) {
    return index.attachments.of(route).flatMap(({ parent, at }) => (parent?.is(SERVICE) && parent.namespace !== route.namespace
      ? [{ service: parent, at: at.at('name'), what: `the route of callers in ${route.namespace}` }]
      : []));
  }
  return index.traffic.servicesFor(route).flatMap((service) => (route.spec.http ?? []).flatMap(({ match = [] }, i) => match.flatMap((each, j) => (
    (['sourceLabels', 'sourceNamespace'] as const).filter((field) => each[field] !== undefined)
      .map((field) => ({ service, at: route.at('spec', 'http', i, 'match', j, field), what: field }))))));
}
