import { HTTP_ROUTE } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const someRulesUnlimited = rule({
  code: 'MLM0306',
  name: 'some-rules-unlimited',
  severity: 'warning',
  title: 'A rule for requests with a header has a time limit, and the rule for the rest of the same path has none',
  kinds: [HTTP_ROUTE],
  message: '{path} has a limit ({limit}) for requests with a certain header only',
  why: 'A limit holds for its rule and no other: a request without the header waits for a slow model as long as it takes.',
  fix: 'give the rule its timeouts as well',
  cases: ['limits/some-rules-unlimited'],
  evidence: 'with the header a slow request ends with 504 at its limit, without it it takes as long as the backend',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: predictor
      namespace: ml-serving
    spec:
      rules:
        - matches:
            - path:
                type: PathPrefix
                value: /v1/models
              headers:
                - name: x-model-version
                  value: v2
          timeouts:
            request: 30s
          backendRefs:
            - name: predictor-v2
              port: 8080
        - matches: # <- MLM0306
            - path:
                type: PathPrefix
                value: /v1/models
          backendRefs:
            - name: predictor-v1
              port: 8080
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: predictor
      namespace: ml-serving
    spec:
      rules:
        - matches:
            - path:
                type: PathPrefix
                value: /v1/models
              headers:
                - name: x-model-version
                  value: v2
          timeouts:
            request: 30s
          backendRefs:
            - name: predictor-v2
              port: 8080
        - matches:
            - path:
                type: PathPrefix
                value: /v1/models
          timeouts:
            request: 30s
          backendRefs:
            - name: predictor-v1
              port: 8080
  `,
  * check(route) {
    const { rules = [] } = route.spec;
    const limits = new Map<string, string>();
    for (const { matches = [], timeouts } of rules) {
      const withHeaders = matches.filter(({ headers = [] }) => headers.length > 0);
      withHeaders.filter(() => timeouts?.request !== undefined).forEach(({ path }) => limits.set(pathKey(path), timeouts!.request!));
    }
    for (const [i, { matches = [], timeouts, backendRefs = [] }] of rules.entries()) {
      const rest = matches.find(({ headers = [], path }) => headers.length === 0 && limits.has(pathKey(path)));
      if (rest !== undefined && timeouts?.request === undefined && backendRefs.length > 0) {
        yield { at: route.at('spec', 'rules', i), data: { path: rest.path?.value ?? '/', limit: limits.get(pathKey(rest.path))! } };
      }
    }
  },
});

function pathKey({ type = 'PathPrefix', value = '/' }: { readonly type?: string; readonly value?: string } = {}): string {
  return `${type} ${value}`;
}
