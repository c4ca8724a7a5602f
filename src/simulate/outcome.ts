import type { Disposition } from './dispositions';
import type { Fraction } from './fraction';
import type { Headers } from './headers';
import type { Reason } from './reason';
import type { FullName, Message } from './request';
import type { Failure, Step } from './steps';
import type { ClusterKey, Proxy } from './tables';
import type { UnknownCause } from './unknown';

/** What happened at one proxy. */
export interface Hop {
  readonly proxy: Proxy;
  readonly steps: readonly Step[];
}

/** What the pods received. */
export interface Receipt {
  readonly workload: FullName;
  readonly message: Message;
  /** How many replicas may be the one that receives it; with `isSticky` all requests that are alike go to the same. */
  readonly replicas?: number;
  readonly isSticky?: boolean;
  /** Whom the pods see by mutual TLS; unset: plaintext. */
  readonly caller?: FullName;
}

/** Copies that somebody receives. */
export interface MirrorShare {
  readonly workload: FullName;
  readonly share: Fraction;
}

/** Copies of which it is not known who receives them. */
export interface UnknownMirror {
  readonly cluster: ClusterKey;
  readonly share: Fraction;
  readonly unknown: UnknownCause;
}

/** One way in which the request may end. */
export interface Outcome {
  /** All outcomes of an answer add up to one. */
  readonly probability: Fraction;
  readonly disposition: Disposition;
  /** Undefined where the connection breaks. */
  readonly status?: number;
  /** The status of a gRPC call. */
  readonly grpc?: number;
  /** What the backend that answered had received; unset: none answered. */
  readonly upstream?: Receipt;
  /** What the answer carries, as far as proxies and the model of the backend know. */
  readonly headers: Headers;
  /** How often workloads received the request, copies not counted. */
  readonly tries: number;
  /** When the answer is complete, in milliseconds; what takes no time by declaration takes none. */
  readonly time: number;
  /** When its headers are there. */
  readonly headersTime: number;
  /** How many events of a stream arrive. */
  readonly chunks?: number;
  /** Whether the connection breaks, before the answer or in the middle of it. */
  readonly isBroken: boolean;
  /** Why there is no answer of a backend, for the proxy before that may try again. */
  readonly failure?: Failure;
  /** Why no backend answers, where no step tells it. */
  readonly reason?: Reason;
  readonly mirrors: readonly MirrorShare[];
  readonly unknownMirrors: readonly UnknownMirror[];
  /** From the caller to the backend. */
  readonly hops: readonly Hop[];
  readonly unknown?: UnknownCause;
  /** How often each workload received it so far. */
  readonly received: Received;
}

/** How often each workload received the request, by namespace and name. */
export type Received = Readonly<Record<string, number>>;
