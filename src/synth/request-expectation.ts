import type { Duration } from 'cdk8s';
import type { Expectation } from '../simulate/properties/expectation';

/** What is said of every request of a set. */
export class RequestExpectation {
  /** It is refused, always: by a policy, for want of a token, or by an authorization server. */
  public static denied(): RequestExpectation {
    return new RequestExpectation({ kind: 'denied' });
  }

  /**
   * A workload receives neither the request nor a copy of it.
   *
   * @param backend the workload, `namespace/name`, or all of a namespace, `namespace/*`
   */
  public static neverReaches(backend: string): RequestExpectation {
    return new RequestExpectation({ kind: 'never-reaches', backend });
  }

  /**
   * A workload answers no greater share than this.
   *
   * @param backend the workload, `namespace/name`, or all of a namespace, `namespace/*`
   * @param share from 0 to 1: `0.1` for 10 %
   */
  public static shareAtMost(backend: string, share: number): RequestExpectation {
    if (!(share >= 0 && share <= 1)) {
      throw new Error(`the share must be from 0 to 1, got ${share}: give 0.1 for 10 %`);
    }
    return new RequestExpectation({ kind: 'share-at-most', backend, share });
  }

  /**
   * Whatever reaches a workload has a limit, and has at least this long: the least of the limits that routes set on the way, for the request
   * (`timeouts.request`, `timeout`) and for each try (`timeouts.backendRequest`, `perTryTimeout`).
   *
   * @param limit the time that the answer may take at least
   */
  public static timeoutAtLeast(limit: Duration): RequestExpectation {
    return new RequestExpectation({ kind: 'timeout-at-least', millis: limit.toMilliseconds() });
  }

  /** @internal */
  public readonly _expectation: Expectation;

  private constructor(expectation: Expectation) {
    this._expectation = expectation;
  }
}
