import { connectionPoolHits } from './connection-pool';
import { allPoliciesOf } from './policies';
import type { DestinationRuleOutlierDetection } from '../../../../../imports/networking.istio.io';
import { DESTINATION_RULE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { durationProblem } from '../values/durations';
import { found, foundIn, refused } from '../verdict';

export const breakerValues = refused({
  code: 'MLM0915',
  name: 'breaker-values',
  title: 'A connection pool or an outlier detection has values that contradict each other',
  kinds: [DESTINATION_RULE],
  why: 'Counts are not negative, percentages go from 0 to 100, times are whole milliseconds, and failures of the own side are counted only where they are told apart '
    + '(splitExternalLocalOriginErrors). The webhook refuses anything else.',
  fix: 'correct the value, or set what it depends on',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        outlierDetection:
          consecutiveLocalOriginFailures: 5 # <- MLM0915
          maxEjectionPercent: 50
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
          splitExternalLocalOriginErrors: true
          consecutiveLocalOriginFailures: 5
          maxEjectionPercent: 50
  `,
  * check(rule) {
    for (const { at, policy: { connectionPool, outlierDetection } } of allPoliciesOf(rule)) {
      yield* connectionPoolHits(at.at('connectionPool'), connectionPool);
      yield* outlierHits(at.at('outlierDetection'), outlierDetection);
    }
  },
});

function* outlierHits(at: Location, outlier: DestinationRuleOutlierDetection = {}): Iterable<Hit> {
  const { baseEjectionTime, consecutiveLocalOriginFailures = 0, interval, splitExternalLocalOriginErrors } = outlier;
  yield* foundIn(at.at('baseEjectionTime'), baseEjectionTime, durationProblem);
  yield* foundIn(at.at('interval'), interval, durationProblem);
  if (consecutiveLocalOriginFailures > 0 && !splitExternalLocalOriginErrors) {
    yield found(at.at('consecutiveLocalOriginFailures'), 'failures of the own side are not told apart', 'add splitExternalLocalOriginErrors: true');
  }
  for (const field of ['maxEjectionPercent', 'minHealthPercent'] as const) {
    yield* foundIn(at.at(field), outlier[field], (percent) => (percent < 0 || percent > 100 ? `${percent} is no percentage` : undefined));
  }
}
