import { CONFIG_EXAMPLE, CONFIG_FLAG, PICKER_EXAMPLE } from './picker-example';
import { PICKER_OWNERS } from './picker-tls-settings';
import { declaredPorts } from './server-ports';
import { CALLS_ONLY, HTTP2_PARSERS, parsersOf, POOL_OF_HTTP2 } from '../../../manifest/inference/pickers';
import { CONFIG_MAP } from '../../../manifest/kinds';
import { altered, rule, together } from '../../rule';

/** Those of the Inference Extension that take what gRPC sends (gateway-api-inference-extension v1.5.0 pkg/epp/framework/plugins/requesthandling/parsers). */
const OF_GRPC = [CALLS_ONLY, 'passthrough-parser'];

/** A pool whose servers speak gRPC, and a picker that reads it. */
export const GRPC_PICKER_EXAMPLE = together(
  altered(
    PICKER_EXAMPLE, CONFIG_FLAG,
    ['    - number: 8000\n', '    - number: 8000\n  appProtocol: kubernetes.io/h2c\n'],
    ['- containerPort: 8000', '- name: grpc\n          containerPort: 8000'],
  ),
  altered(
    CONFIG_EXAMPLE,
    ['      - type: queue-scorer\n', '      - type: queue-scorer\n      - type: vllmgrpc-parser\n'],
    ['    flowControl:\n', '    parser:\n      pluginRef: vllmgrpc-parser\n    flowControl:\n'],
  ),
);

export const pickerParser = rule({
  code: 'MLM0537',
  name: 'picker-parser',
  severity: 'error',
  title: 'An endpoint picker reads HTTP/2 for a pool whose servers are called over HTTP/1.1',
  kinds: [CONFIG_MAP],
  message: '{parser} is for HTTP/2, and gateways speak HTTP/1.1 to the servers of {pool}',
  why: 'The picker of the Inference Extension 1.5 starts all the same and chooses a server, which takes no HTTP/1.1: every call fails. That of llm-d compares the two, and '
    + 'is never ready.',
  fix: 'set appProtocol: kubernetes.io/h2c in the pool, or name a parser of the API that its servers have',
  cases: ['disagreements/picker-parser'],
  evidence: 'a call of gRPC has the status UNAVAILABLE (14) without a backend, the picker ready',
  bad: altered(
    GRPC_PICKER_EXAMPLE,
    ['  appProtocol: kubernetes.io/h2c\n', ''],
    ['- name: grpc\n          containerPort: 8000', '- containerPort: 8000'],
    ['/v1alpha1\n    kind: EndpointPickerConfig', '/v1alpha1 # <- MLM0537\n    kind: EndpointPickerConfig'],
  ),
  good: GRPC_PICKER_EXAMPLE,
  * check(configMap, { index }) {
    for (const { at, config, picker } of index.pickers.configsIn(configMap)) {
      const parser = parsersOf(config).find((type) => HTTP2_PARSERS.includes(type));
      const pools = index.pickers.servicesOf(picker).flatMap((service) => index.pickers.poolsOf(service));
      const pool = pools.find(({ spec }) => spec.appProtocol !== POOL_OF_HTTP2);
      if (parser !== undefined && pool !== undefined) {
        yield { at, data: { parser, pool: pool.id }, related: [{ at: pool.at('spec'), label: 'the pool' }] };
      }
    }
  },
});

export const parserOfAnotherApi = rule({
  code: 'MLM0538',
  name: 'parser-of-another-api',
  severity: 'warning',
  title: 'An endpoint picker reads the OpenAI API for servers of gRPC',
  kinds: PICKER_OWNERS,
  message: 'the picker reads JSON of the OpenAI API, and {owner} declares port {port} of {pool} as {declared}',
  why: 'Without a parser in its configuration the picker takes every body for JSON, and refuses what is none with 400: no call of gRPC gets to a server.',
  fix: 'declare the plugin vllmgrpc-parser and name it in parser, or passthrough-parser for another API',
  cases: ['disagreements/parser-of-another-api'],
  evidence: 'a call of gRPC has the status INTERNAL (13) without a backend',
  bad: altered(
    GRPC_PICKER_EXAMPLE,
    ['    parser:\n      pluginRef: vllmgrpc-parser\n', ''],
    ['- --config-file=/config/config.yaml', '- --config-file=/config/config.yaml # <- MLM0538'],
  ),
  good: GRPC_PICKER_EXAMPLE,
  * check(owner, { index }) {
    for (const picker of index.pickers.ownedBy(owner).filter(({ release }) => release?.objectiveGroup === 'inference.networking.x-k8s.io')) {
      const pools = index.pickers.servicesOf(picker).flatMap((service) => index.pickers.poolsOf(service));
      const calls = pools.flatMap((pool) => pool.spec.targetPorts.flatMap(({ number }) => declaredPorts(index, pool, number)
        .filter(({ word, object }) => object.kind !== 'Service' && /^grpc(?!-web)/i.test(word)).map((declared) => ({ pool, number, declared }))));
      const config = index.pickers.configOf(picker);
      if (calls.length > 0 && config !== undefined && !parsersOf(config).some((type) => OF_GRPC.includes(type))) {
        const [{ pool, number, declared }] = calls;
        yield {
          at: picker.flagAt('config-file'),
          data: { owner: declared.object.id, port: number, pool: pool.id, declared: declared.word },
          related: [{ at: declared.at, label: 'the port' }],
        };
      }
    }
  },
});
