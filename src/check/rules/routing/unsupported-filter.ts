import { BACKEND_FILTERS, type FilteredRoute, RULE_FILTERS, unsupportedFilters } from '../../../manifest/gateway-api/filters';
import { GRPC_ROUTE, HTTP_ROUTE } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    rules:
      - filters:
          - type: URLRewrite
            urlRewrite:
              hostname: llm.example.com
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

export const unsupportedFilter = rule({
  code: 'MLM0217',
  name: 'unsupported-filter',
  severity: 'error',
  title: 'A route has a filter that Istio does not have',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: 'Istio has no filter {type} {where}: all rules of the route are dropped',
  why: 'Istio takes no ExtensionRef, and of backends no filters but those that change headers. A route with another one is not served at all, its other rules neither: requests get 404 '
    + 'or reach another route, as if this one were not there. Its condition ResolvedRefs says InvalidFilter, and nobody refuses the object.',
  fix: 'move the filter of a backend to its rule, and say what an ExtensionRef stands for in an object of Istio: an AuthorizationPolicy, an EnvoyFilter, a WasmPlugin',
  cases: ['routes/unsupported-filter'],
  evidence: 'every path of the route gets 404, those of rules without filters as well; the filter of a backend without weight does no harm',
  bad: altered(
    GOOD,
    ['    - filters:\n        - type: URLRewrite\n          urlRewrite:\n            hostname: llm.example.com\n      backendRefs:', '    - backendRefs:'],
    ['          port: 8000\n---', '          port: 8000\n          filters:\n            - type: URLRewrite # <- MLM0217\n              urlRewrite:\n                hostname: llm.example.com\n---'],
  ),
  good: GOOD,
  * check(route) {
    for (const { type, at, isOfBackend } of unsupportedFilters(route as ManifestObject<FilteredRoute>)) {
      const fix = isOfBackend && RULE_FILTERS.includes(type) ? `move it to the rule: backends have ${BACKEND_FILTERS.join(' and ')} only` : undefined;
      yield { at, data: { type, where: isOfBackend ? 'of a backend' : 'of a rule' }, fix };
    }
  },
});
