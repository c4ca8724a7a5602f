import { HTTP_ROUTE, VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { ObjectRule } from '../../rule';
import { rule, yaml } from '../../rule';

/** Paths of which an answer costs what the model generated (OpenAI's and Anthropic's APIs). */
const PAID_PATHS = ['/v1/chat/completions', '/v1/completions', '/v1/responses', '/v1/embeddings', '/v1/messages'];

/** Conditions of Envoy under which a request may have reached the server (x-envoy-retry-on). Numbers are status codes. */
const AFTER_THE_SERVER = ['5xx', 'gateway-error', 'reset', 'retriable-4xx', 'retriable-status-codes', 'retriable-headers'];

const FACTS = {
  severity: 'warning',
  title: 'A prompt is sent again that a model server may have answered already',
  message: 'a request to {path} that failed with {condition} is sent again',
  why: 'The server may have generated the answer before the connection broke or the status came: the work is done, and paid for, once more, and an overloaded server gets more to do.',
  fix: 'retry only what did not reach the server: connect-failure, refused-stream, reset-before-request; Istio does so by itself',
} as const satisfies Partial<ObjectRule>;

export const paidTwice = rule({
  ...FACTS,
  code: 'MLM0304',
  name: 'paid-twice',
  kinds: [HTTP_ROUTE],
  cases: ['limits/paid-twice'],
  evidence: 'the backend receives the same request attempts + 1 times',
  options: { channel: 'experimental' },
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      rules:
        - matches:
            - path:
                type: PathPrefix
                value: /v1/chat/completions
          retry:
            attempts: 2
            codes: [500, 503] # <- MLM0304
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
        - matches:
            - path:
                type: PathPrefix
                value: /v1/chat/completions
          backendRefs:
            - name: llm-server
              port: 8000
  `,
  * check(route) {
    for (const [i, { matches = [], retry }] of (route.spec.rules ?? []).entries()) {
      const path = matches.map(({ path: match }) => match?.value).find(isPaid);
      const { codes = [] } = retry ?? {};
      if (path !== undefined && codes.length > 0) {
        yield { at: route.at('spec', 'rules', i, 'retry', 'codes'), data: { path, condition: codes.join(', ') } };
      }
    }
  },
});

export const virtualServicePaidTwice = rule({
  ...FACTS,
  code: 'MLM0305',
  name: 'virtual-service-paid-twice',
  kinds: [VIRTUAL_SERVICE],
  cases: ['virtual-services/paid-twice'],
  evidence: 'the backend receives the same request attempts + 1 times',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      hosts: [llm-server]
      http:
        - match:
            - uri:
                exact: /v1/chat/completions
          retries:
            attempts: 2
            retryOn: connect-failure,5xx # <- MLM0305
          route:
            - destination:
                host: llm-server
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: llm-server
      namespace: ml-serving
    spec:
      hosts: [llm-server]
      http:
        - match:
            - uri:
                exact: /v1/chat/completions
          retries:
            attempts: 2
            retryOn: connect-failure,refused-stream
          route:
            - destination:
                host: llm-server
  `,
  * check(virtualService) {
    for (const [i, { match = [], retries }] of (virtualService.spec.http ?? []).entries()) {
      const path = match.map(({ uri }) => uri?.exact ?? uri?.prefix).find(isPaid);
      const condition = conditions(retries?.retryOn).find((word) => AFTER_THE_SERVER.includes(word) || /^\d+$/.test(word));
      if (path !== undefined && condition !== undefined && retries?.attempts !== 0) {
        yield { at: virtualService.at('spec', 'http', i, 'retries', 'retryOn'), data: { path, condition } };
      }
    }
  },
});

function isPaid(path: string | undefined): path is string {
  return path !== undefined && PAID_PATHS.some((paid) => path === paid || path.startsWith(`${paid}/`));
}

function conditions(retryOn = ''): string[] {
  return retryOn.split(',').map((word) => word.trim());
}
