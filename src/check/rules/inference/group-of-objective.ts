import { PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE } from './picker-example';
import { OBJECTIVE_EXAMPLE } from './pool-of-objective';
import { INFERENCE_POOL, POOL_PARTS } from '../../../manifest/kinds';
import { altered, rule, together } from '../../rule';

export const groupOfObjective = rule({
  code: 'MLM0530',
  name: 'group-of-objective',
  severity: 'error',
  title: 'An objective or rewrite is of a group that the picker of its pool does not read',
  kinds: POOL_PARTS,
  message: 'the picker of InferencePool {pool} reads the group {group}',
  why: 'The pickers of the Inference Extension and of llm-d read objectives and rewrites of their own group, and know nothing of the other: priorities have no effect, '
    + 'and what should be refused under load passes.',
  fix: 'write the object in the group that the picker reads, or run the picker that reads its group',
  cases: ['disagreements/objective-group'],
  evidence: 'with saturated servers, a request of priority -1 is answered with 200 in place of 429',
  bad: together(altered(OBJECTIVE_EXAMPLE, ['inference.networking.x-k8s.io/v1alpha2', 'llm-d.ai/v1alpha2 # <- MLM0530']), PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE),
  good: together(OBJECTIVE_EXAMPLE, PICKER_EXAMPLE, PICKER_ROLE_EXAMPLE),
  * check(part, { index }) {
    const pool = index.find(INFERENCE_POOL, part.namespace, part.spec.poolRef?.name ?? '');
    const service = pool && index.pickers.serviceOf(pool);
    const pickers = service === undefined ? [] : index.pickers.behind(service);
    const group = pickers.map(({ release }) => release?.objectiveGroup).find((read) => read !== undefined && read !== part.group);
    if (pool !== undefined && group !== undefined) {
      yield { at: part.at('apiVersion'), data: { pool: pool.id, group } };
    }
  },
});
