import { nearGrants } from './near-grants';
import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const missingGrant = rule({
  code: 'MLM0102',
  name: 'missing-grant',
  severity: 'error',
  title: 'A route sends requests to another namespace, which has not granted it',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: 'no ReferenceGrant in {namespace} lets {routeKind} of {source} name the {kind} {name}',
  why: 'Istio marks the route ResolvedRefs: False (RefNotPermitted), and requests that fall on this backend are answered with 500.',
  fix: 'add a ReferenceGrant to the namespace of the backend, or move route and backend together',
  sameAs: ['KIA1402'],
  isAbsence: true,
  cases: ['grants/absent', 'disagreements/route-elsewhere'],
  evidence: '500, ResolvedRefs: False (RefNotPermitted)',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: routes
    spec:
      rules:
        - backendRefs:
            - name: llm-server
              namespace: ml-serving # <- MLM0102
              port: 8000
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      ports:
        - port: 8000
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: routes
    spec:
      rules:
        - backendRefs:
            - name: llm-server
              namespace: ml-serving
              port: 8000
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      ports:
        - port: 8000
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: ReferenceGrant
    metadata:
      name: routes
      namespace: ml-serving
    spec:
      from:
        - group: gateway.networking.k8s.io
          kind: HTTPRoute
          namespace: routes
      to:
        - group: ""
          kind: Service
  `,
  * check(route, { index }) {
    // For callers in the mesh istiod asks for no grant (pilot/pkg/config/kube/gateway/conversion.go `buildDestination`).
    const attachments = index.attachments.of(route);
    const isForMesh = attachments.length > 0 && attachments.every(({ ref }) => ['Service', 'ServiceEntry'].includes(ref.kind ?? ''));
    for (const ref of isForMesh ? [] : backendRefs(route)) {
      if (!index.grants.isGranted(route, ref)) {
        const { kind, namespace, name } = ref;
        yield {
          at: ref.at.at('namespace'),
          data: { kind, namespace, name, routeKind: `${route.kind}s`, source: route.namespace },
          related: nearGrants(index, route.namespace, namespace),
        };
      }
    }
  },
});
