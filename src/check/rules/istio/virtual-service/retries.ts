import type { VirtualServiceRetries } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { Hit } from '../../../rule';
import { durationProblem } from '../values/durations';
import { found, foundIn } from '../verdict';

const CONDITIONS = [
  '5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream', 'retriable-status-codes', 'retriable-headers',
  'envoy-ratelimited', 'http3-post-connect-failure', 'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable',
];

/** First and last of each run of numbers to which Go's net/http has a text. */
const STATUSES: readonly (readonly [first: number, last: number])[] = [
  [100, 103], [200, 208], [226, 226], [300, 305], [307, 308], [400, 418], [421, 426], [428, 429], [431, 431], [451, 451], [500, 508], [510, 511],
];

export function* retryHits(at: Location, retries?: VirtualServiceRetries): Iterable<Hit> {
  if (retries === undefined) {
    return;
  }
  const { attempts = 0, backoff, perTryTimeout, retryOn, retryRemoteLocalities } = retries;
  if (attempts < 0) {
    yield found(at.at('attempts'), `${attempts} attempts are fewer than none`);
  }
  if (attempts === 0 && (perTryTimeout !== undefined || retryOn || retryRemoteLocalities !== undefined)) {
    yield found(at, 'retries without attempts say how to retry', 'give attempts, or delete the rest');
  }
  yield* foundIn(at.at('perTryTimeout'), perTryTimeout, durationProblem);
  yield* foundIn(at.at('backoff'), backoff, durationProblem);
  const unknown = retryOn ? retryOn.split(',').find((condition) => !CONDITIONS.includes(condition) && !isStatus(condition)) : undefined;
  if (unknown !== undefined) {
    yield found(at.at('retryOn'), `${JSON.stringify(unknown)} is no condition to retry on`, 'write conditions of Envoy or statuses, with commas and without spaces');
  }
}

function isStatus(text: string): boolean {
  return /^\+?\d+$/.test(text) && STATUSES.some(([first, last]) => Number(text) >= first && Number(text) <= last);
}
