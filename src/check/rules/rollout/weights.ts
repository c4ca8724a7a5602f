import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts: [model]
    http:
      - route:
          - destination:
              host: model-v1
            weight: 90
          - destination:
              host: model-v2
            weight: 10
`;

export const weights = rule({
  code: 'MLM0804',
  name: 'weights',
  severity: 'warning',
  title: 'The weights of a rule do not make a hundred',
  kinds: [VIRTUAL_SERVICE],
  message: 'the weights make {sum}: {shares}',
  why: 'Weights are shares of their sum, which Istio no longer wants to be a hundred: a canary gets another share than its weight says, and a rollout controller that '
    + 'counts in percent miscounts.',
  fix: 'let the weights add up to 100',
  sameAs: ['KIA1104'],
  cases: ['virtual-services/weights'],
  evidence: 'of weights 90 and 30 the second gets a quarter of the requests',
  bad: altered(GOOD, ['  - route:', '  - route: # <- MLM0804'], ['weight: 10', 'weight: 30']),
  good: GOOD,
  * check(virtualService) {
    for (const [i, { route = [] }] of (virtualService.spec.http ?? []).entries()) {
      const sum = route.reduce((total, { weight = 0 }) => total + weight, 0);
      if (route.length > 1 && sum > 0 && sum !== 100) {
        const shares = route.map(({ destination, weight = 0 }) => `${destination.host} ${Number((100 * weight / sum).toFixed(1))} %`).join(', ');
        yield { at: virtualService.at('spec', 'http', i, 'route'), data: { sum, shares } };
      }
    }
  },
});
