import type { ParentRef } from '../../../../imports/gateway.networking.k8s.io';
import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { type Kind, kindKey } from '../../../manifest/kind';
import { LISTENER_SET } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { rule, yaml } from '../../rule';

export const missingParent = rule({
  code: 'MLM0104',
  name: 'missing-parent',
  severity: 'error',
  title: 'A route or a ListenerSet names a parent that is not there',
  kinds: [...ROUTE_KINDS, LISTENER_SET] as readonly Kind<unknown>[],
  message: '{kind} {namespace}/{name} is not there',
  why: 'A route without a parent serves nobody, and the listeners of a ListenerSet without one are not opened; nothing but the missing status says so.',
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
  * check(object, { index }) {
    for (const { ref, at } of parentsOf(object, index)) {
      const { group = '', kind = '', name, namespace = object.namespace } = ref;
      if (!index.exists({ key: kindKey(group, kind) }, namespace, name)) {
        yield { at: at.at('name'), data: { kind, namespace, name } };
      }
    }
  },
});

function parentsOf(object: ManifestObject, index: ManifestIndex): readonly { readonly ref: ParentRef; readonly at: Location }[] {
  return object.is(LISTENER_SET) ? [{ ref: object.spec.parentRef, at: object.at('spec', 'parentRef') }] : index.attachments.of(object);
}
