import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import type { ClusterKey, ClusterTable } from '../tables';

type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;

/** What a DestinationRule says of requests on a connection. */
export type HttpSettings = NonNullable<NonNullable<TrafficPolicy['connectionPool']>['http']>;

/**
 * The settings of a cluster: those of its subset before those of the rule; settings of a port stand for all of a policy
 * (pilot/pkg/networking/util/util.go `MergeTrafficPolicy`, `MergeSubsetTrafficPolicy`).
 */
export function connectionSettings([rule]: ClusterTable['destinationRules'], { port, subset }: ClusterKey): HttpSettings {
  const ofSubset = rule?.spec.subsets?.find(({ name }) => name === subset)?.trafficPolicy as TrafficPolicy | undefined;
  for (const policy of [ofSubset, rule?.spec.trafficPolicy]) {
    const ofPort = policy?.portLevelSettings?.find((each) => each.port?.number === port);
    const pool = ofPort === undefined ? policy?.connectionPool : ofPort.connectionPool;
    if (ofPort !== undefined || pool !== undefined) {
      return pool?.http ?? {};
    }
  }
  return {};
}
