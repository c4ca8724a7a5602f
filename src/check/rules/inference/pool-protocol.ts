import { EXAMPLE_POOL, POOL_SERVERS } from './pool-examples';
import { declaredPorts } from './server-ports';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import { altered, rule, together } from '../../rule';

const SERVERS = altered(POOL_SERVERS, ['- containerPort: 8000', '- name: grpc\n              containerPort: 8000']);
const GOOD = together(altered(EXAMPLE_POOL, ['    - number: 8000\n', '    - number: 8000\n  appProtocol: kubernetes.io/h2c\n']), SERVERS);

/** By `appProtocol` of a pool: what a gateway speaks, and what says that its servers speak something else. */
const OTHER = {
  'http': { spoken: 'HTTP/1.1', not: 'http2', fix: 'set appProtocol: kubernetes.io/h2c' },
  'kubernetes.io/h2c': { spoken: 'HTTP/2', not: 'http', fix: 'set appProtocol: http' },
} as const;

export const poolProtocol = rule({
  code: 'MLM0536',
  name: 'pool-protocol',
  severity: 'warning',
  title: 'An InferencePool has its servers called in another version of HTTP than they declare',
  kinds: [INFERENCE_POOL],
  message: 'gateways speak {spoken} to port {port}, which {owner} declares as {declared}',
  why: 'What gateways speak to the servers of a pool is what its appProtocol says, and nothing else: HTTP/1.1 unless it is kubernetes.io/h2c. A server of gRPC takes HTTP/2 only, and '
    + 'the servers of the OpenAI API in Python take HTTP/1.1 only: every request is answered with 502, and every status is fine.',
  fix: 'let appProtocol of the pool say what the servers speak, and name their ports so',
  cases: ['disagreements/pool-h2c', 'disagreements/pool-http1'],
  evidence: '502 without a backend, with a body and without, streamed or not',
  bad: altered(GOOD, ['    - number: 8000\n  appProtocol: kubernetes.io/h2c\n', '    - number: 8000 # <- MLM0536\n']),
  good: GOOD,
  * check(pool, { index }) {
    const { appProtocol = 'http', targetPorts } = pool.spec;
    const { spoken, not, fix } = OTHER[appProtocol as keyof typeof OTHER];
    for (const [i, { number }] of targetPorts.entries()) {
      const declared = declaredPorts(index, pool, number);
      const other = declared.find(({ protocol }) => protocol === not);
      // Where HTTP/2 is declared as well, HTTP is no more than its general name.
      if (other !== undefined && (not === 'http2' || declared.every(({ protocol }) => protocol !== 'http2'))) {
        yield {
          at: pool.at('spec', 'targetPorts', i, 'number'),
          fix,
          data: { spoken, port: number, owner: other.object.id, declared: other.word },
          related: [{ at: other.at, label: 'the port' }],
        };
      }
    }
  },
});
