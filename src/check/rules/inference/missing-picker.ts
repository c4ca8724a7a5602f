import { EXAMPLE_POOL, PICKER_SERVICE, POOL_SERVERS } from './pool-examples';
import { INFERENCE_POOL, SERVICE } from '../../../manifest/kinds';
import { rule, together, yaml } from '../../rule';

export const missingPicker = rule({
  code: 'MLM0505',
  name: 'missing-picker',
  severity: 'error',
  title: 'The endpoint picker of an InferencePool has no Service',
  kinds: [INFERENCE_POOL],
  message: 'Service {namespace}/{name} is not there',
  why: 'The pool gets ResolvedRefs: False (InvalidExtensionRef), and its requests fail.',
  fix: 'create the Service of the endpoint picker in the namespace of the pool, or name the one that exists',
  isAbsence: true,
  cases: ['disagreements/picker-name'],
  evidence: '500 without a backend, ResolvedRefs: False at the pool (InvalidExtensionRef)',
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
        name: llama-epp # <- MLM0505
        port:
          number: 9002
        failureMode: FailClose
  `, POOL_SERVERS),
  good: together(EXAMPLE_POOL, PICKER_SERVICE, POOL_SERVERS),
  * check(pool, { index }) {
    const { kind = 'Service', name } = pool.spec.endpointPickerRef ?? {};
    if (name !== undefined && kind === 'Service' && !index.exists(SERVICE, pool.namespace, name)) {
      yield { at: pool.at('spec', 'endpointPickerRef', 'name'), data: { namespace: pool.namespace, name } };
    }
  },
});
