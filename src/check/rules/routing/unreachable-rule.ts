import { matchKey } from '../../../manifest/gateway-api/matches';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: model
    namespace: ml-serving
  spec:
    rules:
      - matches:
          - path:
              value: /v1/models
        backendRefs:
          - name: model-v1
            port: 80
      - matches:
          - path:
              value: /v2/models
        backendRefs:
          - name: model-v2
            port: 80
`;

export const unreachableRule = rule({
  code: 'MLM0204',
  name: 'unreachable-rule',
  severity: 'warning',
  title: 'A rule of a route never gets a request',
  kinds: [HTTP_ROUTE],
  message: 'an earlier rule (rules[{earlier}]) takes the same requests',
  why: 'Of rules that match alike the first one counts: this one has no say, with all its backends, filters and limits.',
  fix: 'make the matches differ, or divide the requests of one rule by weight',
  sameAs: ['IST0130'],
  cases: ['routes/unreachable-rule'],
  evidence: 'every request goes to the backend of the first rule',
  bad: altered(GOOD, ['    - matches:\n        - path:\n            value: /v2/models', '    - matches: # <- MLM0204\n        - path:\n            value: /v1/models/']),
  good: GOOD,
  * check(route) {
    const first = new Map<string, number>();
    for (const [i, { matches = [{}] }] of (route.spec.rules ?? []).entries()) {
      const keys = matches.map(matchKey);
      const earlier = keys.map((key) => first.get(key));
      if (earlier.every((index) => index !== undefined)) {
        yield { at: route.at('spec', 'rules', i), data: { earlier: earlier[0]! }, related: [{ at: route.at('spec', 'rules', earlier[0]!), label: 'the earlier one' }] };
      }
      keys.filter((key) => !first.has(key)).forEach((key) => first.set(key, i));
    }
  },
});
