import { Duration } from 'cdk8s';
import type { RetryConfig, RetryKind, RetryPolicy } from './retry-policy';
import { backoffMillis } from './retry-policy';
import { checkPositive, renderDuration } from '../core/duration';
import type { Site } from '../core/site';

/** Limits as a rule carries them. */
export interface Limits {
  readonly timeout?: Duration;
  readonly retryKind: RetryKind;
  readonly retry?: RetryConfig;
  /** Where the retries were asked for. */
  readonly retrySite: Site;
}

/** How long the answer of a model takes, at worst. */
export interface Generation {
  /** Until the first token. */
  readonly timeToFirstToken: Duration;
  /** From the first token to the last. */
  readonly streaming: Duration;
}

/**
 * Limits that add up: every try, every pause and the whole answer fit into the time that a request may take.
 * @param retrySite where the retries were asked for
 */
export function bindLimits(
  site: Site,
  props: { readonly timeout?: Duration; readonly retry?: RetryPolicy },
  generation?: Generation,
  retrySite = site.at('retry'),
): Limits {
  const { timeout } = props;
  if (timeout) {
    checkPositive(site.at('timeout'), timeout);
  }
  const retry = props.retry?._bind(retrySite);
  if (generation && retry?.perTryTimeout) {
    checkFirstToken(retrySite.at('perTryTimeout'), retry.perTryTimeout, generation);
  }
  const needed = neededMillis(retry, generation);
  site.at('timeout').check(timeout === undefined || needed.total <= timeout.toMilliseconds(), {
    problem: `is too short for what it must hold: ${needed.sum} = ${show(needed.total)}`,
    got: timeout && renderDuration(timeout),
    fix: `give ${show(needed.total)} or more, or fewer attempts`,
  });
  return {
    timeout: timeout ?? (generation && checkPositive(site.at('timeout'), Duration.seconds(Math.ceil(needed.total / 1000)))),
    retryKind: props.retry?._kind ?? 'MESH_DEFAULT',
    retry,
    retrySite,
  };
}

/** A try ends with its response headers, and a server that streams sends them with the first token. */
function checkFirstToken(site: Site, perTryTimeout: Duration, { timeToFirstToken }: Generation): void {
  site.check(perTryTimeout.toMilliseconds() >= timeToFirstToken.toMilliseconds(), {
    problem: `ends a try before its first token, which takes up to ${renderDuration(timeToFirstToken)} (timeToFirstToken)`,
    got: renderDuration(perTryTimeout),
    fix: `give ${renderDuration(timeToFirstToken)} or more, or leave it out`,
  });
}

/**
 * A limit of one try ends when its response headers arrive, and nothing is retried after them: so a stream counts
 * once, and the wait for its first token as often as it is tried.
 */
function neededMillis(retry: RetryConfig | undefined, generation: Generation | undefined): { readonly total: number; readonly sum: string } {
  const tries = 1 + (retry?.attempts ?? 0);
  const perTry = retry?.perTryTimeout ?? generation?.timeToFirstToken;
  const pauses = retry && perTry ? backoffMillis(retry) : 0;
  const streaming = generation?.streaming.toMilliseconds() ?? 0;
  const parts = [
    ...(perTry ? [`${tries} × ${renderDuration(perTry)}`] : []),
    ...(pauses > 0 ? [`${show(pauses)} of pauses`] : []),
    ...(streaming > 0 ? [`${show(streaming)} of tokens`] : []),
  ];
  return { total: tries * (perTry?.toMilliseconds() ?? 0) + pauses + streaming, sum: parts.join(' + ') };
}

function show(millis: number): string {
  return renderDuration(Duration.millis(Math.ceil(millis)));
}
