import type { Outcome } from '../../outcome';
import type { RetryPolicy } from '../../tables';

type Condition = (outcome: Outcome, policy: RetryPolicy) => boolean;

/** What came back is no answer, or none yet. */
const isSilent: Condition = ({ failure }) => failure !== undefined;

/**
 * The words of `retry_on`, and when each holds (Envoy, source/common/router/retry_state_impl.cc `wouldRetryFromHeaders` and
 * `wouldRetryFromReset`: a try without an answer counts as one of the 5xx and as an error of a gateway, since it becomes a 503 or 504).
 */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  '5xx': (outcome, policy) => isSilent(outcome, policy) || (outcome.status ?? 0) >= 500,
  'gateway-error': (outcome, policy) => isSilent(outcome, policy) || [502, 503, 504].includes(outcome.status ?? 0),
  'reset': isSilent,
  'connect-failure': ({ failure }) => failure === 'connect-failure',
  'refused-stream': ({ failure }) => failure === 'refused',
  'reset-before-request': ({ failure }) => failure === 'connect-failure',
  'retriable-4xx': ({ status }) => status === 409,
  'retriable-status-codes': ({ status, failure }, { codes }) => failure === undefined && codes.includes(status ?? 0),
  'cancelled': isGrpc(1),
  'deadline-exceeded': isGrpc(4),
  'resource-exhausted': isGrpc(8),
  'internal': isGrpc(13),
  'unavailable': isGrpc(14),
};

/** The condition on which a try is made again, or undefined. */
export function retriedOn(outcome: Outcome, policy: RetryPolicy | undefined): string | undefined {
  return policy?.conditions.find((condition) => CONDITIONS[condition]?.(outcome, policy));
}

function isGrpc(status: number): Condition {
  return ({ grpc }) => grpc === status;
}
