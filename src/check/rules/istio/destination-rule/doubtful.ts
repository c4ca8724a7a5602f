import { DESTINATION_RULE } from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { found, warned } from '../verdict';
import { allPoliciesOf } from './policies';

export const destinationRuleDoubtful = warned({
  code: 'MLM0918',
  name: 'destination-rule-doubtful',
  title: 'A traffic policy uses a deprecated field, or fails over without noticing failures',
  kinds: [DESTINATION_RULE],
  why: 'The fields consecutiveErrors and minimumRingSize go away; and localities fail over only when hosts are known to be unhealthy, which outlierDetection finds out. The webhook lets it '
    + 'pass with a warning.',
  fix: 'write what the message names instead',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        loadBalancer:
          localityLbSetting:
            failover: # <- MLM0918
              - from: europe
                to: america
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        outlierDetection:
          consecutive5xxErrors: 5
          maxEjectionPercent: 50
        loadBalancer:
          localityLbSetting:
            failover:
              - from: europe
                to: america
  `,
  * check(rule) {
    for (const { at, policy: { loadBalancer = {}, outlierDetection } } of allPoliciesOf(rule)) {
      if (outlierDetection?.consecutiveErrors) {
        yield found(at.at('outlierDetection', 'consecutiveErrors').key(), 'consecutiveErrors is deprecated', 'write consecutive5xxErrors or consecutiveGatewayErrors');
      }
      if (loadBalancer.consistentHash?.minimumRingSize) {
        yield found(at.at('loadBalancer', 'consistentHash', 'minimumRingSize').key(), 'minimumRingSize is deprecated', 'write ringHash.minimumRingSize');
      }
      for (const setting of outlierDetection === undefined ? ['localityLbSetting', 'zoneAwareLbSetting'] as const : []) {
        const { failover = [], failoverPriority = [] } = loadBalancer[setting] ?? {};
        if (failover.length + failoverPriority.length > 0) {
          const field = failover.length > 0 ? 'failover' : 'failoverPriority';
          yield found(at.at('loadBalancer', setting, field).key(), 'nothing fails over without outlierDetection', 'add outlierDetection');
        }
      }
    }
  },
});
