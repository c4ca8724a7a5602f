import type { Duration } from 'cdk8s';
import { BEHAVIOR_NUMBERS } from '../simulate/behavior-numbers';
import type { Behavior } from '../simulate/request';

/** How often a workload fares so. */
export interface BackendBehaviorOptions {
  /**
   * Of the tries that come to it, only the first so many.
   * @default - all of them
   */
  readonly times?: number;
}

/** How a workload fares that does not just answer with 200. */
export class BackendBehavior {
  /** It accepts no connection, and nobody has noticed yet: it is an endpoint still. */
  public static down(): BackendBehavior {
    return new BackendBehavior({ down: 'crashed' });
  }

  /** None of its pods is ready: they have left every Service. */
  public static unready(): BackendBehavior {
    return new BackendBehavior({ down: 'unready' });
  }

  /**
   * It takes its time before it answers.
   *
   * @param delay until its headers come, in whole milliseconds
   */
  public static slow(delay: Duration, options: BackendBehaviorOptions = {}): BackendBehavior {
    return new BackendBehavior({ delay: delay.toMilliseconds(), ...checked(options) });
  }

  /**
   * It answers with another status.
   *
   * @param status of HTTP, 200 to 599; of a call of gRPC 0 to 16 (grpc/doc/statuscodes.md)
   */
  public static status(status: number, options: BackendBehaviorOptions = {}): BackendBehavior {
    checkNumber('status', status);
    return new BackendBehavior({ status, ...checked(options) });
  }

  /** It closes the connection without an answer. */
  public static reset(options: BackendBehaviorOptions = {}): BackendBehavior {
    return new BackendBehavior({ reset: true, ...checked(options) });
  }

  /** It says that it did not work on the request, which HTTP/2 can (REFUSED_STREAM, RFC 9113 section 7); over HTTP/1.1 it closes the connection. */
  public static refuse(options: BackendBehaviorOptions = {}): BackendBehavior {
    return new BackendBehavior({ refuse: true, ...checked(options) });
  }

  /** @internal */
  public readonly _behavior: Behavior;

  private constructor(behavior: Behavior) {
    this._behavior = behavior;
  }
}

function checked({ times }: BackendBehaviorOptions): BackendBehaviorOptions {
  if (times !== undefined) {
    checkNumber('times', times);
  }
  return { times };
}

function checkNumber(name: keyof typeof BEHAVIOR_NUMBERS, value: number): void {
  const { form, fits } = BEHAVIOR_NUMBERS[name];
  if (!fits(value)) {
    throw new Error(`${name} must be ${form}, got ${value}`);
  }
}
