import type { Outcome } from '../outcome';
import type { Reason } from '../reason';
import type { SimulatedRequest } from '../request';
import type { UnknownCause } from '../unknown';
import { ownAnswer } from './outcomes';

/** An answer that cannot be given. */
export function unknown(cause: UnknownCause, { protocol }: Pick<SimulatedRequest, 'protocol'>, reason?: Reason): Outcome {
  return { ...ownAnswer({ disposition: 'unknown', reason, received: {}, protocol }), unknown: cause, isBroken: false };
}
