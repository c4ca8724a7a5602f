import type { Duration } from 'cdk8s';
import { checkPositive, renderDuration } from '../core/duration';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** Fields of type int32 in istio.io/api. */
export const MAX_INT32 = 2 ** 31 - 1;
/** Fields of type uint32. */
export const MAX_UINT32 = 2 ** 32 - 1;

/** A count that Istio reads as "not set" when it is 0 (pilot/pkg/networking/core/cluster_traffic_policy.go), so 0 is refused. */
export function checkCount(site: Site, count: number | undefined, max: number): number | undefined {
  return count === undefined ? undefined : checkInteger(site, count, {
    min: 1,
    max,
    fix: 'leave it out for the default; Istio takes 0 for not set',
  });
}

/** A count that 0 switches off. */
export function checkThreshold(site: Site, count: number | undefined): number | undefined {
  return count === undefined ? undefined : checkInteger(site, count, { min: 0, max: MAX_UINT32, fix: 'give a number of errors, or 0 for never' });
}

/** A time of whole milliseconds above nothing, which the CRD and istiod's webhook ask for. */
export function renderTime(site: Site, duration: Duration | undefined): string | undefined {
  return duration && renderDuration(checkPositive(site, duration));
}

/** The same where 0 is a value of its own. */
export function renderTimeOrZero(site: Site, duration: Duration | undefined): string | undefined {
  return duration?.toMilliseconds({ integral: false }) === 0 ? '0s' : renderTime(site, duration);
}

/** A time that ends up in a field of whole seconds: istiod cuts off the rest. */
export function renderSeconds(site: Site, duration: Duration | undefined, min: number, max: number): string | undefined {
  if (!duration) {
    return undefined;
  }
  checkInteger(site, duration.toSeconds({ integral: false }), { min, max, fix: 'give whole seconds: istiod cuts off the rest' });
  return renderDuration(duration);
}
