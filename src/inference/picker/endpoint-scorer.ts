import type { PluginSpec } from './plugin';
import { checkWeight, IN_FLIGHT_LOAD, parameters } from './plugin';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';

/** What the picker remembers of prefixes. */
export interface PrefixCacheOptions {
  /**
   * Tokens from the start of a prompt that are compared (`maxPrefixTokensToMatch`).
   * @default - 256 blocks of the server's cache
   */
  readonly maxTokens?: number;
  /**
   * Blocks that are remembered for each server (`lruCapacityPerServer`); what its metrics say goes first.
   * @default 31250
   */
  readonly blocksPerServer?: number;
}

/** What a scorer turns out to be. */
export interface ScorerConfig extends PluginSpec {
  readonly weight: number;
  /** Plugins without which it has nothing to judge by. */
  readonly needs: readonly PluginSpec[];
  /** It judges by what this picker saw itself, which another replica does not know. */
  readonly remembers: boolean;
  /** Alpha: the picker refuses it unless it is told to take such. */
  readonly experimental: boolean;
  /** The picker of the Inference Extension 1.5 does not start with it. */
  readonly llmDOnly: boolean;
}

interface Traits {
  readonly needs?: readonly PluginSpec[];
  readonly remembers?: boolean;
  readonly experimental?: boolean;
  readonly llmDOnly?: boolean;
}

const MAX = 100_000_000;

/**
 * One reason to prefer a model server over the others, with its weight beside the other reasons. Each gives a figure from 0 to 1.
 */
export class EndpointScorer {
  /**
   * Few requests waiting at the server (`queue-scorer`).
   * @param weight above 0; 1 if left out
   */
  public static queueDepth(weight?: number): EndpointScorer {
    return new EndpointScorer('queue-scorer', weight, () => ({}));
  }

  /**
   * Room in the server's KV cache (`kv-cache-utilization-scorer`).
   * @param weight above 0; 1 if left out
   */
  public static kvCacheUtilization(weight?: number): EndpointScorer {
    return new EndpointScorer('kv-cache-utilization-scorer', weight, () => ({}));
  }

  /**
   * A server that saw the start of this prompt lately (`prefix-cache-scorer`). The picker remembers what it sent where, so
   * that only one replica of it may be asked.
   * @param weight above 0; 1 if left out
   */
  public static prefixCache(weight?: number, options: PrefixCacheOptions = {}): EndpointScorer {
    return new EndpointScorer('prefix-cache-scorer', weight, (site) => {
      const figure = (prop: keyof PrefixCacheOptions) => checkCount(site.at(prop), options[prop]);
      return parameters({ maxPrefixTokensToMatch: figure('maxTokens'), lruCapacityPerServer: figure('blocksPerServer') }).parameters;
    }, { remembers: true });
  }

  /**
   * Few requests under way at the server (`running-requests-size-scorer`).
   * @param weight above 0; 1 if left out
   */
  public static runningRequests(weight?: number): EndpointScorer {
    return new EndpointScorer('running-requests-size-scorer', weight, () => ({}));
  }

  /**
   * A server that has the LoRA adapter of the request loaded, or room for it (`lora-affinity-scorer`).
   * @param weight above 0; 1 if left out
   */
  public static loraAffinity(weight?: number): EndpointScorer {
    return new EndpointScorer('lora-affinity-scorer', weight, () => ({}));
  }

  /**
   * Few tokens under way at the server, as this picker counts them (`token-load-scorer`). Of llm-d only: the picker of the Inference
   * Extension 1.5 has the scorer and does not start with it, since it is given other data than it expects.
   * @param weight above 0; 1 if left out
   * @param queueThreshold tokens from which on a server gets no point; 4194304 if left out
   */
  public static tokenLoad(weight?: number, queueThreshold?: number): EndpointScorer {
    return new EndpointScorer('token-load-scorer', weight,
      (site) => parameters({ queueThresholdTokens: checkCount(site.at('queueThreshold'), queueThreshold) }).parameters,
      { needs: [IN_FLIGHT_LOAD], remembers: true, llmDOnly: true });
  }

  /**
   * The server that answered the same session before (`session-affinity-scorer`). Experimental, of llm-d only.
   * @param weight above 0; 1 if left out
   */
  public static sessionAffinity(weight?: number): EndpointScorer {
    return new EndpointScorer('session-affinity-scorer', weight, () => ({}), { experimental: true, llmDOnly: true });
  }

  private constructor(
    private readonly type: string,
    private readonly weight: number | undefined,
    private readonly bindParameters: (site: Site) => PluginSpec['parameters'],
    private readonly traits: Traits = {},
  ) {}

  /** @internal */
  public _bind(site: Site): ScorerConfig {
    const { needs = [], remembers = false, experimental = false, llmDOnly = false } = this.traits;
    const weight = checkWeight(site.at('weight'), this.weight ?? 1);
    return { type: this.type, ...parameters(this.bindParameters(site) ?? {}), weight, needs, remembers, experimental, llmDOnly };
  }
}

function checkCount(site: Site, count: number | undefined): number | undefined {
  return count === undefined ? undefined : checkInteger(site, count, { min: 1, max: MAX, fix: 'give a whole number above 0' });
}
