import type { DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import { DESTINATION_RULE } from '../../../manifest/kinds';
import type { Path } from '../../../manifest/path';
import { rule, yaml } from '../../rule';

export const wholeServiceEjected = rule({
  code: 'MLM0307',
  name: 'whole-service-ejected',
  severity: 'warning',
  title: 'A breaker may take the last replica of a model out',
  kinds: [DESTINATION_RULE],
  message: 'outlier detection may eject every replica of {host}',
  why: 'While all replicas are ejected nobody is left to ask (503) until baseEjectionTime has passed: a few failures of one model server become an outage.',
  fix: 'lower maxEjectionPercent below 100, so that one replica stays, or set minHealthPercent',
  cases: ['limits/whole-service-ejected'],
  evidence: 'after a few failures of its replicas every request is answered with 503, and no replica is asked',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: predictor
      namespace: ml-serving
    spec:
      host: predictor
      trafficPolicy:
        outlierDetection:
          consecutive5xxErrors: 5
          maxEjectionPercent: 100 # <- MLM0307
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: predictor
      namespace: ml-serving
    spec:
      host: predictor
      trafficPolicy:
        outlierDetection:
          consecutive5xxErrors: 5
          maxEjectionPercent: 50
  `,
  * check(destinationRule) {
    for (const [path, { outlierDetection }] of trafficPolicies(destinationRule.spec)) {
      const { maxEjectionPercent = 0, minHealthPercent = 0 } = outlierDetection ?? {};
      if (maxEjectionPercent >= 100 && minHealthPercent === 0) {
        yield { at: destinationRule.at(...path, 'outlierDetection', 'maxEjectionPercent'), data: { host: destinationRule.spec.host } };
      }
    }
  },
});

type TrafficPolicy = Pick<NonNullable<DestinationRuleSpec['trafficPolicy']>, 'outlierDetection'>;

/** Every place of a DestinationRule where a breaker may be. */
function trafficPolicies({ trafficPolicy, subsets = [] }: DestinationRuleSpec): (readonly [Path, TrafficPolicy])[] {
  const policies = [
    [['spec', 'trafficPolicy'], trafficPolicy] as const,
    ...subsets.map((subset, i) => [['spec', 'subsets', i, 'trafficPolicy'], subset.trafficPolicy] as const),
  ];
  return policies.flatMap(([path, policy]) => (policy === undefined ? [] : [
    [path, policy] as const,
    ...(policy.portLevelSettings ?? []).map((settings, i) => [[...path, 'portLevelSettings', i], settings] as const),
  ]));
}
