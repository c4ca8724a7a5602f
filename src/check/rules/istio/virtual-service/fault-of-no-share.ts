import { hasStatus } from './abort';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { altered, rule, yaml } from '../../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts:
      - model
    http:
      - fault:
          abort:
            httpStatus: 503
            percentage:
              value: 10
        route:
          - destination:
              host: model
`;

export const faultOfNoShare = rule({
  code: 'MLM0973',
  name: 'fault-of-no-share',
  severity: 'warning',
  title: 'A fault does not say how many requests it is for',
  kinds: [VIRTUAL_SERVICE],
  message: 'the {part} has no percentage: it is for none of the requests',
  why: 'The share of a fault is 0 unless its percentage says more. A trial of how callers bear the fault finds that they bear it well, as there is none.',
  fix: 'add percentage: { value: 100 }, or the share that is meant',
  cases: ['virtual-services/without-effect'],
  evidence: 'every request is answered by the backend',
  bad: altered(GOOD, ['abort:', 'abort: # <- MLM0973'], ['\n          percentage:\n            value: 10', '']),
  good: GOOD,
  * check(service) {
    for (const [i, { fault = {} }] of (service.spec.http ?? []).entries()) {
      for (const [part, said] of Object.entries({ abort: fault.abort, delay: fault.delay })) {
        if (said !== undefined && isForNobody(said) && (part === 'delay' || hasStatus(said))) {
          yield { at: service.at('spec', 'http', i, 'fault', part), data: { part } };
        }
      }
    }
  },
});

function isForNobody(fault: object): boolean {
  return !('percentage' in fault) && !('percent' in fault);
}
