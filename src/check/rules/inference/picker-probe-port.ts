import { PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { altered, rule } from '../../rule';

const PROBED = altered(PICKER_EXAMPLE, ['            - --secure-serving=false\n', `            - --secure-serving=false
          readinessProbe:
            grpc:
              port: 9003
`]);

export const pickerProbePort = rule({
  code: 'MLM0540',
  name: 'picker-probe-port',
  severity: 'error',
  title: 'A probe asks an endpoint picker for its health on a port that is not for that',
  kinds: PICKER_OWNERS,
  message: 'the picker tells of its health on {ports}, and the {field} asks on {port}',
  why: 'Nothing answers there, or something else does, and the probe is never passed: no picker becomes ready, and requests are answered with 500; by a livenessProbe the picker is '
    + 'ended again and again. On the port for Envoy it answers with --health-checking only, and to probes, which speak no TLS, with --secure-serving=false only.',
  fix: 'write the port of --grpc-health-port (9003 where it is not set)',
  cases: ['disagreements/probe-port'],
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: altered(PROBED, ['port: 9003', 'port: 9002 # <- MLM0540']),
  good: PROBED,
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner)) {
      const { healthPorts } = picker;
      for (const { field, port } of picker.grpcProbes) {
        if (port !== undefined && healthPorts.length > 0 && !healthPorts.includes(port)) {
          yield { at: picker.at(field, 'grpc', 'port'), data: { field, port, ports: healthPorts.join(', ') } };
        }
      }
    }
  },
});
