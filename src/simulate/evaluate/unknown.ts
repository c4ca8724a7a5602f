import type { Outcome } from '../outcome';
import type { SimulatedRequest } from '../request';
import type { UnknownCause } from '../unknown';
import { ownAnswer } from './outcomes';

/** An answer that cannot be given. */
export function unknown(cause: UnknownCause, { protocol }: Pick<SimulatedRequest, 'protocol'>): Outcome {
  return { ...ownAnswer({ disposition: 'unknown', received: {}, protocol }), unknown: cause, isBroken: false };
}
