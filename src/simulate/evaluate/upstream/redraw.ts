import { byDraws, type Draw } from './draws';
import { type Choice, choicesOf, total } from './endpoints';
import { hasHash } from './sticky';
import { hashKey, takesTurns } from '../../compile/traffic-policy';
import { Fraction } from '../../fraction';
import type { Message } from '../../request';
import type { ClusterTable, Endpoint, Forward, ProxyTables } from '../../tables';

/**
 * How often a proxy draws, at most, for a pod that was not asked; the last one that is drawn gets the request (istiod,
 * pilot/pkg/networking/core/route/retry/retry.go `HostSelectionRetryMaxAttempts`, besides the first; Envoy,
 * source/extensions/load_balancing_policies/common/load_balancer_impl.cc and thread_aware_lb_impl.cc, `chooseHost`).
 */
const DRAWS = 6;

/** How a pod is found for a retry. */
export interface Redraw {
  /** `chance`: any pod, in each draw anew (`LEAST_REQUEST` of pods that are not busy, `RANDOM`); `turns`: the next one; `hash`: one in place of another, always in the same order. */
  readonly by: 'chance' | 'turns' | 'hash';
  readonly draws: number;
}

/** Endpoints that tries of a request went to. */
export interface Asked {
  readonly endpoints: readonly Endpoint[];
  /** The draws that may have led to the last of them; unset: it was the first. */
  readonly draws?: readonly Draw[];
}

/** An endpoint that a try goes to. */
export interface Redrawn extends Choice {
  /** It was asked before, and another one was not. */
  readonly isAgain?: boolean;
  readonly draws?: readonly Draw[];
}

/** How the proxy finds a pod for a retry; gateways ask a picker no more, and take the pods of its pool in turn (pilot/pkg/networking/core/cluster_builder.go `applyOverrideHostPolicy`). */
export function redrawOf({ proxy }: ProxyTables, { retry }: Forward, cluster: ClusterTable, message: Message): Redraw {
  const { rule, key, pool } = cluster;
  const avoids = retry?.avoidsPrevious === 'always' || (retry?.avoidsPrevious === 'unless-hashed' && hashKey(rule, key) === undefined);
  const draws = avoids ? DRAWS : 1;
  if ((pool !== undefined && proxy.kind === 'gateway') || takesTurns(rule, key)) {
    return { by: 'turns', draws };
  }
  return { by: hasHash(cluster, message) ? 'hash' : 'chance', draws };
}

/** Where the next try may go. */
export function redrawn(endpoints: readonly Endpoint[], asked: Asked, { by, draws }: Redraw): readonly Redrawn[] {
  if (endpoints.length === 1) {
    return [{ endpoint: endpoints[0], share: Fraction.ONE }];
  }
  return by === 'turns' ? inTurn(endpoints, asked.endpoints, draws) : mostFirst(byDraws(endpoints, asked, { isHashed: by === 'hash', draws }));
}

/** Consecutive pods, in an order that nobody knows until all were asked. */
function inTurn(endpoints: readonly Endpoint[], asked: readonly Endpoint[], draws: number): readonly Redrawn[] {
  const all = total(endpoints.map(({ replicas }) => replicas));
  if (asked.length < all) {
    return choicesOf(endpoints, endpoints.map((endpoint) => endpoint.replicas - asked.filter((each) => each === endpoint).length));
  }
  const last = all - 1 + draws * (asked.length - all);
  return [{ endpoint: asked[(last + draws) % all], share: Fraction.ONE }];
}

/** Whoever reads of them meets the usual before the rare. */
function mostFirst(choices: readonly Redrawn[]): readonly Redrawn[] {
  return [...choices].sort((a, b) => b.share.toNumber() - a.share.toNumber());
}
