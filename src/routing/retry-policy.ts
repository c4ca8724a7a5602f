import { Duration } from 'cdk8s';
import { checkPositive } from '../core/duration';
import { isRetriableStatus } from '../core/http';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** Retries of requests that a server answered with one of some status codes. */
export interface RetryOnCodesOptions {
  /** How often a request is sent again, 1 to 10; with the first try it is sent once more than this. */
  readonly attempts: number;
  /** Status codes that are tried again, 400 to 599, with a registered name: istiod drops others (499, 529). */
  readonly codes: number[];
  /**
   * The limit of each try until its response headers arrive (HTTPRoute `timeouts.backendRequest`). After them nothing is retried.
   * @default - each try may take what is left of the whole limit
   */
  readonly perTryTimeout?: Duration;
  /**
   * The pause before the first retry, doubled before each further one (`backoff`).
   * @default Duration.millis(25), Envoy's own
   */
  readonly backoff?: Duration;
  /**
   * A server that answered with a code has worked on the request: a prompt may be paid for twice, and what is not
   * idempotent may happen twice. Must be said to be meant.
   * @default false - refused
   */
  readonly mayRunTwice?: boolean;
}

/** Retries as a route renders them. */
export interface RetryConfig {
  readonly attempts: number;
  readonly codes: readonly number[];
  readonly perTryTimeout?: Duration;
  readonly backoff?: Duration;
}

/** What a policy amounts to; `MESH_DEFAULT` renders nothing. */
export type RetryKind = 'MESH_DEFAULT' | 'NONE' | 'ON_CODES';

const MAX_ATTEMPTS = 10;
const ENVOY_BACKOFF = Duration.millis(25);
/** Envoy: the pause grows to ten times the first one. */
const MAX_BACKOFF_FACTOR = 10;

/** How often a request is sent again when it failed. */
export class RetryPolicy {
  /**
   * Istio's own: two retries of requests that never reached a server (connect-failure, refused-stream; unavailable and
   * cancelled of gRPC). Safe for prompts: nothing is worked on twice.
   *
   * Before pods in the mesh they help little. A model that does not listen is met by its own sidecar, which connects twice more to the
   * same pod and answers a refused stream with 503, or by ztunnel, which does not try again: no other replica is asked
   * (conformance/cases/constructs/traffic-unreached-*). Readiness probes are what takes such a pod out.
   */
  public static meshDefault(): RetryPolicy {
    return new RetryPolicy('MESH_DEFAULT');
  }

  /**
   * No retries at all. An HTTPRoute cannot say so (its `attempts` is at least 1): needs a mesh route of kind
   * VirtualService without a gateway, or an installation with retries off (`MeshInstall`).
   */
  public static none(): RetryPolicy {
    return new RetryPolicy('NONE');
  }

  /**
   * Retries by status code, on top of those of `meshDefault()`. In an HTTPRoute this needs the experimental channel of
   * Gateway API.
   */
  public static onCodes(options: RetryOnCodesOptions): RetryPolicy {
    return new RetryPolicy('ON_CODES', options);
  }

  private constructor(private readonly kind: RetryKind, private readonly options?: RetryOnCodesOptions) {}

  /** @internal */
  public get _kind(): RetryKind {
    return this.kind;
  }

  /**
   * Undefined where there is nothing to render.
   * @internal
   */
  public _bind(site: Site): RetryConfig | undefined {
    if (!this.options) {
      return undefined;
    }
    const { attempts, codes, perTryTimeout, backoff, mayRunTwice } = this.options;
    checkInteger(site.at('attempts'), attempts, { min: 1, max: MAX_ATTEMPTS, fix: 'attempts counts the retries, not the first try' });
    site.at('codes').check(codes.length > 0 && new Set(codes).size === codes.length, {
      problem: 'must name status codes, each once',
      got: codes,
      fix: 'write for example [503]; for none use RetryPolicy.meshDefault()',
    });
    codes.forEach((code, i) => checkCode(site.at('codes', i), code));
    site.at('mayRunTwice').check(mayRunTwice === true, {
      problem: 'must be true, since a server that answered with a code may have done the work already and is then paid twice',
      got: mayRunTwice ?? false,
      fix: 'set mayRunTwice: true if that is meant, or use RetryPolicy.meshDefault(), which only repeats what never arrived',
    });
    if (perTryTimeout) {
      checkPositive(site.at('perTryTimeout'), perTryTimeout);
    }
    if (backoff) {
      checkPositive(site.at('backoff'), backoff);
    }
    return { attempts, codes, perTryTimeout, backoff };
  }
}

function checkCode(site: Site, code: number): void {
  checkInteger(site, code, { min: 400, max: 599, fix: 'only answers that are errors can be retried' });
  site.check(isRetriableStatus(code), {
    problem: 'must be a status code with a registered name: istiod drops others without a word, and nothing would be retried',
    got: code,
    fix: 'have the server answer with 503 or 429 instead',
  });
}

/** The longest that the pauses between tries can take together, in milliseconds. */
export function backoffMillis({ attempts, backoff = ENVOY_BACKOFF }: RetryConfig): number {
  const base = backoff.toMilliseconds();
  return Array.from({ length: attempts }, (_, i) => Math.min(base * (2 ** (i + 1) - 1), base * MAX_BACKOFF_FACTOR))
    .reduce((sum, pause) => sum + pause, 0);
}
