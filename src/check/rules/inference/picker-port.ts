import { EXAMPLE_POOL, PICKER_SERVICE } from './pool-examples';
import { INFERENCE_POOL, SERVICE } from '../../../manifest/kinds';
import { rule, together, yaml } from '../../rule';

export const pickerPort = rule({
  code: 'MLM0506',
  name: 'picker-port',
  severity: 'error',
  title: 'An InferencePool names a port that the Service of its endpoint picker does not have',
  kinds: [INFERENCE_POOL],
  message: 'Service {name} has no port {port}, it has {ports}',
  why: 'Istio checks that the Service exists, not its port: every status is green, the picker is never reached, and requests fail with 500, or under FailOpen go '
    + 'to servers in turn.',
  fix: 'name the port on which the picker takes ext_proc, mostly 9002; 8000 is that of the model server',
  cases: ['disagreements/picker-port'],
  evidence: '500 without a backend, the route and the pool accepted',
  bad: together(yaml`
    apiVersion: inference.networking.k8s.io/v1
    kind: InferencePool
    metadata:
      name: llama
      namespace: ml-serving
    spec:
      selector:
        matchLabels:
          app: llama
      targetPorts:
        - number: 8000
      endpointPickerRef:
        name: llama-epp
        port:
          number: 8000 # <- MLM0506
        failureMode: FailClose
  `, PICKER_SERVICE),
  good: together(EXAMPLE_POOL, PICKER_SERVICE),
  * check(pool, { index }) {
    const { name, port } = pool.spec.endpointPickerRef ?? {};
    const service = name === undefined ? undefined : index.find(SERVICE, pool.namespace, name);
    const ports = service?.spec.ports?.map((each) => each.port) ?? [];
    if (port !== undefined && service !== undefined && !ports.includes(port.number)) {
      yield { at: pool.at('spec', 'endpointPickerRef', 'port', 'number'), data: { name: service.name, port: port.number, ports: ports.join(', ') || 'none' } };
    }
  },
});
