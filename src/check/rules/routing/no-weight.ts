import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { GRPC_ROUTE, HTTP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const noWeight = rule({
  code: 'MLM0203',
  name: 'no-weight',
  severity: 'error',
  title: 'No backend of a rule has a weight',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: 'every backend of the rule has weight 0: {backends}',
  why: 'The rule takes its requests and has nobody to send them to: each is answered with 500.',
  fix: 'give one backend a weight; a candidate of weight 0 stays warm beside it',
  cases: ['routes/without-backends'],
  evidence: 'every request of the rule is answered with 500',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: model
      namespace: ml-serving
    spec:
      rules:
        - backendRefs: # <- MLM0203
            - name: model-v1
              port: 80
              weight: 0
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: model
      namespace: ml-serving
    spec:
      rules:
        - backendRefs:
            - name: model-v1
              port: 80
            - name: model-v2
              port: 80
              weight: 0
  `,
  * check(route) {
    for (const i of (route.spec.rules ?? []).keys()) {
      const weighed = backendRefs(route).filter(({ rule: index, weight }) => index === i && weight !== undefined);
      if (weighed.length > 0 && weighed.every(({ weight }) => weight === 0)) {
        yield { at: route.at('spec', 'rules', i, 'backendRefs'), data: { backends: weighed.map(({ name }) => name).join(', ') } };
      }
    }
  },
});
