import { isPoolRef } from './pool-rules';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const weightedPools = rule({
  code: 'MLM0501',
  name: 'weighted-pools',
  severity: 'error',
  title: 'A rule divides its requests over an InferencePool and something else, and asks one endpoint picker for all or none',
  kinds: [HTTP_ROUTE],
  message: 'this Istio asks one endpoint picker for all backends of the rule: {backends}',
  why: 'The picker of the last backend is asked for every request of the rule. The shares come out right, but the other pools are served in turn, whatever their '
    + 'load, and all fail with 500 when that one picker is gone: a canary of a tenth takes everything down.',
  fix: 'lead to one pool a rule: by a header of the caller, by an InferenceModelRewrite inside of one pool, or with an Istio that has istio/istio#61601',
  cases: ['inference/weighted-pools', 'inference/pool-and-service'],
  evidence: 'the first pool is served in turn, whatever its load, and answers 500 when the picker of the last is gone',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - backendRefs: # <- MLM0501
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: stable
              weight: 90
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: canary
              weight: 10
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
              name: stable
        - matches:
            - headers:
                - name: x-model-version
                  value: canary
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: canary
  `,
  * check(route, context) {
    if (context.has('weightedInferencePools')) {
      return;
    }
    for (const i of (route.spec.rules ?? []).keys()) {
      const asked = backendRefs(route).filter(({ rule: index, weight = 0 }) => index === i && weight > 0);
      if (asked.length > 1 && asked.some(isPoolRef)) {
        yield { at: route.at('spec', 'rules', i, 'backendRefs'), data: { backends: asked.map(({ name, weight }) => `${name} (${weight})`).join(', ') } };
      }
    }
  },
});
