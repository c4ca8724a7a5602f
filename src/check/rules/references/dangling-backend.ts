import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import type { BackendRef } from '../../../manifest/gateway-api/backend-refs';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { kindKey } from '../../../manifest/kind';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { SERVICE_ENTRY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import { rule, yaml } from '../../rule';

export const danglingBackend = rule({
  code: 'MLM0101',
  name: 'dangling-backend',
  severity: 'error',
  title: 'A route sends requests to a backend that is not there',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: '{backend} is not there',
  why: 'Requests that fall on this backend are answered with 500 by the gateway, the rest of the rule works: with a weight of 5 every twentieth request fails.',
  fix: 'create it, or name one that exists',
  sameAs: ['KIA1402'],
  isAbsence: true,
  cases: ['routes/missing-backend'],
  evidence: 'its share of requests is answered with 500, ResolvedRefs: False (BackendNotFound)',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - name: llm-server # <- MLM0101
              port: 8000
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
            - name: llm-server
              port: 8000
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      selector:
        app: llm
      ports:
        - port: 8000
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: llm
      namespace: ml-serving
      labels:
        app: llm
    spec:
      containers:
        - name: server
          image: llm-server
  `,
  * check(route, { index }) {
    for (const ref of backendRefs(route)) {
      const { kind, namespace, name, at } = ref;
      if (isHost(ref) ? !isKnownHost(index, ref) : !index.exists({ key: kindKey(ref.group, kind) }, namespace, name)) {
        yield { at: at.at('name'), data: { backend: isHost(ref) ? `The host ${name}` : `${kind} ${namespace}/${name}` } };
      }
    }
  },
});

/** A host of Istio's registry: that of a ServiceEntry or Service, in whatever namespace (pilot/pkg/config/kube/gateway/conversion.go `buildDestination`). */
function isHost({ group, kind }: BackendRef): boolean {
  return group === SERVICE_ENTRY.group && kind === 'Hostname';
}

function isKnownHost({ hosts }: ManifestIndex, { namespace, name }: BackendRef): boolean {
  const { service, entry } = hosts.find(name, namespace);
  return service !== undefined || entry !== undefined;
}
