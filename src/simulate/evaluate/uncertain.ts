import { ejectedAfter, prefersByDistance } from '../compile/traffic-policy';
import type { Behavior } from '../request';
import type { ClusterTable, Endpoint } from '../tables';
import type { UnknownCause } from '../unknown';
import type { Evaluation } from './evaluation';

/** Why it is not known which endpoint of a cluster receives a request, where that makes a difference. */
export function uncertainty({ key, rule, endpoints }: ClusterTable, evaluation: Evaluation): UnknownCause | undefined {
  const most = ejectedAfter(rule, key) ?? Infinity;
  if (endpoints.some((endpoint) => evaluation.failuresOf(endpoint) >= most) && !endpoints.every((endpoint) => failsAlways(endpoint, evaluation))) {
    return 'ejection';
  }
  return endpoints.length > 1 && prefersByDistance(rule, key, evaluation.settings.distance) ? 'locality' : undefined;
}

/** Where all of them fail it does not matter who is left out. */
function failsAlways(endpoint: Endpoint, evaluation: Evaluation): boolean {
  const behavior = evaluation.behaviorOf(endpoint);
  return isFailure(behavior) && behavior.replicas === undefined && behavior.times === undefined;
}

/** Whether a proxy counts the answer against the pod. */
export function isFailure({ status = 200, reset = false, refuse = false, down }: Behavior): boolean {
  return status >= 500 || reset || refuse || down !== undefined;
}
