import { formatDuration, parseDuration } from '../../../manifest/duration';
import { HTTP_ROUTE, VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { Hit, ObjectRule } from '../../rule';
import { rule, yaml } from '../../rule';

interface Budget {
  readonly at: Location;
  readonly retries: number;
  readonly perTry: string | undefined;
  readonly total: string | undefined;
}

const FACTS = {
  severity: 'warning',
  title: 'The tries of a request do not fit into its time limit',
  message: '{tries} tries of {perTry} take {sum}, and the request may take {total}: the last ones are cut short or never made',
  why: 'The number is that of retries, so there is one try more, and the limit of the request goes on running while Envoy tries again.',
  fix: 'shorten the limit of a try, lower the number of retries, or give the request as long as all tries take',
} as const satisfies Partial<ObjectRule>;

export const httpRouteRetryBudget = rule({
  ...FACTS,
  code: 'MLM0302',
  name: 'retry-budget',
  kinds: [HTTP_ROUTE],
  cases: ['limits/retry-budget'],
  evidence: 'the limit ends the request with 504 before the last try is over',
  options: { channel: 'experimental' },
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: embeddings
      namespace: ml-serving
    spec:
      rules:
        - timeouts:
            request: 30s
            backendRequest: 15s # <- MLM0302
          retry:
            attempts: 2
            codes: [503]
          backendRefs:
            - name: llm-server
              port: 8000
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: embeddings
      namespace: ml-serving
    spec:
      rules:
        - timeouts:
            request: 30s
            backendRequest: 10s
          retry:
            attempts: 2
            codes: [503]
          backendRefs:
            - name: llm-server
              port: 8000
  `,
  * check(route) {
    for (const [i, { timeouts, retry }] of (route.spec.rules ?? []).entries()) {
      yield* exceeded({
        at: route.at('spec', 'rules', i, 'timeouts', 'backendRequest'),
        retries: retry?.attempts ?? 0,
        perTry: timeouts?.backendRequest,
        total: timeouts?.request,
      });
    }
  },
});

export const virtualServiceRetryBudget = rule({
  ...FACTS,
  code: 'MLM0303',
  name: 'virtual-service-retry-budget',
  kinds: [VIRTUAL_SERVICE],
  cases: ['virtual-services/retries'],
  evidence: 'attempts + 1 tries reach the backend, each within perTryTimeout, until the limit ends them',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: predictor
      namespace: ml-serving
    spec:
      hosts: [predictor]
      http:
        - timeout: 30s
          retries:
            attempts: 3
            perTryTimeout: 10s # <- MLM0303
          route:
            - destination:
                host: predictor
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: predictor
      namespace: ml-serving
    spec:
      hosts: [predictor]
      http:
        - timeout: 30s
          retries:
            attempts: 2
            perTryTimeout: 10s
          route:
            - destination:
                host: predictor
  `,
  * check(virtualService) {
    for (const [i, { retries, timeout }] of (virtualService.spec.http ?? []).entries()) {
      yield* exceeded({
        at: virtualService.at('spec', 'http', i, 'retries', 'perTryTimeout'),
        retries: retries?.attempts ?? 0,
        perTry: retries?.perTryTimeout,
        total: timeout,
      });
    }
  },
});

/** A limit of 0 is none. */
function* exceeded({ at, retries, perTry, total }: Budget): Iterable<Hit> {
  const each = parseDuration(perTry) ?? 0;
  const all = parseDuration(total) ?? 0;
  const sum = (retries + 1) * each;
  if (retries > 0 && all > 0 && sum > all) {
    yield { at, data: { tries: retries + 1, perTry: perTry!, sum: formatDuration(sum), total: total! } };
  }
}
