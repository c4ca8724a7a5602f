import { PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE } from './picker-example';
import { INFERENCE_POOL, POOL_PARTS } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';

/** Requests of low priority, for the pool of the picker example. */
export const OBJECTIVE_EXAMPLE = yaml`
  apiVersion: inference.networking.x-k8s.io/v1alpha2
  kind: InferenceObjective
  metadata:
    name: batch
    namespace: ml-serving
  spec:
    priority: -1
    poolRef:
      group: inference.networking.k8s.io
      kind: InferencePool
      name: llama
`;

export const poolOfObjective = rule({
  code: 'MLM0525',
  name: 'pool-of-objective',
  severity: 'error',
  title: 'An objective or rewrite is for a pool that is not in its namespace',
  kinds: POOL_PARTS,
  message: 'InferencePool {namespace}/{name} is not there',
  why: 'A picker reads what lies in the namespace of its pool and names it, and passes over everything else without a word: priorities have no effect, and what should '
    + 'be refused under load passes.',
  fix: 'name the pool, and put the object into its namespace',
  isAbsence: true,
  cases: ['disagreements/objective-pool', 'disagreements/objective-namespace'],
  evidence: 'with saturated servers, a request of priority -1 is answered with 200 in place of 429',
  bad: together(altered(OBJECTIVE_EXAMPLE, ['name: llama', 'name: llama-8b # <- MLM0525']), PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE),
  good: together(OBJECTIVE_EXAMPLE, PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE),
  * check(part, { index }) {
    const name = part.spec.poolRef?.name;
    if (name !== undefined && !index.exists(INFERENCE_POOL, part.namespace, name)) {
      yield { at: part.at('spec', 'poolRef', 'name'), data: { namespace: part.namespace, name } };
    }
  },
});
