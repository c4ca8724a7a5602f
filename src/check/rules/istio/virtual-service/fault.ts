import type { VirtualServiceFault } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { Hit } from '../../../rule';
import { durationProblem } from '../values/durations';
import { found, foundIn } from '../verdict';
import { statusProblem } from './status';

const GRPC_STATUSES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION',
  'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];

const SMALLEST_PERCENTAGE = 0.0001;

export function* faultHits(at: Location, fault?: VirtualServiceFault): Iterable<Hit> {
  if (fault === undefined) {
    return;
  }
  const { abort, delay } = fault;
  if (abort === undefined && delay === undefined) {
    yield found(at, 'the fault neither aborts nor delays');
  }
  for (const [field, part] of Object.entries({ abort, delay })) {
    yield* foundIn(at.at(field, 'percentage', 'value'), part?.percentage?.value, percentageProblem);
  }
  yield* foundIn(at.at('abort', 'grpcStatus'), abort?.grpcStatus, (status) => (GRPC_STATUSES.includes(status) ? undefined : `${JSON.stringify(status)} is no status of gRPC`));
  yield* foundIn(at.at('abort', 'httpStatus'), abort?.httpStatus, statusProblem);
  yield* foundIn(at.at('abort', 'http2Error').key(), abort?.http2Error, () => 'Istio does not abort with errors of HTTP/2');
  yield* foundIn(at.at('delay', 'fixedDelay'), delay?.fixedDelay, durationProblem);
  yield* foundIn(at.at('delay', 'exponentialDelay').key(), delay?.exponentialDelay, () => 'Istio knows fixed delays only');
}

function percentageProblem(value: number): string | undefined {
  const isPercentage = value === 0 || (value >= SMALLEST_PERCENTAGE && value <= 100);
  return isPercentage ? undefined : `${value} is neither 0 nor a percentage from ${SMALLEST_PERCENTAGE} to 100`;
}
