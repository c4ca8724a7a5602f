import type {
  ConnectionPool, DestinationRuleLoadBalancer, DestinationRuleOutlierDetection, DestinationRuleSpec, DestinationRuleTls, DestinationRuleTrafficPolicy,
} from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';

/** A traffic policy of a DestinationRule, of one of its subsets or of a port. */
export interface PlacedPolicy {
  readonly at: Location;
  readonly policy: PolicyOfPort;
}

/** What policies of ports have too. */
interface PolicyOfPort {
  readonly connectionPool?: ConnectionPool;
  readonly loadBalancer?: DestinationRuleLoadBalancer;
  readonly outlierDetection?: DestinationRuleOutlierDetection;
  readonly tls?: DestinationRuleTls;
}

interface PlacedWholePolicy extends PlacedPolicy {
  readonly policy: DestinationRuleTrafficPolicy;
}

/** The policies of the rule and its subsets. */
export function* policiesOf(rule: ManifestObject<DestinationRuleSpec>): Iterable<PlacedWholePolicy> {
  const { subsets = [], trafficPolicy } = rule.spec;
  if (trafficPolicy !== undefined) {
    yield { at: rule.at('spec', 'trafficPolicy'), policy: trafficPolicy };
  }
  for (const [index, { trafficPolicy: policy }] of subsets.entries()) {
    if (policy !== undefined) {
      yield { at: rule.at('spec', 'subsets', index, 'trafficPolicy'), policy };
    }
  }
}

/** The same, and those of their ports. */
export function* allPoliciesOf(rule: ManifestObject<DestinationRuleSpec>): Iterable<PlacedPolicy> {
  for (const { at, policy } of policiesOf(rule)) {
    yield { at, policy };
    for (const [index, port] of (policy.portLevelSettings ?? []).entries()) {
      yield { at: at.at('portLevelSettings', index), policy: port };
    }
  }
}
