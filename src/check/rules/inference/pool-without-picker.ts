import { PICKER_EXAMPLE } from './picker-example';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

export const poolWithoutPicker = rule({
  code: 'MLM0517',
  name: 'pool-without-picker',
  severity: 'error',
  title: 'An InferencePool names no endpoint picker',
  kinds: [INFERENCE_POOL],
  message: 'the pool has no endpointPickerRef',
  why: 'The schema leaves it open, and Istio makes no Service for such a pool: routes get ResolvedRefs: False (BackendNotFound), and their requests 500.',
  fix: 'name the Service and the port of an endpoint picker',
  cases: ['disagreements/pool-without-picker'],
  evidence: '500 without a backend; ResolvedRefs: False at the route (BackendNotFound) and at the pool (InvalidExtensionRef)',
  bad: altered(
    PICKER_EXAMPLE,
    ['spec:\n  selector:\n    matchLabels:\n      app: llama\n  targetPorts', 'spec: # <- MLM0517\n  selector:\n    matchLabels:\n      app: llama\n  targetPorts'],
    ['  endpointPickerRef:\n    name: llama-epp\n    port:\n      number: 9002\n    failureMode: FailClose\n', ''],
  ),
  good: PICKER_EXAMPLE,
  * check(pool) {
    if (pool.spec.endpointPickerRef === undefined) {
      yield { at: pool.at('spec') };
    }
  },
});
