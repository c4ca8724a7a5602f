import type { Attachment, Refusal } from '../../../manifest/gateway-api/attachments';
import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

/** In which words a listener says no, from what is furthest from a match to what is nearest. */
const REASONS: Readonly<Record<Exclude<Refusal, 'unknown namespace'>, string>> = {
  sectionName: 'has another name than sectionName',
  port: 'has another port',
  kind: 'takes no {kind}',
  namespace: 'takes no routes of the namespace {namespace} (allowedRoutes)',
  hostname: 'serves none of the hostnames of the route',
};

export const refusedByListeners = rule({
  code: 'MLM0105',
  name: 'refused-by-listeners',
  severity: 'error',
  title: 'No listener of a Gateway takes the route',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: 'no listener of {parent} takes the route: {reasons}',
  why: 'The API server accepts the route, Istio marks it Accepted: False, and its requests are answered with 404 by the gateway.',
  fix: 'make one listener fit: its name, port, hostname and allowedRoutes',
  cases: ['grants/shared-gateway'],
  evidence: 'a route of a namespace that the listener does not allow gets 404, Accepted: False (NotAllowedByListeners)',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      parentRefs:
        - name: gateway # <- MLM0105
      hostnames: [chat.example.org]
      rules:
        - filters:
            - type: RequestRedirect
              requestRedirect:
                scheme: https
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      name: gateway
      namespace: ml-serving
    spec:
      gatewayClassName: istio
      listeners:
        - name: http
          port: 80
          protocol: HTTP
          hostname: "*.example.com"
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      parentRefs:
        - name: gateway
      hostnames: [chat.example.com]
      rules:
        - filters:
            - type: RequestRedirect
              requestRedirect:
                scheme: https
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      name: gateway
      namespace: ml-serving
    spec:
      gatewayClassName: istio
      listeners:
        - name: http
          port: 80
          protocol: HTTP
          hostname: "*.example.com"
  `,
  * check(route, { index }) {
    for (const attachment of index.attachments.of(route)) {
      const { parent, at, listeners, refused } = attachment;
      const isUnknown = refused.some(({ why }) => why === 'unknown namespace');
      if (parent !== undefined && listeners.length === 0 && refused.length > 0 && !isUnknown) {
        yield { at: at.at('name'), data: { parent: parent.id, reasons: reasonsOf(attachment) } };
      }
    }
  },
});

/** One reason for each listener; only the nearest ones are told: who names a section has no other listener in mind. */
function reasonsOf({ refused, route }: Attachment): string {
  const order = Object.keys(REASONS);
  const nearest = Math.max(...refused.map(({ why }) => order.indexOf(why)));
  return refused.filter(({ why }) => order.indexOf(why) === nearest).map(({ listener, why }) => {
    const reason = REASONS[why as keyof typeof REASONS].replace('{kind}', route.kind).replace('{namespace}', route.namespace);
    return `listener '${listener.spec.name}' ${reason}`;
  }).join(', ');
}
