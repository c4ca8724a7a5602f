import type { Duration } from 'cdk8s';
import { ejectableEndpoints, highestUsefulHealthPercent, percentForAllButOne, percentForOne } from './ejection';
import { checkCount, checkThreshold, MAX_UINT32, renderTime } from './limits';
import type { DestinationRuleOutlierDetection } from '../../imports/networking.istio.io';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/**
 * Takes endpoints that keep failing out of the load balancing for a while (DestinationRule `trafficPolicy.outlierDetection`).
 *
 * Every Envoy judges for itself, from the answers that it saw. The last endpoint is never ejected. Besides, Istio fails over to other
 * localities as soon as a Service has outlier detection; `LocalityPreference.disabled()` keeps that off.
 */
export interface OutlierDetection {
  /**
   * Answers of 500 or above in a row that get an endpoint ejected (`consecutive5xxErrors`); 0 for never. Failures to connect count as well,
   * unless `splitExternalLocalOriginErrors` is on.
   * @default 5
   */
  readonly consecutive5xxErrors?: number;
  /**
   * Answers of 502, 503 or 504 in a row that get an endpoint ejected (`consecutiveGatewayErrors`). They are counted among the 5xx errors too,
   * so the number must be lower than `consecutive5xxErrors`, or that one 0.
   * @default - these are not counted apart
   */
  readonly consecutiveGatewayErrors?: number;
  /**
   * Failures to connect and timeouts in a row that get an endpoint ejected (`consecutiveLocalOriginFailures`). Turns
   * `splitExternalLocalOriginErrors` on.
   * @default - 5 where `splitExternalLocalOriginErrors` is on
   */
  readonly consecutiveLocalOriginFailures?: number;
  /**
   * Counts failures that Envoy sees itself (connecting, timeouts) apart from answers of the model server (`splitExternalLocalOriginErrors`).
   * @default - true where `consecutiveLocalOriginFailures` is given
   */
  readonly splitExternalLocalOriginErrors?: boolean;
  /**
   * How often Envoy looks whether an ejection is over (`interval`).
   * @default - 10 s
   */
  readonly interval?: Duration;
  /**
   * How long an endpoint is out (`baseEjectionTime`), times the number of its ejections so far.
   * @default - 30 s
   */
  readonly baseEjectionTime?: Duration;
  /**
   * How many percent of the endpoints are out at the same time at most (`maxEjectionPercent`), 1 to 99. Envoy rounds down: 10 % of nine
   * endpoints is nobody, which is what Istio's own default comes to in most Services.
   * @default - all endpoints but one where the number of replicas is known, otherwise 50: it acts from two endpoints on and leaves half of them
   */
  readonly maxEjectionPercent?: number;
  /**
   * Below this share of healthy endpoints Envoy sends requests to all of them, ejected ones too (`minHealthPercent`), whole percent. In a
   * Service of two or three endpoints a high value undoes the first ejection already.
   * @default 0
   */
  readonly minHealthPercent?: number;
}

/** What Envoy takes where `consecutive5xxErrors` is absent. */
const DEFAULT_CONSECUTIVE_5XX = 5;

/** With an unknown number of endpoints: one of two is ejected, of one none, and half of the capacity stays. */
const EJECTION_PERCENT_FOR_UNKNOWN = 50;

export function renderOutlierDetection(site: Site, outlier: OutlierDetection, replicas?: number): DestinationRuleOutlierDetection {
  const triggers = renderTriggers(site, outlier);
  checkReplicas(site, replicas);
  return {
    ...triggers,
    interval: renderTime(site.at('interval'), outlier.interval),
    baseEjectionTime: renderTime(site.at('baseEjectionTime'), outlier.baseEjectionTime),
    maxEjectionPercent: maxEjectionPercent(site.at('maxEjectionPercent'), outlier.maxEjectionPercent, replicas),
    minHealthPercent: minHealthPercent(site.at('minHealthPercent'), outlier.minHealthPercent, replicas),
  };
}

function renderTriggers(site: Site, outlier: OutlierDetection): DestinationRuleOutlierDetection {
  const { consecutive5xxErrors, consecutiveGatewayErrors, consecutiveLocalOriginFailures } = outlier;
  const rendered = {
    consecutive5xxErrors: checkThreshold(site.at('consecutive5xxErrors'), consecutive5xxErrors),
    consecutiveGatewayErrors: checkThreshold(site.at('consecutiveGatewayErrors'), consecutiveGatewayErrors),
    consecutiveLocalOriginFailures: checkCount(site.at('consecutiveLocalOriginFailures'), consecutiveLocalOriginFailures, MAX_UINT32),
    splitExternalLocalOriginErrors: outlier.splitExternalLocalOriginErrors ?? (consecutiveLocalOriginFailures !== undefined ? true : undefined),
  };
  checkGatewayErrors(site, outlier);
  site.at('splitExternalLocalOriginErrors').check(rendered.splitExternalLocalOriginErrors !== false || consecutiveLocalOriginFailures === undefined, {
    problem: 'must not be false, since consecutiveLocalOriginFailures is given',
    fix: 'leave one of the two out',
  });
  site.check(consecutive5xxErrors !== 0 || Boolean(consecutiveGatewayErrors) || rendered.splitExternalLocalOriginErrors === true, {
    problem: 'ejects nobody: every kind of error is switched off',
    fix: 'give consecutive5xxErrors or consecutiveGatewayErrors a number above 0',
  });
  return rendered;
}

/** A gateway error counts for both, so the 5xx threshold is reached first or at the same time (istio.io/api OutlierDetection). */
function checkGatewayErrors(site: Site, { consecutive5xxErrors, consecutiveGatewayErrors = 0 }: OutlierDetection): void {
  const all = consecutive5xxErrors ?? DEFAULT_CONSECUTIVE_5XX;
  const given = consecutive5xxErrors === undefined ? `${all}, the default` : `${all}`;
  site.at('consecutiveGatewayErrors').check(all === 0 || consecutiveGatewayErrors < all, {
    problem: `has no effect unless it is lower than consecutive5xxErrors (${given}), which counts the same answers`,
    got: consecutiveGatewayErrors,
    fix: 'lower it, or set consecutive5xxErrors: 0 to count gateway errors only',
  });
}

function checkReplicas(site: Site, replicas?: number): void {
  site.check(replicas === undefined || replicas > 1, {
    problem: `has no effect on a backend with ${replicas} replica, since the last endpoint is never ejected`,
    fix: 'run two replicas or more, or leave outlierDetection out',
  });
}

function maxEjectionPercent(site: Site, percent: number | undefined, replicas?: number): number {
  if (percent === undefined) {
    return replicas === undefined ? EJECTION_PERCENT_FOR_UNKNOWN : percentForAllButOne(replicas);
  }
  site.check(percent !== 100, {
    problem: `would let ${replicas === undefined ? 'all endpoints' : `all ${replicas} of ${replicas} endpoints`} be ejected at the same time`,
    got: percent,
    fix: replicas === undefined ? 'give 99 at most' : `give ${percentForAllButOne(replicas)}, which keeps one, or leave it out`,
  });
  checkInteger(site, percent, { min: 1, max: 99, fix: 'leave it out for the default; Istio takes 0 for not set, which is 10' });
  site.check(replicas === undefined || ejectableEndpoints(replicas, percent) > 0, {
    problem: `ejects nobody: ${percent} % of ${replicas} endpoints is less than one, and Envoy rounds down`,
    got: percent,
    fix: `give ${replicas && percentForOne(replicas)} or more, or leave it out`,
  });
  return percent;
}

function minHealthPercent(site: Site, percent: number | undefined, replicas?: number): number | undefined {
  if (percent === undefined) {
    return undefined;
  }
  checkInteger(site, percent, { min: 0, max: 100, fix: 'give whole percent' });
  const highest = replicas === undefined ? 100 : highestUsefulHealthPercent(replicas);
  site.check(percent <= highest, {
    problem: `undoes every ejection: with 1 of ${replicas} endpoints out ${highest} % are healthy, and below minHealthPercent Envoy uses ejected ones too`,
    got: percent,
    fix: `give ${highest} or less, or leave it out`,
  });
  return percent;
}
