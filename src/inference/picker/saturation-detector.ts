import type { Duration } from 'cdk8s';
import type { PluginSpec } from './plugin';
import { IN_FLIGHT_LOAD, parameters } from './plugin';
import { checkPositive, renderDuration } from '../../core/duration';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';

/** When a server counts as full, by its own metrics. */
export interface UtilizationThresholds {
  /**
   * Requests waiting at a server (`queueDepthThreshold`).
   * @default 5
   */
  readonly queueDepth?: number;
  /**
   * Share of its KV cache that is used, above 0 and 1 at most (`kvCacheUtilThreshold`).
   * @default 0.8
   */
  readonly kvCacheUtilization?: number;
  /**
   * Metrics older than this count as full (`metricsStalenessThreshold`).
   * @default - the picker's own, 200 ms
   */
  readonly staleness?: Duration;
  /**
   * Share above these figures that a single server may still be given (`headroom`).
   * @default 0
   */
  readonly headroom?: number;
}

/** When a server counts as full, by the requests that the picker sent it. */
export interface ConcurrencyThresholds {
  /**
   * Requests under way at a server (`maxConcurrency`).
   * @default 100
   */
  readonly maxRequests?: number;
  /**
   * Tokens under way at a server (`maxTokenConcurrency`); requests are then not counted.
   * @default - requests are counted
   */
  readonly maxTokens?: number;
  /**
   * Share above these figures that a single server may still be given (`headroom`).
   * @default 0
   */
  readonly headroom?: number;
}

/** What a detector turns out to be. */
export interface DetectorConfig {
  readonly plugin: PluginSpec;
  readonly needs: readonly PluginSpec[];
  readonly remembers: boolean;
}

const MAX = 1_000_000_000;

/** How the picker sees that the servers are full, and requests must wait or be turned away. */
export class SaturationDetector {
  /** By the metrics of the servers: what waits there, and how full their caches are (`utilization-detector`). */
  public static utilization(thresholds: UtilizationThresholds = {}): SaturationDetector {
    return new SaturationDetector((site) => ({ plugin: utilizationPlugin(site, thresholds), needs: [], remembers: false }));
  }

  /** By what this picker sent and has not ended yet (`concurrency-detector`): no metrics are needed. */
  public static concurrency(thresholds: ConcurrencyThresholds = {}): SaturationDetector {
    return new SaturationDetector((site) => ({ plugin: concurrencyPlugin(site, thresholds), needs: [IN_FLIGHT_LOAD], remembers: true }));
  }

  private constructor(private readonly bind: (site: Site) => DetectorConfig) {}

  /** @internal */
  public _bind(site: Site): DetectorConfig {
    return this.bind(site);
  }
}

function utilizationPlugin(site: Site, { queueDepth, kvCacheUtilization, staleness, headroom }: UtilizationThresholds): PluginSpec {
  site.at('kvCacheUtilization').check(kvCacheUtilization === undefined || (kvCacheUtilization > 0 && kvCacheUtilization <= 1), {
    problem: 'must be a share above 0, 1 at most',
    got: kvCacheUtilization,
    fix: 'write 0.8 for 80 %',
  });
  return {
    type: 'utilization-detector',
    ...parameters({
      queueDepthThreshold: checkCount(site.at('queueDepth'), queueDepth),
      kvCacheUtilThreshold: kvCacheUtilization,
      metricsStalenessThreshold: staleness && renderDuration(checkPositive(site.at('staleness'), staleness)),
      headroom: checkHeadroom(site.at('headroom'), headroom),
    }),
  };
}

function concurrencyPlugin(site: Site, { maxRequests, maxTokens, headroom }: ConcurrencyThresholds): PluginSpec {
  site.at('maxTokens').check(maxRequests === undefined || maxTokens === undefined, {
    problem: 'counts tokens, and then requests are not counted',
    got: maxTokens,
    fix: 'leave one of maxRequests and maxTokens out',
  });
  return {
    type: 'concurrency-detector',
    ...parameters({
      concurrencyMode: maxTokens === undefined ? undefined : 'tokens',
      maxConcurrency: checkCount(site.at('maxRequests'), maxRequests),
      maxTokenConcurrency: checkCount(site.at('maxTokens'), maxTokens),
      headroom: checkHeadroom(site.at('headroom'), headroom),
    }),
  };
}

function checkCount(site: Site, count: number | undefined): number | undefined {
  return count === undefined ? undefined : checkInteger(site, count, { min: 1, max: MAX, fix: 'give a whole number above 0' });
}

function checkHeadroom(site: Site, headroom: number | undefined): number | undefined {
  site.check(headroom === undefined || (headroom >= 0 && headroom <= 100), {
    problem: 'must be a share from 0 to 100',
    got: headroom,
    fix: 'write 0.2 for 20 % above the thresholds',
  });
  return headroom;
}
