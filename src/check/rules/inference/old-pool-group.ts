import { POOL_ROUTE } from './pool-examples';
import { ROUTE_KINDS } from '../../../manifest/gateway-api/attachments';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import type { GRPC_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const oldPoolGroup = rule({
  code: 'MLM0509',
  name: 'old-pool-group',
  severity: 'error',
  title: 'A route names an InferencePool of a group that Istio does not read',
  kinds: ROUTE_KINDS as typeof GRPC_ROUTE[],
  message: 'Istio knows no InferencePool of the group {group}',
  why: 'InferencePool was in inference.networking.x-k8s.io before its first version. The route gets ResolvedRefs: False (InvalidKind), and its requests 500.',
  fix: 'write group: inference.networking.k8s.io, and apiVersion: inference.networking.k8s.io/v1 for the pool',
  cases: ['inference/old-pool-group'],
  evidence: '500, ResolvedRefs: False (InvalidKind)',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - group: inference.networking.x-k8s.io # <- MLM0509
              kind: InferencePool
              name: llama
  `,
  good: POOL_ROUTE,
  * check(route) {
    for (const { group, kind, at } of backendRefs(route)) {
      if (kind === INFERENCE_POOL.kind && group !== INFERENCE_POOL.group) {
        yield { at: at.at('group'), data: { group: group || "''" } };
      }
    }
  },
});
