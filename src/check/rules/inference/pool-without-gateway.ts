import { isPoolRef } from './pool-rules';
import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const poolWithoutGateway = rule({
  code: 'MLM0504',
  name: 'pool-without-gateway',
  severity: 'error',
  title: 'An InferencePool is led to by a route for which Istio asks no endpoint picker',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: 'Istio asks the endpoint picker of the pool {name} for {way} never',
  why: 'Only an HTTPRoute of a gateway has an endpoint picker in Istio. In a GRPCRoute, for callers in the mesh and for mirrored requests the pool is served in turn, '
    + 'or not at all.',
  fix: 'lead to the pool by an HTTPRoute with a Gateway as its parent; callers in the mesh address the Service of that gateway',
  cases: ['inference/mirror-to-pool'],
  evidence: 'for a mirror, 500 in place of a copy; for GRPCRoutes and callers in the mesh: istio.io/istio pilot/pkg/config/kube/gateway/conversion.go',
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
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: llama
  `,
  * check(route, { index }) {
    const isInMesh = index.attachments.of(route).some(({ ref }) => ref.kind === 'Service');
    for (const ref of backendRefs(route).filter(isPoolRef)) {
      const ways = [
        [!route.is(HTTP_ROUTE), `a ${route.kind}`],
        [isInMesh, 'a route in the mesh'],
        [ref.weight === undefined, 'copies of requests'],
      ] as const;
      const way = ways.find(([holds]) => holds)?.[1];
      if (way !== undefined) {
        yield { at: ref.at.at('name'), data: { name: ref.name, way } };
      }
    }
  },
});
