import { PICKER_EXAMPLE } from './picker-example';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

/** A label value and the name of a Service hold so much. */
const LONGEST = 63;

const LONG = `llama-${'x'.repeat(LONGEST)}`;

export const poolName = rule({
  code: 'MLM0529',
  name: 'pool-name',
  severity: 'error',
  title: 'An InferencePool has a name that no gateway finds',
  kinds: [INFERENCE_POOL],
  message: 'the name has {length} letters, a gateway finds pools of 63 at most',
  why: 'The API server takes names of 253 letters. istiod makes a Service for each pool and writes the name of the pool into a label of it, which holds 63: the route '
    + 'has no backend, and its requests are answered with 500.',
  fix: 'choose a name of 63 letters at most',
  cases: ['disagreements/long-name'],
  evidence: 'the route says BackendNotFound, and requests are answered with 500',
  bad: altered(
    PICKER_EXAMPLE,
    ['name: llama\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels', `name: ${LONG} # <- MLM0529\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels`],
    ['pool-name=llama', `pool-name=${LONG}`],
  ),
  good: PICKER_EXAMPLE,
  * check(pool) {
    if (pool.name.length > LONGEST) {
      yield { at: pool.at('metadata', 'name'), data: { length: pool.name.length } };
    }
  },
});
