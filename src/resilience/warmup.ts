import type { Duration } from 'cdk8s';
import { renderTime } from './limits';
import type { DestinationRuleWarmup } from '../../imports/networking.istio.io';
import { checkPercentage, checkPositiveNumber } from '../core/numbers';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import { requireCapability } from '../core/versions/capabilities';

/**
 * Lets the share of a new endpoint grow slowly, while it loads weights and fills caches (DestinationRule
 * `trafficPolicy.loadBalancer.warmup`). When all endpoints are new, as in a new Deployment, all get the same share again.
 */
export interface Warmup {
  /** How long an endpoint counts as new (`duration`). */
  readonly duration: Duration;
  /**
   * The share that it starts with, in percent of its full one (`minimumPercent`).
   * @default 10
   */
  readonly minimumPercent?: number;
  /**
   * How the share grows (`aggression`): 1 evenly, more is faster at the start, less is slower. Below 1 only since Istio 1.31.
   * @default 1
   */
  readonly aggression?: number;
}

export function renderWarmup(site: Site, { duration, minimumPercent, aggression }: Warmup, target: Target): DestinationRuleWarmup {
  if (aggression !== undefined && checkPositiveNumber(site.at('aggression'), aggression) < 1) {
    requireCapability(target, 'warmupAggressionBelowOne', site.at('aggression'));
  }
  return {
    duration: renderTime(site.at('duration'), duration)!,
    minimumPercent: minimumPercent === undefined ? undefined : checkPercentage(site.at('minimumPercent'), minimumPercent),
    aggression,
  };
}
