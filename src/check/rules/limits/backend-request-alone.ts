import { HTTP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const backendRequestAlone = rule({
  code: 'MLM0301',
  name: 'backend-request-alone',
  severity: 'warning',
  title: 'A limit for one try takes the place of the limit for the request',
  kinds: [HTTP_ROUTE],
  message: 'backendRequest without retry is the limit of the whole request, request ({request}) is not',
  why: 'Istio has one limit for a route without retries, and backendRequest wins: what should take up to the request limit is cut earlier with 504.',
  fix: 'leave backendRequest out, or say with retry how many tries there are',
  cases: ['limits/backend-request-alone'],
  evidence: 'the limit of the backend ends the whole request',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - timeouts:
            request: 120s
            backendRequest: 10s # <- MLM0301
          backendRefs:
            - name: llm-server
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
        - timeouts:
            request: 120s
          backendRefs:
            - name: llm-server
              port: 8000
  `,
  * check(route) {
    for (const [i, { timeouts, retry }] of (route.spec.rules ?? []).entries()) {
      const { request, backendRequest } = timeouts ?? {};
      if (backendRequest !== undefined && retry?.attempts === undefined && backendRequest !== request) {
        yield { at: route.at('spec', 'rules', i, 'timeouts', 'backendRequest'), data: { request: request ?? 'no limit' } };
      }
    }
  },
});
