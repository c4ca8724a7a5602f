import type { Disposition } from '../dispositions';
import { Fraction } from '../fraction';
import { Headers } from '../headers';
import type { Hop, Outcome, Received } from '../outcome';
import type { Reason } from '../reason';
import type { Protocol } from '../request';
import type { Failure, Step } from '../steps';
import type { Proxy } from '../tables';

/** What a proxy says itself. */
export interface OwnAnswer {
  readonly disposition: Disposition;
  /** Of HTTP; a gRPC call gets its own. Undefined: the connection breaks. */
  readonly status?: number;
  readonly headers?: Headers;
  readonly time?: number;
  readonly failure?: Failure;
  readonly reason?: Reason;
  readonly received: Received;
  readonly tries?: number;
  readonly protocol: Protocol;
}

/** The status of gRPC that Envoy makes of one of HTTP (source/common/grpc/status.cc `httpToGrpcStatus`). */
const GRPC_STATUS: Readonly<Record<number, number>> = { 400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14 };
const GRPC_UNKNOWN = 2;

/** What a proxy's own status is for the caller: calls of gRPC get one of theirs. */
export function ownStatus(status: number | undefined, protocol: Protocol): Pick<Outcome, 'status' | 'grpc'> {
  return status === undefined || protocol !== 'grpc' ? { status, grpc: undefined } : { status: 200, grpc: GRPC_STATUS[status] ?? GRPC_UNKNOWN };
}

/** What is answered where no try brought an answer (Envoy, `%RESPONSE_FLAGS%` UF, UC, UT, UPE). */
const STATUS: Partial<Readonly<Record<Failure, number>>> = { 'per-try-timeout': 504, 'timeout': 504, 'other-version': 502 };

/** The status of a proxy whose backend brought no answer. */
export function statusFor(failure: Failure): number {
  return STATUS[failure] ?? 503;
}

/** An answer of a proxy. */
export function ownAnswer(answer: OwnAnswer): Outcome {
  const { disposition, status, headers = headersOf(answer), time = 0, failure, reason, received, tries = 0, protocol } = answer;
  return {
    probability: Fraction.ONE,
    disposition,
    ...ownStatus(status, protocol),
    headers,
    tries,
    time,
    headersTime: time,
    isBroken: status === undefined,
    failure,
    reason,
    mirrors: [],
    unknownMirrors: [],
    hops: [],
    received,
  };
}

/** What a proxy says of a failure is a text, and for a call of gRPC its headers; that a cluster is not there it says without one. */
export function headersOf({ status, disposition, failure, protocol }: Pick<OwnAnswer, 'status' | 'disposition' | 'failure' | 'protocol'>): Headers {
  const hasText = (failure !== undefined && failure !== 'no-cluster') || disposition === 'timeout';
  if (status === undefined || !(hasText || protocol === 'grpc')) {
    return Headers.NONE;
  }
  return Headers.of([['content-type', protocol === 'grpc' ? 'application/grpc' : 'text/plain']]);
}

export function withShare(outcome: Outcome, share: Fraction): Outcome {
  return share.isOne ? outcome : { ...outcome, probability: outcome.probability.times(share) };
}

/** The same, seen from one proxy earlier. */
export function behind(outcome: Outcome, proxy: Proxy, steps: readonly Step[]): Outcome {
  const hop: Hop = { proxy, steps };
  return { ...outcome, hops: [hop, ...outcome.hops] };
}

export function delayed(outcome: Outcome, millis: number): Outcome {
  return millis === 0 ? outcome : { ...outcome, time: outcome.time + millis, headersTime: outcome.headersTime + millis };
}
