import { POOL_ROUTE } from './pool-examples';
import { isPoolRef } from './pool-rules';
import type { ListenerSetSpec } from '../../../../imports/gateway.networking.k8s.io';
import type { Attachments } from '../../../manifest/gateway-api/attachments';
import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { GATEWAY, HTTP_ROUTE, LISTENER_SET } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { rule, yaml } from '../../rule';

export const poolWithoutGateway = rule({
  code: 'MLM0504',
  name: 'pool-without-gateway',
  severity: 'error',
  title: 'An InferencePool is led to by a route for which Istio asks no endpoint picker',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: 'Istio asks the endpoint picker of the pool {name} for {way} never',
  why: 'Only an HTTPRoute of a Gateway has an endpoint picker in Istio. In a GRPCRoute, for callers in the mesh, for mirrored requests and at a ListenerSet the pool '
    + 'is served in turn, or not at all.',
  fix: 'lead to the pool by an HTTPRoute with a Gateway as its parent; callers in the mesh address the Service of that gateway',
  cases: ['inference/mirror-to-pool', 'inference/grpc-route', 'inference/pool-in-the-mesh', 'inference/pool-at-a-waypoint', 'inference/listener-set'],
  evidence: 'a pool that only a mirror or a GRPCRoute leads to is not found; callers in the mesh get 503, by sidecar and by waypoint; at a ListenerSet nobody asks the picker',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: GRPCRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: llama # <- MLM0504
  `,
  good: POOL_ROUTE,
  * check(route, { index }) {
    const isAtListenerSets = asksNobodyAtListenerSets(index.attachments, route);
    const isInMesh = index.attachments.of(route).some(({ ref }) => ref.kind === 'Service');
    for (const ref of backendRefs(route).filter(isPoolRef)) {
      const ways = [
        [!route.is(HTTP_ROUTE), `a ${route.kind}`],
        [isInMesh, 'a route in the mesh'],
        [ref.weight === undefined, 'copies of requests'],
        [isAtListenerSets, 'a route of a ListenerSet'],
      ] as const;
      const way = ways.find(([holds]) => holds)?.[1];
      if (way !== undefined) {
        yield { at: ref.at.at('name'), data: { name: ref.name, way } };
      }
    }
  },
});

/** Whether the route has ListenerSets for parents only, and no pool makes their Gateway ask pickers: then all of its routes may. */
function asksNobodyAtListenerSets(attachments: Attachments, route: ManifestObject): boolean {
  const parents = attachments.of(route).map(({ parent }) => parent);
  return parents.length > 0 && parents.every((parent) => parent?.is(LISTENER_SET) && !leadsToPool(attachments, parent));
}

/** Whether a route of the Gateway itself leads to a pool. */
function leadsToPool(attachments: Attachments, { spec: { parentRef }, namespace }: ManifestObject<ListenerSetSpec>): boolean {
  return attachments.all().some(({ route, ref }) => ref.kind === GATEWAY.kind && ref.name === parentRef.name
    && (ref.namespace ?? route.namespace) === (parentRef.namespace ?? namespace) && backendRefs(route).some(isPoolRef));
}
