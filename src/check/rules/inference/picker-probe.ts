import { PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { HEALTH_SERVICES } from '../../../manifest/inference/picker';
import { altered, rule } from '../../rule';

const ELECTING = altered(PICKER_EXAMPLE, ['            - --secure-serving=false\n', `            - --secure-serving=false
            - --ha-enable-leader-election
          readinessProbe:
            grpc:
              port: 9003
              service: readiness
`]);

export const pickerProbe = rule({
  code: 'MLM0524',
  name: 'picker-probe',
  severity: 'error',
  title: 'A probe asks an endpoint picker for the health of something that it does not know',
  kinds: PICKER_OWNERS,
  message: "with leader election the picker knows no service '{service}'",
  why: 'The answer is SERVICE_UNKNOWN, and the probe is never passed: no picker becomes ready, and requests are answered with 500. Without leader election any name does.',
  fix: 'write service: readiness, and liveness for the livenessProbe',
  cases: ['disagreements/probe-service'],
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: altered(ELECTING, ['service: readiness', 'service: inference-extension # <- MLM0524']),
  good: ELECTING,
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner).filter(({ electsLeader }) => electsLeader)) {
      for (const { field, service } of picker.grpcProbes) {
        if (service !== undefined && !HEALTH_SERVICES.includes(service)) {
          yield { at: picker.at(field, 'grpc', 'service'), data: { service } };
        }
      }
    }
  },
});
