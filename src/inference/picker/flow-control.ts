import type { Size } from 'cdk8s';
import { Duration } from 'cdk8s';
import type { PluginSpec } from './plugin';
import { checkPositive, renderDuration } from '../../core/duration';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';

/** Whose requests go first among those of one priority (`fairnessPolicyRef`). A flow is what the fairness header names. */
export enum FlowFairness {
  /** All flows wait in one line. */
  STRICT = 'global-strict-fairness-policy',
  /** One request of each flow after the other, so that a busy tenant does not starve the rest. */
  ROUND_ROBIN = 'round-robin-fairness-policy',
}

/** Which request of a flow goes first (`orderingPolicyRef`). */
export enum FlowOrdering {
  /** The one that came first. */
  FIRST_COME = 'fcfs-ordering-policy',
  /** The one whose time to live ends first. */
  EARLIEST_DEADLINE = 'edf-ordering-policy',
  /** The one whose promised time to first token ends first (header `x-slo-ttft-ms`). */
  SLO_DEADLINE = 'slo-deadline-ordering-policy',
}

/** Bounds of the requests of one priority. */
export interface PriorityBand {
  /** The priority, as objectives have it; below 0 may be turned away first. */
  readonly priority: number;
  /**
   * Requests that may wait (`maxRequests`).
   * @default 5000
   */
  readonly maxRequests?: number;
  /**
   * Size of the requests that may wait (`maxBytes`).
   * @default - 1 GB
   */
  readonly maxBytes?: Size;
  /**
   * Whose requests go first.
   * @default FlowFairness.STRICT
   */
  readonly fairness?: FlowFairness;
  /**
   * Which request of a flow goes first.
   * @default FlowOrdering.FIRST_COME
   */
  readonly ordering?: FlowOrdering;
}

/** Requests wait at the picker while the servers are full, by priority (gate `flowControl`). Without it priorities have no effect. */
export interface FlowControl {
  /**
   * How long a request may wait before it is turned away (`defaultRequestTTL`). Must end before every route to the pool gives up,
   * whole milliseconds.
   * @default Duration.seconds(60)
   */
  readonly timeToLive?: Duration;
  /**
   * Requests of all priorities that may wait (`maxRequests`).
   * @default - no limit
   */
  readonly maxRequests?: number;
  /**
   * Size of all requests that may wait (`maxBytes`).
   * @default - no limit
   */
  readonly maxBytes?: Size;
  /**
   * Priorities with bounds of their own.
   * @default - every priority has the same
   */
  readonly priorityBands?: PriorityBand[];
}

interface FlowControlConfig {
  readonly section: object;
  /** Policies that it names and the picker does not know by itself. */
  readonly plugins: readonly PluginSpec[];
}

const DEFAULT_TTL_MILLIS = 60_000;
const MAX_PRIORITY = 2 ** 31 - 1;
const MAX_REQUESTS = 1_000_000_000;
const KNOWN_POLICIES: readonly string[] = [FlowFairness.STRICT, FlowOrdering.FIRST_COME];

/** How long a request waits at most, in milliseconds. */
export function timeToLiveOf({ timeToLive }: FlowControl): number {
  return timeToLive?.toMilliseconds() ?? DEFAULT_TTL_MILLIS;
}

export function flowControlConfig(site: Site, flow: FlowControl): FlowControlConfig {
  if (flow.timeToLive) {
    checkPositive(site.at('timeToLive'), flow.timeToLive);
  }
  const bands = (flow.priorityBands ?? []).map((band, i) => bandConfig(site.at('priorityBands', i), band, flow.priorityBands!.slice(0, i)));
  const policies = bands.flatMap(({ fairnessPolicyRef, orderingPolicyRef }) => [fairnessPolicyRef, orderingPolicyRef]);
  return {
    section: {
      // Without it a request waits for as long as the client does.
      defaultRequestTTL: renderDuration(Duration.millis(timeToLiveOf(flow))),
      ...limits(site, flow),
      ...(bands.length > 0 && { priorityBands: bands }),
    },
    plugins: [...new Set(policies)].flatMap((type) => (type === undefined || KNOWN_POLICIES.includes(type) ? [] : [{ type }])),
  };
}

function bandConfig(site: Site, band: PriorityBand, earlier: readonly PriorityBand[]) {
  const { priority, fairness, ordering } = band;
  checkInteger(site.at('priority'), priority, { min: -MAX_PRIORITY, max: MAX_PRIORITY, fix: 'give the priority of an objective' });
  site.at('priority').check(earlier.every((other) => other.priority !== priority), {
    problem: 'must not be that of another band, which the picker refuses',
    got: priority,
    fix: 'name each priority once',
  });
  return {
    priority,
    ...limits(site, band),
    ...(fairness && { fairnessPolicyRef: fairness as string }),
    ...(ordering && { orderingPolicyRef: ordering as string }),
  } as { readonly priority: number; readonly fairnessPolicyRef?: string; readonly orderingPolicyRef?: string };
}

/** As quantities, which the picker reads as text. */
function limits(site: Site, { maxRequests, maxBytes }: Pick<FlowControl, 'maxRequests' | 'maxBytes'>) {
  if (maxRequests !== undefined) {
    checkInteger(site.at('maxRequests'), maxRequests, { min: 1, max: MAX_REQUESTS, fix: 'give the number of requests, or leave it out' });
  }
  return {
    ...(maxRequests !== undefined && { maxRequests: String(maxRequests) }),
    ...(maxBytes && { maxBytes: `${maxBytes.toKibibytes()}Ki` }),
  };
}
