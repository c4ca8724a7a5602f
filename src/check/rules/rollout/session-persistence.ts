import { HTTP_ROUTE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    rules:
      - backendRefs:
          - name: llm-server
            port: 8000
`;

export const sessionPersistence = rule({
  code: 'MLM0806',
  name: 'session-persistence',
  severity: 'error',
  title: 'A route asks for session persistence, which Istio does not apply',
  kinds: [HTTP_ROUTE],
  message: 'Istio passes over sessionPersistence',
  why: 'The field is of the experimental channel, accepted and not read: turns of a conversation go to any server, past the one that has their prefix in its cache.',
  fix: 'set a consistentHash by header or cookie in a DestinationRule, or choose servers by an endpoint picker with a prefix cache scorer',
  cases: ['rollout/session-persistence'],
  evidence: 'no cookie is set, and the route is accepted without a word',
  options: { channel: 'experimental' },
  bad: altered(GOOD, ['    - backendRefs:', '    - sessionPersistence: # <- MLM0806\n        type: Cookie\n        sessionName: conversation\n      backendRefs:']),
  good: GOOD,
  * check(route) {
    for (const [i, { sessionPersistence: persistence }] of (route.spec.rules ?? []).entries()) {
      if (persistence !== undefined) {
        yield { at: route.at('spec', 'rules', i, 'sessionPersistence') };
      }
    }
  },
});
