import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { kindKey } from '../../../manifest/kind';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const missingParent = rule({
  code: 'MLM0104',
  name: 'missing-parent',
  severity: 'error',
  title: 'A route names a parent that is not there',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: '{kind} {namespace}/{name} is not there',
  why: 'A route without a parent serves nobody, and nothing but its missing status says so.',
  fix: 'create the Gateway or Service, or name one that exists, with its namespace',
  sameAs: ['KIA1401'],
  isAbsence: true,
  evidence: 'source: Gateway API v1.6 ParentReference. No case: the box waits for the status of every parent, and a parent that does not exist writes none',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      parentRefs:
        - name: shared # <- MLM0104
      rules:
        - filters:
            - type: RequestRedirect
              requestRedirect:
                scheme: https
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      parentRefs:
        - name: shared
          namespace: gateways
      rules:
        - filters:
            - type: RequestRedirect
              requestRedirect:
                scheme: https
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      name: shared
      namespace: gateways
    spec:
      gatewayClassName: istio
      listeners:
        - name: http
          port: 80
          protocol: HTTP
          allowedRoutes:
            namespaces:
              from: All
  `,
  * check(route, { index }) {
    for (const { ref, at } of index.attachments.of(route)) {
      const { group = '', kind = '', name, namespace = route.namespace } = ref;
      if (!index.exists({ key: kindKey(group, kind) }, namespace, name)) {
        yield { at: at.at('name'), data: { kind, namespace, name } };
      }
    }
  },
});
