import type { Origin } from '../tables';

/** What the policies of a proxy say to a request. */
export interface AuthorizeStep {
  readonly kind: 'authorize';
  readonly allowed: boolean;
  /** What the caller gets where it is refused. */
  readonly status: number;
  /** The rule that decided; unset: there is none that says anything. */
  readonly origin?: Origin;
  readonly why: string;
}
