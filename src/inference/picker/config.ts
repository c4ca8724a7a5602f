import { Yaml } from 'cdk8s';
import type { EndpointScorer, ScorerConfig } from './endpoint-scorer';
import { EndpointScorer as Scorer } from './endpoint-scorer';
import type { FlowControl } from './flow-control';
import { flowControlConfig } from './flow-control';
import type { PluginSpec, ProfileEntry } from './plugin';
import { parameters } from './plugin';
import { PickerRelease, RELEASES } from './release';
import { GIE_PARSERS, H2C_ONLY, TAKES_GRPC } from './request-parser';
import type { RequestParser } from './request-parser';
import type { SaturationDetector } from './saturation-detector';
import type { Site } from '../../core/site';

/** How an endpoint is chosen when all have their scores. */
export enum EndpointChoice {
  /** The one with the highest score; by chance among equals. */
  BEST_SCORE = 'max-score-picker',
  /** By chance, each with a probability that grows with its score. */
  WEIGHTED_RANDOM = 'weighted-random-picker',
  /** By chance, whatever the scores. */
  RANDOM = 'random-picker',
}

/** How the picker decides (EndpointPickerConfig). */
export interface PickerConfig {
  /**
   * Reasons to prefer a server.
   * @default - queue depth 2, KV cache 2, prefix cache 3, as upstream
   */
  readonly scorers?: EndpointScorer[];
  /**
   * How an endpoint is chosen by the scores.
   * @default EndpointChoice.BEST_SCORE
   */
  readonly choice?: EndpointChoice;
  /**
   * How requests are read. The picker of the Inference Extension takes one. Servers with `PortProtocol.GRPC` need one that takes gRPC:
   * VLLM_GRPC, VERTEX_AI or PASSTHROUGH.
   * @default - OpenAI's API, of llm-d also Anthropic's and vLLM's
   */
  readonly parsers?: RequestParser[];
  /**
   * When the servers count as full.
   * @default - by their metrics, with the picker's own figures
   */
  readonly saturation?: SaturationDetector;
  /**
   * Requests wait at the picker while the servers are full, by priority.
   * @default - they are sent on at once, and priorities have no effect
   */
  readonly flowControl?: FlowControl;
  /**
   * Takes plugins that are still alpha (flag `--allow-experimental-plugins`).
   * @default false
   */
  readonly experimentalPlugins?: boolean;
}

/** What the picker must know of the servers. */
export interface ServerFacts {
  readonly engineType: string;
  readonly metricsPath: string;
  readonly h2c: boolean;
  /** What they speak on HTTP/2 is gRPC. */
  readonly grpc: boolean;
  /** Prompt and answer are computed by different pods. */
  readonly disaggregated: boolean;
}

/** A config with what depends on it. */
export interface RenderedConfig {
  readonly text: string;
  /** Nothing in it relies on what a single picker has seen itself, so that several may be asked. */
  readonly sharesNothing: boolean;
}

interface Draft {
  readonly site: Site;
  readonly release: PickerRelease;
  readonly config: PickerConfig;
  readonly servers: ServerFacts;
}

const DEFAULT_ENGINE = 'vllm';
const DEFAULT_METRICS_PATH = '/metrics';

/** The file that the picker reads; its decoder refuses whatever it does not know. */
export function renderPickerConfig(draft: Draft): RenderedConfig {
  const { site, release, config } = draft;
  const scorers = bindScorers(draft);
  const parsers = bindParsers(draft);
  const saturation = config.saturation?._bind(site.at('saturation'));
  const flow = config.flowControl && flowControlConfig(site.at('flowControl'), config.flowControl);
  const { nestedSections, configVersion } = RELEASES[release];
  const profiles = profilesOf(draft, scorers);
  const detector = saturation && { saturationDetector: { pluginRef: saturation.plugin.type } };
  const plugins = [
    ...scorers.map(pluginOf),
    ...scorers.flatMap(({ needs }) => needs),
    ...profiles.plugins,
    ...parsers.map((type) => ({ type })),
    ...(saturation ? [saturation.plugin, ...saturation.needs] : []),
    ...flow?.plugins ?? [],
    ...metricsPlugins(draft.servers),
  ];
  const flowSection = { ...flow?.section, ...(nestedSections && detector) };
  const file = {
    apiVersion: configVersion,
    kind: 'EndpointPickerConfig',
    ...(flow && { featureGates: ['flowControl'] }),
    plugins: plugins.filter((plugin, i) => plugins.findIndex(({ type }) => type === plugin.type) === i),
    schedulingProfiles: profiles.profiles,
    ...(!nestedSections && detector),
    ...(Object.keys(flowSection).length > 0 && { flowControl: flowSection }),
    ...(parsers.length > 0 && parserSection(nestedSections, parsers)),
  };
  return { text: Yaml.stringify(file), sharesNothing: !saturation?.remembers && scorers.every(({ remembers }) => !remembers) && !flow };
}

function pluginOf({ type, parameters: given }: ScorerConfig): PluginSpec {
  return { type, ...(given && { parameters: given }) };
}

function parserSection(nested: boolean, parsers: readonly RequestParser[]): object {
  return nested ? { requestHandler: { parsers: parsers.map((pluginRef) => ({ pluginRef })) } } : { parser: { pluginRef: parsers[0] } };
}

function bindScorers({ site, release, config }: Draft): ScorerConfig[] {
  const at = site.at('scorers');
  const given = config.scorers ?? [Scorer.queueDepth(2), Scorer.kvCacheUtilization(2), Scorer.prefixCache(3)];
  at.check(given.length > 0, { problem: 'must not be empty: every server would be as good as the others', got: [], fix: 'name one, or choose EndpointChoice.RANDOM' });
  const scorers = given.map((scorer, i) => scorer._bind(at.at(i)));
  scorers.forEach(({ type, experimental, llmDOnly }, i) => {
    at.at(i).check(scorers.findIndex((other) => other.type === type) === i, { problem: `is there twice (${type})`, fix: 'give the scorer once, with the whole weight' });
    at.at(i).check(!llmDOnly || release === PickerRelease.LLM_D_ROUTER_0_10, {
      problem: `keeps ${release} from starting (${type})`,
      fix: 'use PickerRelease.LLM_D_ROUTER_0_10, or leave the scorer out',
    });
    at.at(i).check(!experimental || config.experimentalPlugins === true, {
      problem: `is alpha, and the picker does not start with it (${type})`,
      fix: 'set experimentalPlugins: true, or leave the scorer out',
    });
  });
  site.at('experimentalPlugins').check(!config.experimentalPlugins || RELEASES[release].experimentalPlugins, {
    problem: `is not known to ${release}, which has no such flag`,
    got: true,
    fix: 'leave it out',
  });
  return scorers;
}

function bindParsers({ site, release, config: { parsers = [] }, servers }: Draft): readonly RequestParser[] {
  const at = site.at('parsers');
  const { nestedSections } = RELEASES[release];
  at.check(nestedSections || parsers.length <= 1, { problem: `must be one at most: ${release} reads requests in one way`, got: parsers, fix: 'name one, or use PickerRelease.LLM_D_ROUTER_0_10' });
  parsers.forEach((parser, i) => {
    at.at(i).check(parsers.indexOf(parser) === i, { problem: 'is named twice', got: parser, fix: 'name it once' });
    at.at(i).check(nestedSections || GIE_PARSERS.includes(parser), { problem: `is not known to ${release}`, got: parser, fix: 'use PickerRelease.LLM_D_ROUTER_0_10, or another parser' });
    at.at(i).check(servers.h2c || !H2C_ONLY.includes(parser), {
      problem: 'reads HTTP/2 only, and the servers speak HTTP/1.1: every call would fail',
      got: parser,
      fix: 'give the servers protocol: PortProtocol.GRPC or H2C, or use another parser',
    });
  });
  at.check(!servers.grpc || parsers.some((parser) => TAKES_GRPC.includes(parser)), {
    problem: 'must name one that takes gRPC, which the servers speak: any other takes each call for JSON, and every call would fail',
    got: parsers,
    fix: nestedSections ? 'name RequestParser.VLLM_GRPC, VERTEX_AI or PASSTHROUGH' : 'name RequestParser.VLLM_GRPC or PASSTHROUGH',
  });
  return parsers;
}

/** One profile, or one each for the servers that compute prompts and those that generate answers. */
function profilesOf({ site, release, config, servers }: Draft, scorers: readonly ScorerConfig[]) {
  const choice: PluginSpec[] = config.choice === undefined ? [] : [{ type: config.choice }];
  const entries: ProfileEntry[] = [
    ...scorers.map(({ type, weight }) => ({ pluginRef: type, weight })),
    ...choice.map(({ type }) => ({ pluginRef: type })),
  ];
  if (!servers.disaggregated) {
    return { plugins: choice, profiles: [{ name: 'default', plugins: entries }] };
  }
  site.check(RELEASES[release].disaggregation, {
    problem: `cannot keep prefill and decode servers apart with ${release}`,
    fix: 'use PickerRelease.LLM_D_ROUTER_0_10, or servers that do both',
  });
  return {
    plugins: [
      ...choice,
      { type: 'prefill-filter' },
      { type: 'decode-filter' },
      { type: 'prefix-based-pd-decider', parameters: { nonCachedTokens: 16 } },
      { type: 'disagg-profile-handler', parameters: { deciders: { prefill: 'prefix-based-pd-decider' } } },
    ],
    // Copies: YAML would write what is there twice as an alias.
    profiles: ['prefill', 'decode'].map((name) => ({ name, plugins: [{ pluginRef: `${name}-filter` }, ...entries.map((entry) => ({ ...entry }))] })),
  };
}

/** Only what differs from what the picker assumes. */
function metricsPlugins({ engineType, metricsPath }: ServerFacts): PluginSpec[] {
  return [
    ...(metricsPath === DEFAULT_METRICS_PATH ? [] : [{ type: 'metrics-data-source', parameters: { scheme: 'http', path: metricsPath, insecureSkipVerify: true } }]),
    ...(engineType === DEFAULT_ENGINE ? [] : [{ type: 'core-metrics-extractor', ...parameters({ defaultEngine: engineType }) }]),
  ];
}
