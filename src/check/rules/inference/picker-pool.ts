import { PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { altered, rule } from '../../rule';

export const pickerPool = rule({
  code: 'MLM0513',
  name: 'picker-pool',
  severity: 'error',
  title: 'An endpoint picker is started for another pool than the one that asks it',
  kinds: PICKER_OWNERS,
  message: 'the picker waits for the pool {told}, and {pool} asks it',
  why: 'A picker is ready when it has found its pool. This one never is: its Service has no endpoints, and requests are answered with 500. Without --pool-namespace '
    + 'it looks in the namespace of its variable NAMESPACE, and without that in default.',
  fix: 'write name and namespace of the pool into --pool-name and --pool-namespace',
  cases: ['disagreements/pool-name', 'disagreements/pool-namespace'],
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: altered(PICKER_EXAMPLE, ['--pool-name=llama\n', '--pool-name=llama-8b # <- MLM0513\n']),
  good: PICKER_EXAMPLE,
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner)) {
      const pools = index.pickers.servicesOf(picker).flatMap((service) => index.pickers.poolsOf(service));
      const { namespace, name } = picker.pool;
      if (pools.length > 0 && !pools.some((pool) => pool.name === name && pool.namespace === namespace)) {
        const flag = pools.some((pool) => pool.name === name) ? 'pool-namespace' : 'pool-name';
        yield { at: picker.flagAt(flag), data: { told: `${namespace}/${name}`, pool: pools[0].id } };
      }
    }
  },
});
