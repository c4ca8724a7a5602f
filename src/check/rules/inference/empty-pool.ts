import { EXAMPLE_POOL, PICKER_SERVICE, POOL_SERVERS } from './pool-examples';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import { rule, together, yaml } from '../../rule';

export const emptyPool = rule({
  code: 'MLM0507',
  name: 'empty-pool',
  severity: 'error',
  title: 'An InferencePool selects no pods',
  kinds: [INFERENCE_POOL],
  message: 'no pods in {namespace} have the labels {labels}',
  why: 'Its picker finds no server, and requests are answered with 503 while every status is fine.',
  fix: 'write the labels of the model server\'s pod template, or give the pods those of the selector; a pool selects in its own namespace only',
  isAbsence: true,
  cases: ['disagreements/pool-selector'],
  evidence: '503, the route and the pool accepted',
  bad: together(yaml`
    apiVersion: inference.networking.k8s.io/v1
    kind: InferencePool
    metadata:
      name: llama
      namespace: ml-serving
    spec:
      selector:
        matchLabels: # <- MLM0507
          app: llm
      targetPorts:
        - number: 8000
      endpointPickerRef:
        name: llama-epp
        port:
          number: 9002
        failureMode: FailClose
  `, PICKER_SERVICE, POOL_SERVERS),
  good: together(EXAMPLE_POOL, PICKER_SERVICE, POOL_SERVERS),
  * check(pool, { index }) {
    const labels = pool.spec.selector.matchLabels ?? {};
    if (index.pods.matching(pool.namespace, labels).length === 0) {
      const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ');
      yield { at: pool.at('spec', 'selector', 'matchLabels'), data: { namespace: pool.namespace, labels: written } };
    }
  },
});
