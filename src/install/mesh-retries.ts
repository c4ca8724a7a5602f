import type { Duration } from 'cdk8s';
import type { PlainObject } from './plain-data';
import { renderSecondsOf } from './seconds';
import { isRetriableStatus } from '../core/http';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** Options of `MeshRetries.attempts`. */
export interface MeshRetryOptions {
  /**
   * What is tried again, as Envoy calls it (`connect-failure`, `503`): `retryOn`.
   * @default - Istio's own: connect-failure, refused-stream, unavailable, cancelled
   */
  readonly conditions?: string[];
  /**
   * The first pause before a further try; later ones grow, with chance in them: `backoff`.
   * @default - Envoy's own: 25 milliseconds
   */
  readonly backoff?: Duration;
  /**
   * Says that a request may be answered twice and a prompt paid for twice. Asked for where a condition also holds
   * for requests that the server has begun to answer.
   * @default false
   */
  readonly mayPayTwice?: boolean;
}

/**
 * How often a proxy tries a request again where its route says nothing: `meshConfig.defaultHttpRetryPolicy`. It holds
 * at gateways, waypoints and sidecars alike. A limit for one try cannot be set mesh-wide.
 */
export class MeshRetries {
  /** Not at all: `attempts: 0`. Gateway API has no word for it on a route. */
  public static off(): MeshRetries {
    return new MeshRetries(0, {});
  }

  /**
   * So many further tries at most.
   * @param attempts tries after the first, at least 1
   * @param options on which conditions, after which pause
   */
  public static attempts(attempts: number, options: MeshRetryOptions = {}): MeshRetries {
    return new MeshRetries(attempts, options, { min: 1, max: MAX_ATTEMPTS, fix: 'use MeshRetries.off() for none' });
  }

  private constructor(
    private readonly count: number,
    private readonly options: MeshRetryOptions,
    private readonly bounds?: { readonly min: number; readonly max: number; readonly fix: string },
  ) {}

  /** @internal */
  public get _isOff(): boolean {
    return this.count === 0;
  }

  /** @internal */
  public _bind(site: Site): PlainObject {
    const { conditions, backoff } = this.options;
    if (this.bounds) {
      checkInteger(site.at('attempts'), this.count, this.bounds);
    }
    checkConditions(site.at('conditions'), this.options);
    return { attempts: this.count, retryOn: conditions?.join(','), backoff: renderSecondsOf(site.at('backoff'), backoff) };
  }
}

const MAX_ATTEMPTS = 100;

/** The server has not seen the request; with gRPC's two it says itself that it did nothing (Istio's default policy). */
const BEFORE_THE_SERVER = ['connect-failure', 'refused-stream', 'reset-before-request', 'unavailable', 'cancelled'];

/** Further conditions that istiod knows (supportedRetryOnPolicies of pkg/config/validation). */
const PERHAPS_ANSWERED = [
  '5xx', 'gateway-error', 'reset', 'retriable-4xx', 'retriable-status-codes', 'retriable-headers', 'envoy-ratelimited',
  'http3-post-connect-failure', 'deadline-exceeded', 'internal', 'resource-exhausted',
];

function isStatus(condition: string): boolean {
  return isRetriableStatus(Number(condition)) && String(Number(condition)) === condition;
}

function checkConditions(site: Site, { conditions, mayPayTwice }: MeshRetryOptions): void {
  site.check(conditions?.length !== 0, { problem: 'must not be empty', got: conditions, fix: 'leave it out for the default of Istio, or use MeshRetries.off()' });
  conditions?.forEach((condition, i) => {
    const isPerhapsAnswered = PERHAPS_ANSWERED.includes(condition) || isStatus(condition);
    site.at(i).check(isPerhapsAnswered || BEFORE_THE_SERVER.includes(condition), {
      problem: 'must be a retry condition of Envoy or the status code of an error with a registered name, since istiod drops others without a word',
      got: condition,
      fix: `use ${BEFORE_THE_SERVER.join(', ')}, or a code such as '503'`,
    });
    site.at(i).check(!isPerhapsAnswered || mayPayTwice === true, {
      problem: 'also holds for requests that the server may have answered, so a prompt may be paid for twice',
      got: condition,
      fix: `use ${BEFORE_THE_SERVER.join(', ')}, or accept it with mayPayTwice: true`,
    });
  });
}
