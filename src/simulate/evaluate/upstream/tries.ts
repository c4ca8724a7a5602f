import { limitsRetries } from './crowd';
import { choices } from './endpoints';
import { Headers } from '../../headers';
import type { Outcome } from '../../outcome';
import type { Protocol } from '../../request';
import type { Failure, TryStep } from '../../steps';
import type { ClusterTable, Endpoint, Forward, ProxyTables } from '../../tables';
import type { Evaluation, Flow } from '../evaluation';
import { headersOf, ownStatus, statusFor, withShare } from '../outcomes';
import { pickedChoices } from './pick';
import { type Asked, redrawn, type Redrawn, redrawOf } from './redraw';
import { retriedOn } from './retry';
import { isSticky } from './sticky';
import { unknown } from '../unknown';

/** A request on its way to a cluster. */
export interface Attempt {
  readonly tables: ProxyTables;
  readonly forward: Forward;
  readonly cluster: ClusterTable;
  readonly flow: Flow;
}

/** What came of all tries together; the steps are those of this proxy. */
export interface Tried {
  readonly outcome: Outcome;
  readonly steps: readonly TryStep[];
}

/** What has happened so far. */
interface Past {
  readonly elapsed: number;
  readonly number: number;
  /** Unset: nobody. */
  readonly asked?: Asked;
}

/** Tries, as often as the policy says and as long as the limit lasts. */
export function tries(attempt: Attempt, evaluation: Evaluation, past: Past = { elapsed: 0, number: 1 }): readonly Tried[] {
  const { cluster, forward, flow, tables } = attempt;
  const ready = cluster.endpoints.filter((endpoint) => !evaluation.isUnready(endpoint));
  if (past.asked !== undefined) {
    return sendTo(redrawn(ready, past.asked, redrawOf(tables, forward, cluster, flow.message)), attempt, evaluation, past);
  }
  const picker = flow.picker?.pool === cluster.key.host ? flow.picker : undefined;
  const { choices: picked, unknown: cause } = picker === undefined ? {} : pickedChoices(ready, picker, flow.message, evaluation);
  if (cause !== undefined) {
    return [{ outcome: unknown(cause, flow.message), steps: [] }];
  }
  return sendTo(picked ?? choices(ready), attempt, evaluation, past);
}

/** Asks each of the endpoints. */
function sendTo(chosen: readonly Redrawn[], attempt: Attempt, evaluation: Evaluation, past: Past): readonly Tried[] {
  const { tables, cluster, flow } = attempt;
  return chosen.flatMap((choice) => (
    evaluation.send(tables, cluster, choice.endpoint, flow).flatMap((sent) => (
      after(attempt, evaluation, past, choice, received(withShare(sent, choice.share), attempt, choice.endpoint))))));
}

/** With the number of replicas among which the last proxy before them chooses. */
function received(outcome: Outcome, { cluster, flow }: Attempt, { replicas }: Endpoint): Outcome {
  const { upstream } = outcome;
  return upstream === undefined || upstream.replicas !== undefined
    ? outcome
    : { ...outcome, upstream: { ...upstream, replicas, isSticky: isSticky(cluster, flow.message) } };
}

function after(attempt: Attempt, evaluation: Evaluation, past: Past, { endpoint, isAgain, draws }: Redrawn, sent: Outcome): readonly Tried[] {
  const { retry } = attempt.forward;
  const outcome = limited(heard(sent), attempt.forward, past.elapsed);
  const condition = isLast(outcome) ? undefined : retriedOn(outcome, retry);
  const isRetried = condition !== undefined && past.number <= retry!.retries;
  const step: TryStep = {
    kind: 'try',
    number: past.number,
    workload: endpoint.workload,
    isAgain,
    status: outcome.failure === undefined ? outcome.status : undefined,
    failure: outcome.failure,
    retriedOn: isRetried ? condition : undefined,
  };
  if (!isRetried) {
    return [{ outcome: answered(outcome, past.elapsed, attempt.flow.message.protocol), steps: [step] }];
  }
  if (evaluation.atOnce > 1 && limitsRetries(attempt.cluster)) {
    return [{ outcome: unknown('at-once', attempt.flow.message), steps: [step] }];
  }
  const elapsed = past.elapsed + outcome.headersTime;
  const flow = { ...attempt.flow, received: outcome.received };
  const asked = { endpoints: [...past.asked?.endpoints ?? [], endpoint], draws };
  return tries({ ...attempt, flow }, evaluation, { elapsed, number: past.number + 1, asked })
    .map((later) => ({
      outcome: { ...withShare(later.outcome, outcome.probability), tries: later.outcome.tries + outcome.tries },
      steps: [step, ...later.steps],
    }));
}

/** What another proxy answers is an answer, whatever it answers for; that of a breaker says so (`x-envoy-overloaded`). */
function heard(sent: Outcome): Outcome {
  return sent.status === undefined || sent.failure === 'overflow' ? sent : { ...sent, failure: undefined };
}

/** Nothing is tried again at the end of the time, or where a breaker answered (Envoy, `wouldRetryFromHeaders`). */
function isLast({ failure, status }: Outcome): boolean {
  return failure === 'timeout' || (failure === 'overflow' && status !== undefined);
}

/** Ends a try at its own limit, or at that of the whole request. A stream that has begun is cut. */
function limited(outcome: Outcome, { retry, timeout = Infinity }: Forward, elapsed: number): Outcome {
  const rest = timeout - elapsed;
  const perTry = retry?.perTry ?? Infinity;
  if (outcome.headersTime > Math.min(perTry, rest)) {
    return perTry < rest ? silent(outcome, 'per-try-timeout', perTry) : silent(outcome, 'timeout', rest);
  }
  return outcome.time > rest ? cut(outcome, rest) : outcome;
}

function silent(outcome: Outcome, failure: Failure, time: number): Outcome {
  return { ...outcome, failure, disposition: 'timeout', time, headersTime: time, upstream: undefined, chunks: undefined, isBroken: true, status: undefined, grpc: undefined, headers: Headers.NONE };
}

function cut(outcome: Outcome, rest: number): Outcome {
  const every = (outcome.time - outcome.headersTime) / Math.max(1, (outcome.chunks ?? 1) - 1);
  return { ...outcome, disposition: 'timeout', isBroken: true, time: rest, chunks: Math.floor((rest - outcome.headersTime) / every) + 1 };
}

/** A try without an answer becomes one of the proxy. */
function answered(outcome: Outcome, elapsed: number, protocol: Protocol): Outcome {
  const later = { ...outcome, time: outcome.time + elapsed, headersTime: outcome.headersTime + elapsed };
  if (outcome.failure === undefined) {
    return later;
  }
  const status = statusFor(outcome.failure);
  return { ...later, ...ownStatus(status, protocol), headers: headersOf({ ...outcome, status, protocol }), isBroken: false };
}
