import type { AskStep, AuthorizeStep, TokenStep } from './authorize/step';
import type { Fraction } from './fraction';
import type { Reason } from './reason';
import type { FullName } from './request';
import type { ClusterKey, ListenerTable, Origin, RouteEntry } from './tables';
import type { TransportStep } from './transport/step';
import type { UnknownCause } from './unknown';
import type { Verdict } from './verdict';

/** What happened at a proxy, in order. An explanation is made of nothing but these. */
export type Step = ListenerStep | VirtualHostStep | RouteStep | AskStep | TokenStep | AuthorizeStep | TransportStep
  | ModelStep | FaultStep | CorsStep | RewriteStep | HeadersStep | MirrorStep | SplitStep | PickStep | TryStep | RespondStep;

/** The listener that took the connection; none: nobody listens there. */
export interface ListenerStep {
  readonly kind: 'listener';
  readonly port: number;
  readonly listener?: ListenerTable;
}

/** The hosts among which the request's was found; none: it is nobody's. */
export interface VirtualHostStep {
  readonly kind: 'virtual-host';
  readonly host: string;
  readonly domain?: string;
  /** Where it is nobody's: the hosts that there are, and the routes that wanted it in vain. */
  readonly others?: readonly Reason[];
}

/** The route that matched; none: no route did. */
export interface RouteStep {
  readonly kind: 'route';
  readonly route?: RouteEntry;
  readonly verdicts: readonly Verdict[];
  /** Routes that were asked before and why they did not match; left out unless the question is why. */
  readonly lost: readonly LostRoute[];
  /** Which one it is depends on an address that nobody has told. */
  readonly isOpen?: boolean;
}

export interface LostRoute {
  readonly route: RouteEntry;
  /** The comparison that failed. */
  readonly verdict: Verdict;
}

export interface FaultStep {
  readonly kind: 'fault';
  readonly origin: Origin;
  readonly share: Fraction;
  readonly delay?: number;
  readonly abort?: number;
}

/** A preflight that the proxy answers, or the headers that it adds. */
export interface CorsStep {
  readonly kind: 'cors';
  readonly origin: Origin;
  readonly answers: boolean;
  readonly allowed: boolean;
}

export interface RewriteStep {
  readonly kind: 'rewrite';
  readonly origin: Origin;
  readonly field: 'path' | 'host' | 'model';
  readonly before: string;
  readonly after: string;
}

export interface HeadersStep {
  readonly kind: 'headers';
  readonly origin: Origin;
  readonly of: 'request' | 'response';
  readonly removed: readonly string[];
  readonly set: readonly { readonly name: string; readonly value: string; readonly appends: boolean }[];
}

export interface MirrorStep {
  readonly kind: 'mirror';
  readonly origin: Origin;
  readonly cluster: ClusterKey;
  readonly share: Fraction;
  /** Why nobody receives them, or not everybody who should. */
  readonly lost?: Reason;
  /** Why it is not known who receives them. */
  readonly unknown?: UnknownCause;
}

/** The cluster that weights chose. */
export interface SplitStep {
  readonly kind: 'split';
  readonly origin: Origin;
  readonly cluster: ClusterKey;
  readonly share: Fraction;
  /** How many were to choose from. */
  readonly of: number;
}

/** A router by model was asked for the model of the request. */
export interface ModelStep {
  readonly kind: 'model';
  readonly origin: Origin;
  readonly service: string;
  readonly why: string;
}

/** The endpoint picker of a pool was asked, or should have been. */
export interface PickStep {
  readonly kind: 'pick';
  readonly origin: Origin;
  readonly service: string;
  readonly asked: boolean;
  /** Why it is not, or what it says. */
  readonly why?: string;
}

/** The request was sent to a pod, or could not be. */
export interface TryStep {
  readonly kind: 'try';
  readonly number: number;
  readonly workload?: FullName;
  /** Whether it was tried before, and chance did not find another one. */
  readonly isAgain?: boolean;
  readonly status?: number;
  /** Why there is no answer, in Envoy's words (`%RESPONSE_FLAGS%`). */
  readonly failure?: Failure;
  /** The condition on which it is sent again. */
  readonly retriedOn?: string;
}

/** Why a try brought no answer. */
export type Failure = 'connect-failure' | 'reset' | 'per-try-timeout' | 'timeout' | 'no-endpoints' | 'no-cluster' | 'refused' | 'overflow' | 'other-version';

/** Somebody answered in place of a backend. */
export interface RespondStep {
  readonly kind: 'respond';
  readonly origin?: Origin;
  readonly status?: number;
  readonly why: string;
}
