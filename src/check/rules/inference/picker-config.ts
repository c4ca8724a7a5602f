import { CONFIG_EXAMPLE, CONFIG_FLAG, PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { CONFIG_MAP } from '../../../manifest/kinds';
import { altered, rule, together } from '../../rule';
import { nearest } from '../../suggestion';

const CONFIGURED = together(altered(PICKER_EXAMPLE, CONFIG_FLAG), CONFIG_EXAMPLE);

export const pickerConfigFile = rule({
  code: 'MLM0518',
  name: 'picker-config-file',
  severity: 'error',
  title: 'An endpoint picker looks for a configuration that is not where it looks',
  kinds: PICKER_OWNERS,
  message: 'the ConfigMap {configMap} has no {key}, it has {keys}',
  why: 'The picker ends at its start, again and again: its Service has no endpoints, and requests are answered with 500.',
  fix: 'name the file in --config-file as the ConfigMap does',
  cases: ['disagreements/config-file'],
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: altered(CONFIGURED, ['--config-file=/config/config.yaml', '--config-file=/config/picker.yaml # <- MLM0518']),
  good: CONFIGURED,
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner)) {
      const file = picker.configFile();
      const configMap = file && index.find(CONFIG_MAP, picker.namespace, file.configMap);
      const keys = Object.keys(configMap?.manifest.data ?? {});
      if (file !== undefined && configMap !== undefined && !keys.includes(file.key)) {
        yield { at: picker.flagAt('config-file'), data: { configMap: configMap.name, key: file.key, keys: keys.join(', ') || 'nothing' } };
      }
    }
  },
});

export const pickerConfigRefused = rule({
  code: 'MLM0519',
  name: 'picker-config-refused',
  severity: 'error',
  title: 'An endpoint picker does not start with its configuration',
  kinds: [CONFIG_MAP],
  message: '{problem}',
  why: 'The picker decodes its file strictly and ends at its start, again and again: its Service has no endpoints, and requests are answered with 500.',
  fix: 'write the file for the release of the picker, and declare every plugin that it refers to',
  cases: ['disagreements/config-group', 'disagreements/config-plugin'],
  evidence: 'the Deployment of the picker never becomes ready, requests are answered with 500',
  bad: altered(CONFIGURED, ['- pluginRef: queue-scorer', '- pluginRef: queue'], ['/v1alpha1\n    kind: EndpointPickerConfig', '/v1alpha1 # <- MLM0519\n    kind: EndpointPickerConfig']),
  good: CONFIGURED,
  * check(configMap, { index }) {
    for (const { at, config, picker } of index.pickers.configsIn(configMap)) {
      const expected = picker.release?.configVersion;
      if (expected !== undefined && config.apiVersion !== expected) {
        yield { at, data: { problem: `${picker.owner.id} reads ${expected}, not ${String(config.apiVersion)}` }, fix: `write apiVersion: ${expected}` };
      }
      const declared = (config.plugins ?? []).map(({ name, type }) => name ?? type);
      const used = (config.schedulingProfiles ?? []).flatMap(({ plugins = [] }) => plugins.map(({ pluginRef }) => pluginRef));
      const unknown = used.find((ref) => ref !== undefined && !declared.includes(ref));
      if (unknown !== undefined) {
        const meant = nearest(unknown, declared.filter((name) => name !== undefined));
        yield { at, data: { problem: `pluginRef ${unknown} is none of the plugins ${declared.join(', ')}` }, fix: meant === undefined ? undefined : `write ${meant}` };
      }
    }
  },
});

export const flowControlGate = rule({
  code: 'MLM0520',
  name: 'flow-control-gate',
  severity: 'warning',
  title: 'Flow control is configured and not switched on',
  kinds: [CONFIG_MAP],
  message: 'the section flowControl has no effect without its feature gate',
  why: 'The picker reads the section, logs a line and sends every request on at once: nothing waits, priorities have no effect, and nothing is refused in time.',
  fix: 'add featureGates: [flowControl]',
  cases: ['disagreements/flow-control-gate'],
  evidence: 'with saturated servers, requests are answered at once in place of waiting',
  bad: altered(CONFIGURED, ['    featureGates: [flowControl]\n', ''], ['/v1alpha1\n    kind: EndpointPickerConfig', '/v1alpha1 # <- MLM0520\n    kind: EndpointPickerConfig']),
  good: CONFIGURED,
  * check(configMap, { index }) {
    for (const { at, config: { featureGates = [], flowControl } } of index.pickers.configsIn(configMap)) {
      const { saturationDetector: _, ...flow } = flowControl ?? {};
      if (Object.keys(flow).length > 0 && !featureGates.includes('flowControl')) {
        yield { at };
      }
    }
  },
});

/** Parameters of plugins whose parameters are not decoded strictly (gateway-api-inference-extension v1.5.0 pkg/epp/framework/plugins, llm-d-router v0.10.0). */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'utilization-detector': ['queueDepthThreshold', 'kvCacheUtilThreshold', 'metricsStalenessThreshold', 'headroom'],
  'concurrency-detector': ['maxConcurrency', 'maxTokenConcurrency', 'concurrencyMode', 'headroom'],
  'max-score-picker': ['maxNumOfEndpoints'],
  'weighted-random-picker': ['maxNumOfEndpoints'],
  'random-picker': ['maxNumOfEndpoints'],
};

export const pluginParameter = rule({
  code: 'MLM0521',
  name: 'plugin-parameter',
  severity: 'warning',
  title: 'A plugin of an endpoint picker has a parameter that it does not know',
  kinds: [CONFIG_MAP],
  message: '{type} knows no parameter {parameter}: it has {known}',
  why: 'Parameters of plugins are not decoded strictly: this one is passed over without a word, and the plugin goes by its own figure.',
  fix: 'write the name that the plugin has',
  cases: ['disagreements/plugin-parameter'],
  evidence: 'the picker still refuses requests at its own threshold (429)',
  bad: altered(CONFIGURED, ['queueDepthThreshold:', 'queueDepth:'], ['/v1alpha1\n    kind: EndpointPickerConfig', '/v1alpha1 # <- MLM0521\n    kind: EndpointPickerConfig']),
  good: CONFIGURED,
  * check(configMap, { index }) {
    for (const { at, config: { plugins = [] } } of index.pickers.configsIn(configMap)) {
      for (const { type = '', parameters = {} } of plugins) {
        const known = Object.hasOwn(PARAMETERS, type) ? PARAMETERS[type] : undefined;
        const parameter = known && Object.keys(parameters).find((name) => !known.includes(name));
        if (parameter !== undefined) {
          const meant = nearest(parameter, known!) ?? known!.find((name) => name.startsWith(parameter));
          yield { at, data: { type, parameter, known: known!.join(', ') }, fix: meant === undefined ? undefined : `write ${meant}` };
        }
      }
    }
  },
});
