import { HTTP_ROUTE } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

const GOOD = together(EXAMPLE_GATEWAY, yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: llama
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    hostnames: [chat.example.com]
    rules:
      - matches:
          - path:
              value: /v1/chat/completions
        backendRefs:
          - name: llama
            port: 8000
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: qwen
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    hostnames: [qwen.example.com]
    rules:
      - matches:
          - path:
              value: /v1/chat/completions
        backendRefs:
          - name: qwen
            port: 8000
`);

export const contestedMatch = rule({
  code: 'MLM0205',
  name: 'contested-match',
  severity: 'warning',
  title: 'Two routes claim the same requests',
  kinds: [HTTP_ROUTE],
  message: '{other} takes the same requests{where}: the older of the two gets all of them',
  why: 'Routes of a listener are put together. Of matches that are alike that of the older route counts, and of equally old ones that of the first by namespace and '
    + 'name: which model answers depends on what was applied first.',
  fix: 'give the routes different hosts or paths, or tell them apart by a header of the caller (the model, say)',
  cases: ['routes/contested-match', 'disagreements/model-twice'],
  evidence: 'every request goes to the backend of one of the routes',
  bad: altered(GOOD, ['hostnames: [qwen.example.com]\n  rules:\n    - matches:', 'hostnames: [chat.example.com]\n  rules:\n    - matches: # <- MLM0205']),
  good: GOOD,
  * check(route, { index }) {
    for (const [i, { matches = [{}] }] of (route.spec.rules ?? []).entries()) {
      const rival = index.claims.rivalOf(route, matches);
      if (rival !== undefined) {
        yield {
          at: route.at('spec', 'rules', i),
          data: { other: rival.route.id, where: rival.host === '' ? '' : ` for ${rival.host}` },
          related: [{ at: rival.route.at('metadata', 'name'), label: 'the other route' }],
        };
      }
    }
  },
});
