import { breakers, originOfPolicy } from '../../compile/traffic-policy';
import { Fraction } from '../../fraction';
import type { Outcome } from '../../outcome';
import type { Message } from '../../request';
import type { ClusterTable } from '../../tables';
import type { Sender } from '../../transport/encryption';
import type { Evaluation } from '../evaluation';
import { ownAnswer } from '../outcomes';

/** Of requests that are sent at once, the share that a cluster takes; undefined: it is a matter of time. */
export function takenShare(cluster: ClusterTable, { protocol }: Message, evaluation: Evaluation): Fraction | undefined {
  const { atOnce } = evaluation;
  const { requests, connections, pending } = breakers(cluster.rule, cluster.key);
  const waits = protocol === 'http1' && pending < Infinity;
  // Whoever comes while a connection is opened waits for it; only of one that is open it is known.
  if (waits && atOnce > pending && connections > 1) {
    return undefined;
  }
  const most = Math.max(0, Math.min(requests, waits ? connections + pending : Infinity) - evaluation.underWay(cluster));
  if (most >= atOnce) {
    return Fraction.ONE;
  }
  const isSlow = cluster.endpoints.every((endpoint) => (evaluation.behaviorOf(endpoint).delay ?? 0) > 0);
  return isSlow || most === 0 ? Fraction.of(most, atOnce) : undefined;
}

/** Of connections that are opened at once, the share that an Envoy lets through besides those that are open; others know no limits. */
export function connectionShare(cluster: ClusterTable, from: Sender, { atOnce, behaviorOf, underWay }: Evaluation): Fraction | undefined {
  const { connections } = breakers(cluster.rule, cluster.key);
  const most = Math.max(0, connections - underWay(cluster));
  if (from === undefined || from.kind === 'ztunnel' || most >= atOnce) {
    return Fraction.ONE;
  }
  const isSlow = cluster.endpoints.every((endpoint) => (behaviorOf(endpoint).delay ?? 0) > 0);
  return isSlow || most === 0 ? Fraction.of(most, atOnce) : undefined;
}

/** Whether only so many requests may be tried again at a time. */
export function limitsRetries({ rule, key }: ClusterTable): boolean {
  return breakers(rule, key).limitsRetries;
}

/** What the others get, at once and without another try. */
export function overflow({ key, rule }: ClusterTable, { protocol }: Message, received: Outcome['received']): Outcome {
  const reason = { text: `the breaker of ${key.host} takes no more at a time`, origin: originOfPolicy(rule, key) };
  return ownAnswer({ disposition: 'no-backend', status: 503, failure: 'overflow', reason, received, protocol });
}
