import { HTTP_ROUTE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const PAID = /^\/v1\/(chat\/completions|completions|responses|embeddings|messages)$/;

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
              value: /v1/chat/completions
        filters:
          - type: RequestMirror
            requestMirror:
              percent: 5
              backendRef:
                name: llm-next
                port: 8000
        backendRefs:
          - name: llm-server
            port: 8000
`;

export const paidMirror = rule({
  code: 'MLM0805',
  name: 'paid-mirror',
  severity: 'warning',
  title: 'Every prompt is answered twice',
  kinds: [HTTP_ROUTE],
  message: 'a copy of every request on {path} goes to {name}, which generates an answer that nobody reads',
  why: 'A mirror without a share copies everything. The other server generates whole answers: it needs as many GPUs as the one that is asked, and a paid API is paid twice.',
  fix: 'set percent (or fraction) to what the comparison needs',
  cases: ['rollout/paid-mirror'],
  evidence: 'of 20 prompts both servers receive 20',
  bad: altered(GOOD, ['            percent: 5\n', ''], ['              name: llm-next', '              name: llm-next # <- MLM0805']),
  good: GOOD,
  * check(route) {
    for (const [i, { matches = [], filters = [] }] of (route.spec.rules ?? []).entries()) {
      const path = matches.map((match) => match.path?.value ?? '').find((value) => PAID.test(value));
      for (const [j, { requestMirror }] of filters.entries()) {
        const { percent = 100, fraction } = requestMirror ?? {};
        const share = fraction === undefined ? percent : (100 * fraction.numerator) / (fraction.denominator ?? 100);
        if (path !== undefined && requestMirror !== undefined && share >= 100) {
          yield { at: route.at('spec', 'rules', i, 'filters', j, 'requestMirror', 'backendRef', 'name'), data: { path, name: requestMirror.backendRef.name } };
        }
      }
    }
  },
});
