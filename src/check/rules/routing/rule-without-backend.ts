import { type FilteredRoute, unsupportedFilters } from '../../../manifest/gateway-api/filters';
import { GRPC_ROUTE, HTTP_ROUTE } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

/** Filters that answer, or may: that for CORS answers preflights. */
const ANSWERING = ['RequestRedirect', 'CORS'];

const GOOD = yaml`
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
              value: /v1
        backendRefs:
          - name: llm-server
            port: 8000
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: llm-server
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 8000
`;

export const ruleWithoutBackend = rule({
  code: 'MLM0213',
  name: 'rule-without-backend',
  severity: 'error',
  title: 'A rule of a route answers nothing and leads nowhere',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: 'the rule has no backendRefs and no redirect: what it matches is answered with 500',
  why: 'A rule takes its requests away from the rules after it, and a route without rules takes every request. With nobody to send them to, Istio answers with 500.',
  fix: 'add backendRefs or a RequestRedirect, or remove the rule',
  cases: ['routes/without-backends'],
  evidence: '500 without a backend, and the route is Accepted',
  bad: altered(GOOD, ['    - matches:', '    - matches: # <- MLM0213'], ['      backendRefs:\n        - name: llm-server\n          port: 8000\n', '']),
  good: GOOD,
  * check(route) {
    // Of a route that is dropped no rule answers anything.
    if (unsupportedFilters(route as ManifestObject<FilteredRoute>).length > 0) {
      return;
    }
    for (const [i, { backendRefs = [], filters = [] }] of (route.spec.rules ?? []).entries()) {
      if (backendRefs.length === 0 && !filters.some(({ type }) => ANSWERING.includes(type))) {
        yield { at: route.at('spec', 'rules', i) };
      }
    }
  },
});
