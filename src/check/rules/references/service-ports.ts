import { SERVICE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: v1
  kind: Service
  metadata:
    name: feature-store
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
      - name: grpc
        port: 90
`;

export const servicePorts = rule({
  code: 'MLM0112',
  name: 'service-ports',
  severity: 'error',
  title: 'A Service has no ports, or a port without a name',
  kinds: [SERVICE],
  message: '{problem}',
  why: 'The API server refuses the object, and a Service that was there before stays as it was.',
  fix: 'give every port a name, which begins with its protocol',
  isRejected: true,
  cases: ['refused/service-ports'],
  evidence: 'the API server refuses the object: spec.ports[1].name: Required value',
  bad: altered(GOOD, ['- name: grpc\n      port: 90', '- port: 90 # <- MLM0112']),
  good: GOOD,
  * check(service) {
    const { ports = [], clusterIP, type } = service.spec;
    if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName') {
      yield { at: service.at('spec'), data: { problem: 'there are no ports' }, fix: 'write the ports that callers use, or clusterIP: None' };
    }
    for (const [i, port] of ports.entries()) {
      const at = service.at('spec', 'ports', i);
      if (typeof port.targetPort === 'string' && !/[a-z]/.test(port.targetPort)) {
        yield { at: at.at('targetPort'), data: { problem: `'${port.targetPort}' is the name of no port, which has a letter` }, fix: 'write a number without quotes' };
      }
      if (ports.length > 1 && port.name === undefined) {
        yield { at, data: { problem: 'one of several ports has no name' } };
      }
    }
  },
});
