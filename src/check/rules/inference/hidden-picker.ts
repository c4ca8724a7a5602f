import { POOL_ROUTE } from './pool-examples';
import { poolRules } from './pool-rules';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const hiddenPicker = rule({
  code: 'MLM0503',
  name: 'hidden-picker',
  severity: 'error',
  title: 'A CORS filter on a rule to an InferencePool keeps the endpoint picker from being asked',
  kinds: [HTTP_ROUTE],
  message: 'with this CORS filter the endpoint picker is never asked',
  why: 'Istio writes the CORS policy over the settings that lead Envoy to the picker. Servers are then taken in turn, under FailClose too, and no status tells.',
  fix: 'answer preflight requests in a rule of their own (method OPTIONS) that leads to a Service, or in the model server',
  cases: ['inference/cors'],
  evidence: 'the servers are taken in turn, and under FailClose requests pass without the picker',
  options: { channel: 'experimental' },
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - filters:
            - type: CORS # <- MLM0503
              cors:
                allowOrigins: ["https://app.example.com"]
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: llama
  `,
  good: POOL_ROUTE,
  * check(route) {
    for (const { rule: { filters = [] }, at } of poolRules(route)) {
      for (const [j, { type }] of filters.entries()) {
        if (type === 'CORS') {
          yield { at: at.at('filters', j, 'type') };
        }
      }
    }
  },
});
