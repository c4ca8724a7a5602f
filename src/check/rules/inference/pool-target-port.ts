import { EXAMPLE_POOL, POOL_SERVERS } from './pool-examples';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import { rule, together, yaml } from '../../rule';

export const poolTargetPort = rule({
  code: 'MLM0508',
  name: 'pool-target-port',
  severity: 'warning',
  title: 'An InferencePool names a port that its pods do not declare',
  kinds: [INFERENCE_POOL],
  message: '{owner} declares the ports {ports}, not {port}',
  why: 'A pool names ports of its pods, not of a Service. Where nothing listens, picker and gateway get connections refused: 503, and no metrics to pick by.',
  fix: 'write the containerPort on which the model server listens',
  cases: ['disagreements/pool-port'],
  evidence: '503, the route and the pool accepted',
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
        - number: 80 # <- MLM0508
      endpointPickerRef:
        name: llama-epp
        port:
          number: 9002
        failureMode: FailClose
  `, POOL_SERVERS),
  good: together(EXAMPLE_POOL, POOL_SERVERS),
  * check(pool, { index }) {
    for (const [i, { number }] of pool.spec.targetPorts.entries()) {
      const pods = index.pods.matching(pool.namespace, pool.spec.selector.matchLabels ?? {})
        .find((candidate) => !candidate.mayListen(number));
      if (pods !== undefined) {
        yield {
          at: pool.at('spec', 'targetPorts', i, 'number'),
          data: { owner: pods.owner.id, ports: pods.ports.map(({ containerPort }) => containerPort).join(', '), port: number },
          related: [{ at: pods.at('spec', 'containers'), label: 'the containers' }],
        };
      }
    }
  },
});
