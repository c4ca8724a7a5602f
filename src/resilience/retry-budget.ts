import type { Duration } from 'cdk8s';
import { checkCount, MAX_UINT32, renderTimeOrZero } from './limits';
import type { DestinationRuleRetryBudget } from '../../imports/networking.istio.io';
import { checkPercentage } from '../core/numbers';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import { requireCapability } from '../core/versions/capabilities';

/**
 * Bounds retries by the load, so that they cannot add up to an outage (DestinationRule `trafficPolicy.retryBudget`). Every Envoy counts for
 * itself. It allows no retry that the route does not ask for.
 */
export interface RetryBudget {
  /**
   * Retries under way, in percent of the requests under way and waiting (`percent`).
   * @default 20
   */
  readonly percent?: number;
  /**
   * Retries that are allowed whatever the load (`minRetryConcurrency`).
   * @default 3
   */
  readonly minRetryConcurrency?: number;
  /**
   * Counts the requests of this time too, instead of those of the moment only (`budgetInterval`). Since Istio 1.31.
   * @default - requests of the moment only
   */
  readonly budgetInterval?: Duration;
}

/** What istiod takes where the fields are absent. */
const DEFAULT_PERCENT = 20;
const DEFAULT_CONCURRENCY = 3;

export function renderRetryBudget(site: Site, budget: RetryBudget, target: Target): DestinationRuleRetryBudget {
  if (budget.budgetInterval) {
    requireCapability(target, 'retryBudgetInterval', site.at('budgetInterval'));
  }
  return {
    percent: checkPercentage(site.at('percent'), budget.percent ?? DEFAULT_PERCENT),
    minRetryConcurrency: checkCount(site.at('minRetryConcurrency'), budget.minRetryConcurrency ?? DEFAULT_CONCURRENCY, MAX_UINT32),
    budgetInterval: renderTimeOrZero(site.at('budgetInterval'), budget.budgetInterval),
  };
}
