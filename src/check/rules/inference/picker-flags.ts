import { PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { altered, rule } from '../../rule';

/** sigs.k8s.io/gateway-api-inference-extension v1.5.0 pkg/epp/server/options.go `Validate`. */
const ENDED = ['total-queued-requests-metric', 'total-running-requests-metric', 'kv-cache-usage-percentage-metric', 'lora-info-metric', 'cache-info-metric'];

export const pickerFlags = rule({
  code: 'MLM0522',
  name: 'picker-flags',
  severity: 'error',
  title: 'An endpoint picker is given a flag with which it does not start',
  kinds: PICKER_OWNERS,
  message: 'a picker of this release ends when --{flag} is set',
  why: 'Names of metrics moved from flags into the configuration with the Inference Extension 1.5. The picker ends at its start, again and again, and requests are '
    + 'answered with 500.',
  fix: 'delete the flag; name the engine in the EndpointPickerConfig (plugin core-metrics-extractor) if it is not vLLM',
  cases: ['disagreements/metric-flags'],
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: altered(PICKER_EXAMPLE, ['- --pool-name=llama\n', '- --pool-name=llama\n            - --total-queued-requests-metric=vllm:num_requests_waiting # <- MLM0522\n']),
  good: PICKER_EXAMPLE,
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner).filter(({ release }) => release !== undefined)) {
      for (const flag of ENDED.filter((each) => picker.has(each))) {
        yield { at: picker.flagAt(flag), data: { flag } };
      }
    }
  },
});
