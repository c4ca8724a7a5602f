import type { RuleVerdict } from './decide';
import type { FullName } from '../request';
import type { Origin } from '../tables';
import type { TokenStatus } from '../tokens/verify';
import type { UnknownCause } from '../unknown';

/** What the policies of a proxy say to a request. */
export interface AuthorizeStep {
  readonly kind: 'authorize';
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  /** The rule that decided; unset: there is none that says anything. */
  readonly origin?: Origin;
  readonly why: string;
  /** What is not known, where the verdict is not. */
  readonly unknown?: UnknownCause;
  /** What policies on trial would have done. */
  readonly trials: readonly ('allows' | 'refuses' | 'unknown')[];
  /** What each rule said that was asked; left out unless the question is why, or the request is refused. */
  readonly rules: readonly RuleVerdict[];
}

/** What became of the token of a request, or of there being none. */
export interface TokenStep {
  readonly kind: 'token';
  readonly status: TokenStatus;
  /** The rule that took it, or refused it. */
  readonly origin?: Origin;
}

/** What an external authorization server was asked. */
export interface AskStep {
  readonly kind: 'ask';
  readonly provider: string;
  /** The rule by which it is asked. */
  readonly origin?: Origin;
  /** Who received the question; unset: nobody could be asked. */
  readonly authorizer?: FullName;
  readonly allowed: boolean;
  readonly why: string;
}
