import type { Origin } from './tables';

/** Why a proxy answers in place of a backend, in words that name the object and the way out. */
export interface Reason {
  readonly text: string;
  readonly origin?: Origin;
}
