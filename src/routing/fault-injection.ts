import type { Duration } from 'cdk8s';
import { checkPositive, renderDuration } from '../core/duration';
import { checkInteger, checkPercentage } from '../core/numbers';
import type { Site } from '../core/site';

/** Requests held back. */
export interface FaultDelay {
  /** How long each is held back (`delay.fixedDelay`). */
  readonly duration: Duration;
  /** How many of them, in percent (`delay.percentage`), above 0. */
  readonly percentage: number;
}

/** Requests answered without the model. */
export interface FaultAbort {
  /** The status of the answer (`abort.httpStatus`), 200 to 599. */
  readonly status: number;
  /** How many of them, in percent (`abort.percentage`), above 0. */
  readonly percentage: number;
}

/** Delays and errors made on purpose, to see how callers bear them. */
export class FaultInjection {
  /** Holds requests back. */
  public static delay(delay: FaultDelay): FaultInjection {
    return new FaultInjection(delay, undefined);
  }

  /** Answers requests with an error. */
  public static abort(abort: FaultAbort): FaultInjection {
    return new FaultInjection(undefined, abort);
  }

  /** Does both, each to its own share of the requests. */
  public static delayAndAbort(delay: FaultDelay, abort: FaultAbort): FaultInjection {
    return new FaultInjection(delay, abort);
  }

  private constructor(private readonly held?: FaultDelay, private readonly aborted?: FaultAbort) {}

  /** @internal */
  public _bind(site: Site) {
    return {
      ...(this.held && { delay: renderDelay(site.at('delay'), this.held) }),
      ...(this.aborted && { abort: renderAbort(site.at('abort'), this.aborted) }),
    };
  }
}

function renderDelay(site: Site, { duration, percentage }: FaultDelay) {
  checkPositive(site.at('duration'), duration);
  return { fixedDelay: renderDuration(duration), percentage: share(site, percentage) };
}

function renderAbort(site: Site, { status, percentage }: FaultAbort) {
  checkInteger(site.at('status'), status, { min: 200, max: 599, fix: 'give an HTTP status' });
  return { httpStatus: status, percentage: share(site, percentage) };
}

function share(site: Site, percentage: number) {
  checkPercentage(site.at('percentage'), percentage);
  site.at('percentage').check(percentage > 0, { problem: 'must be above 0: none of the requests would be hit', got: percentage, fix: 'leave the fault out' });
  return { value: percentage };
}
