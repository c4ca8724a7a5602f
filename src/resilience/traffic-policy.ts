import type { ConnectionPool } from './connection-pool';
import { renderConnectionPool } from './connection-pool';
import type { LoadBalancing } from './load-balancing';
import type { LocalityPreference } from './locality-preference';
import type { OutlierDetection } from './outlier-detection';
import { renderOutlierDetection } from './outlier-detection';
import type { RetryBudget } from './retry-budget';
import { renderRetryBudget } from './retry-budget';
import type { DestinationRuleLoadBalancer, DestinationRuleTrafficPolicy } from '../../imports/networking.istio.io';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';

/**
 * Breakers and load balancing of one Service: the DestinationRule `spec.trafficPolicy` of the Service that really receives the requests, for
 * all of its ports. Enforced by whoever calls: the gateway, the Service's waypoint in ambient mode (ztunnel knows none of this), the caller's
 * sidecar in sidecar mode.
 */
export interface TrafficPolicy {
  /**
   * Limits on connections and requests (`connectionPool`).
   * @default - no limits
   */
  readonly connectionPool?: ConnectionPool;
  /**
   * Takes failing endpoints out for a while (`outlierDetection`).
   * @default - endpoints are taken out by their readiness probe only
   */
  readonly outlierDetection?: OutlierDetection;
  /**
   * How an endpoint is chosen (`loadBalancer`).
   * @default LoadBalancing.leastRequest()
   */
  readonly loadBalancing?: LoadBalancing;
  /**
   * Which localities are preferred (`loadBalancer.localityLbSetting`).
   * @default - the mesh's setting: the nearest, where the Service has outlier detection
   */
  readonly locality?: LocalityPreference;
  /**
   * Bounds retries by the load (`retryBudget`).
   * @default - no bound
   */
  readonly retryBudget?: RetryBudget;
}

/** What is known of the Service that a policy is for. */
export interface TrafficPolicyContext {
  readonly site: Site;
  readonly target: Target;
  /** Endpoints of the Service at the least, undefined where unknown. */
  readonly replicas?: number;
  /** Every port of the Service speaks HTTP/2 without TLS: the upgrade acts on all of them, whatever their protocol. */
  readonly h2c: boolean;
}

/** The policy as L1 input (`DestinationRuleSpec.trafficPolicy`). */
export function renderTrafficPolicy(policy: TrafficPolicy, context: TrafficPolicyContext): DestinationRuleTrafficPolicy {
  const { site, target, replicas } = context;
  checkTogether(site, policy);
  const { outlierDetection, retryBudget } = policy;
  const rendered = {
    connectionPool: renderConnectionPool(site.at('connectionPool'), policy.connectionPool, context),
    loadBalancer: renderLoadBalancer(policy, context),
    outlierDetection: outlierDetection && renderOutlierDetection(site.at('outlierDetection'), outlierDetection, replicas),
    retryBudget: retryBudget && renderRetryBudget(site.at('retryBudget'), retryBudget, target),
  };
  site.check(Object.values(rendered).some((block) => block !== undefined), {
    problem: 'must contain at least one setting',
    fix: 'leave it out to keep Istio\'s own behaviour',
  });
  return rendered;
}

function renderLoadBalancer({ loadBalancing, locality }: TrafficPolicy, { site, target }: TrafficPolicyContext) {
  const rendered: DestinationRuleLoadBalancer = {
    ...loadBalancing?._render(site.at('loadBalancing'), target),
    ...(locality && { localityLbSetting: locality._render(site.at('locality')) }),
  };
  return loadBalancing || locality ? rendered : undefined;
}

function checkTogether(site: Site, { connectionPool, locality, outlierDetection, retryBudget }: TrafficPolicy): void {
  site.at('locality').check(!locality?._needsOutlierDetection || outlierDetection !== undefined, {
    problem: 'has no effect without outlierDetection, which is what finds endpoints that fail',
    fix: 'add outlierDetection',
  });
  site.at('connectionPool', 'maxRetries').check(connectionPool?.maxRetries === undefined || retryBudget === undefined, {
    problem: 'has no effect beside retryBudget, which takes its place in Envoy',
    got: connectionPool?.maxRetries,
    fix: 'give one of the two',
  });
}
