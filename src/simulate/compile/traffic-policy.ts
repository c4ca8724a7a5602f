import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import type { ClusterKey, ClusterTable } from '../tables';

type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;

/** What a DestinationRule says of requests on a connection. */
export type HttpSettings = NonNullable<NonNullable<TrafficPolicy['connectionPool']>['http']>;

/**
 * The settings of a cluster: those of its subset before those of the rule; settings of a port stand for all of a policy
 * (pilot/pkg/networking/util/util.go `MergeTrafficPolicy`, `MergeSubsetTrafficPolicy`).
 */
export function connectionSettings(rules: ClusterTable['destinationRules'], key: ClusterKey): HttpSettings {
  return settingsOf(rules, key, 'connectionPool')?.http ?? {};
}

/** Envoy's own, where a DestinationRule ejects and does not say after how many errors. */
const CONSECUTIVE_ERRORS = 5;

/** After how many failures in a row a pod is left out for a while; undefined: never. */
export function ejectedAfter(rules: ClusterTable['destinationRules'], key: ClusterKey): number | undefined {
  const settings = settingsOf(rules, key, 'outlierDetection');
  const counts = [settings?.consecutive5xxErrors ?? CONSECUTIVE_ERRORS, settings?.consecutiveGatewayErrors ?? 0].filter((count) => count > 0);
  return settings === undefined || counts.length === 0 ? undefined : Math.min(...counts);
}

/** Whether pods are preferred by where they run: by default where some are ejected, once a DestinationRule says how. */
export function prefersByDistance(rules: ClusterTable['destinationRules'], key: ClusterKey): boolean {
  const { enabled = true, distribute = [] } = settingsOf(rules, key, 'loadBalancer')?.localityLbSetting ?? { enabled: false };
  return enabled && (distribute.length > 0 || settingsOf(rules, key, 'outlierDetection') !== undefined);
}

/** What a load balancer goes by, so that requests which are alike in it go to one pod. */
export type HashKey = NonNullable<NonNullable<TrafficPolicy['loadBalancer']>['consistentHash']>;

export function hashKey(rules: ClusterTable['destinationRules'], key: ClusterKey): HashKey | undefined {
  return settingsOf(rules, key, 'loadBalancer')?.consistentHash;
}

/** Whether pods take turns, rather than being chosen by chance. */
export function takesTurns(rules: ClusterTable['destinationRules'], key: ClusterKey): boolean {
  return settingsOf(rules, key, 'loadBalancer')?.simple === 'ROUND_ROBIN';
}

/** How much a cluster takes at a time; what is unset nobody meets. */
export interface Breakers {
  readonly requests: number;
  /** Of TCP, and of HTTP/1.1. */
  readonly connections: number;
  /** Requests that wait for one of them. */
  readonly pending: number;
  readonly limitsRetries: boolean;
}

export function breakers(rules: ClusterTable['destinationRules'], key: ClusterKey): Breakers {
  const { http, tcp } = settingsOf(rules, key, 'connectionPool') ?? {};
  const [rule] = rules;
  const subset = rule?.spec.subsets?.find(({ name }) => name === key.subset);
  const policies = [rule?.spec.trafficPolicy, subset?.trafficPolicy as TrafficPolicy | undefined];
  return {
    requests: http?.http2MaxRequests ?? Infinity,
    connections: tcp?.maxConnections ?? Infinity,
    pending: http?.http1MaxPendingRequests ?? Infinity,
    limitsRetries: http?.maxRetries !== undefined || policies.some((policy) => policy?.retryBudget !== undefined),
  };
}

function settingsOf<K extends 'connectionPool' | 'outlierDetection' | 'loadBalancer'>(
  [rule]: ClusterTable['destinationRules'],
  { port, subset }: ClusterKey,
  field: K,
): TrafficPolicy[K] | undefined {
  const ofSubset = rule?.spec.subsets?.find(({ name }) => name === subset)?.trafficPolicy as TrafficPolicy | undefined;
  for (const policy of [ofSubset, rule?.spec.trafficPolicy]) {
    const ofPort = policy?.portLevelSettings?.find((each) => each.port?.number === port);
    const settings = ofPort === undefined ? policy?.[field] : ofPort[field] as TrafficPolicy[K] | undefined;
    if (ofPort !== undefined || settings !== undefined) {
      return settings;
    }
  }
  return undefined;
}
