import type { VirtualServiceCorsPolicy } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { Hit } from '../../../rule';
import { durationProblem, isWholeSeconds } from '../values/durations';
import { expressionProblem } from '../values/expressions';
import { corsHeaderProblem } from '../values/headers';
import { found, foundIn, foundInEach } from '../verdict';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*'];

export function* corsHits(at: Location, policy: VirtualServiceCorsPolicy = {}): Iterable<Hit> {
  for (const [index, { exact, prefix, regex }] of (policy.allowOrigins ?? []).entries()) {
    if (!exact && !prefix && !regex) {
      yield found(at.at('allowOrigins', index), 'the origin is empty');
    }
    yield* foundIn(at.at('allowOrigins', index, 'regex'), regex || undefined, expressionProblem);
  }
  yield* foundInEach(at.at('allowMethods'), policy.allowMethods, (method) => (METHODS.includes(method) ? undefined : `${JSON.stringify(method)} is no method`));
  yield* foundInEach(at.at('allowHeaders'), policy.allowHeaders, corsHeaderProblem);
  yield* foundInEach(at.at('exposeHeaders'), policy.exposeHeaders, corsHeaderProblem);
  yield* foundIn(at.at('maxAge'), policy.maxAge, (age) => durationProblem(age) ?? (isWholeSeconds(age) ? undefined : `${age} is no whole number of seconds`));
}
