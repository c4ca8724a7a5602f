/** Envoy takes a priority level for fully available from 1/1.4 healthy endpoints on, and never panics then. */
const OVERPROVISIONING_PERCENT = 140;

/** 100 would let every endpoint go. */
const HIGHEST_SAFE_PERCENT = 99;

/**
 * How many of the endpoints are out at the same time at most. Envoy ejects one more as long as
 * `100 · (ejected + 1) / endpoints ≤ max_ejection_percent` and knows no minimum (`always_eject_one_host` is false, and Istio has no
 * field for it): 10 % of three endpoints is nobody (outlier_detection_impl.cc `ejectHost`; measured with Envoy 1.39.3).
 */
export function ejectableEndpoints(endpoints: number, maxEjectionPercent: number): number {
  return Math.floor((endpoints * maxEjectionPercent) / 100);
}

/** The lowest percentage that lets all endpoints go but one; of more than 100 endpoints, 99 % go. */
export function percentForAllButOne(endpoints: number): number {
  return Math.min(HIGHEST_SAFE_PERCENT, Math.ceil((100 * (endpoints - 1)) / endpoints));
}

/** The lowest percentage that lets one endpoint go. */
export function percentForOne(endpoints: number): number {
  return Math.ceil(100 / endpoints);
}

/**
 * The highest `minHealthPercent` at which an ejection has an effect. Below the threshold Envoy panics: it sends requests to ejected endpoints
 * too. It never does while availability, which counts each healthy endpoint 1.4 times, is full (load_balancer_impl.cc
 * `recalculatePerPriorityPanic`; measured with Envoy 1.39.3).
 */
export function highestUsefulHealthPercent(endpoints: number): number {
  const healthyAfterOne = (100 * (endpoints - 1)) / endpoints;
  const availability = Math.floor((OVERPROVISIONING_PERCENT * (endpoints - 1)) / endpoints);
  return availability >= 100 ? 100 : Math.floor(healthyAfterOne);
}
