import type { MergedRule, TrafficPolicy } from '../../manifest/istio/merged-rules';
import type { ClusterKey, Origin } from '../tables';

/** What a DestinationRule says of requests on a connection. */
export type HttpSettings = NonNullable<NonNullable<TrafficPolicy['connectionPool']>['http']>;

/**
 * The settings of a cluster: those of its subset before those of the rule; settings of a port stand for all of a policy
 * (pilot/pkg/networking/util/util.go `MergeTrafficPolicy`, `MergeSubsetTrafficPolicy`).
 */
export function connectionSettings(rule: MergedRule | undefined, key: ClusterKey): HttpSettings {
  return settingsOf(rule, key, 'connectionPool')?.http ?? {};
}

/** Envoy's own, where a DestinationRule ejects and does not say after how many errors. */
const CONSECUTIVE_ERRORS = 5;

/** After how many failures in a row a pod is left out for a while; undefined: never. */
export function ejectedAfter(rule: MergedRule | undefined, key: ClusterKey): number | undefined {
  const settings = settingsOf(rule, key, 'outlierDetection');
  const counts = [settings?.consecutive5xxErrors ?? CONSECUTIVE_ERRORS, settings?.consecutiveGatewayErrors ?? 0].filter((count) => count > 0);
  return settings === undefined || counts.length === 0 ? undefined : Math.min(...counts);
}

/** How pods are preferred by where they run. */
export type DistanceSettings = Pick<NonNullable<TrafficPolicy['loadBalancer']>, 'localityLbSetting' | 'zoneAwareLbSetting'>;

/**
 * Whether pods are preferred by where they run: by zones in any case, by localities by default where some are ejected, once a DestinationRule or
 * the mesh says how (pilot/pkg/networking/core/loadbalancer/loadbalancer.go `GetEffectiveLbSetting`).
 */
export function prefersByDistance(rule: MergedRule | undefined, key: ClusterKey, ofMesh: DistanceSettings): boolean {
  const own = settingsOf(rule, key, 'loadBalancer') ?? {};
  const { zoneAwareLbSetting, localityLbSetting } = own.zoneAwareLbSetting ?? own.localityLbSetting ? own : ofMesh;
  if (zoneAwareLbSetting !== undefined) {
    return zoneAwareLbSetting.enabled !== false;
  }
  const { enabled = true, distribute = [] } = localityLbSetting ?? { enabled: false };
  return enabled && (distribute.length > 0 || settingsOf(rule, key, 'outlierDetection') !== undefined);
}

/** What a load balancer goes by, so that requests which are alike in it go to one pod. */
export type HashKey = NonNullable<NonNullable<TrafficPolicy['loadBalancer']>['consistentHash']>;

export function hashKey(rule: MergedRule | undefined, key: ClusterKey): HashKey | undefined {
  return settingsOf(rule, key, 'loadBalancer')?.consistentHash;
}

/** Whether pods take turns, rather than being chosen by chance. */
export function takesTurns(rule: MergedRule | undefined, key: ClusterKey): boolean {
  return settingsOf(rule, key, 'loadBalancer')?.simple === 'ROUND_ROBIN';
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

export function breakers(rule: MergedRule | undefined, key: ClusterKey): Breakers {
  const { http, tcp } = settingsOf(rule, key, 'connectionPool') ?? {};
  const policies = policiesOf(rule, key);
  return {
    requests: http?.http2MaxRequests ?? Infinity,
    connections: tcp?.maxConnections ?? Infinity,
    pending: http?.http1MaxPendingRequests ?? Infinity,
    limitsRetries: http?.maxRetries !== undefined || policies.some(({ retryBudget }) => retryBudget !== undefined),
  };
}

function settingsOf<K extends 'connectionPool' | 'outlierDetection' | 'loadBalancer'>(
  rule: MergedRule | undefined,
  key: ClusterKey,
  field: K,
): TrafficPolicy[K] | undefined {
  for (const policy of policiesOf(rule, key)) {
    const ofPort = policy.portLevelSettings?.find((each) => each.port?.number === key.port);
    const settings = ofPort === undefined ? policy[field] : ofPort[field] as TrafficPolicy[K] | undefined;
    if (ofPort !== undefined || settings !== undefined) {
      return settings;
    }
  }
  return undefined;
}

/** That of the subset before that of all. */
export function policiesOf(rule: MergedRule | undefined, { subset }: ClusterKey): readonly TrafficPolicy[] {
  const ofSubset = rule?.subsets.find(({ name }) => name === subset)?.trafficPolicy as TrafficPolicy | undefined;
  return [ofSubset, rule?.trafficPolicy].filter((policy) => policy !== undefined);
}

/** The rule that says something of the cluster: of its subset, or of all. */
export function originOfPolicy(rule: MergedRule | undefined, { subset }: ClusterKey): Origin | undefined {
  const places = (rule?.from ?? []).flatMap((object) => (object.spec.subsets ?? []).map((each, i) => ({ object, each, i })));
  const own = places.find(({ each }) => each.name === subset);
  if (own?.each.trafficPolicy !== undefined) {
    return { object: own.object, at: own.object.at('spec', 'subsets', own.i, 'trafficPolicy') };
  }
  return rule?.policyOf && { object: rule.policyOf, at: rule.policyOf.at('spec', 'trafficPolicy') };
}
