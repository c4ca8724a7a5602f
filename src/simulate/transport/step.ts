import type { Encryption } from './encryption';
import type { FullName } from '../request';
import type { Origin } from '../tables';

/** How a connection to pods is secured, and whether they take it. */
export interface TransportStep {
  readonly kind: 'transport';
  readonly encryption: Encryption;
  /** Whom the pods see; unset: nobody. */
  readonly caller?: FullName;
  readonly accepted: boolean;
  /** What decides on it; unset: nothing does. */
  readonly origin?: Origin;
  readonly why: string;
}
