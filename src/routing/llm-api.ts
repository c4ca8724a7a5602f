import { Duration } from 'cdk8s';
import type { BackendConfig } from './backend';
import type { Generation, Limits } from './limits';
import { bindLimits } from './limits';
import type { RetryPolicy } from './retry-policy';
import { checkPositive } from '../core/duration';
import { checkInteger, checkPositiveNumber } from '../core/numbers';
import type { Site } from '../core/site';

/**
 * Limits of one API of a model server. Give a `timeout`, or the figures of the longest answer, from which it is
 * computed: `(retries + 1) × timeToFirstToken + pauses + maxOutputTokens / tokensPerSecond`. Given both, they are compared.
 */
export interface LlmApiOptions {
  /**
   * The longest that a request may take, from its first byte to the last token (`timeouts.request`).
   * @default - computed from the tokens, else the timeout of the route
   */
  readonly timeout?: Duration;
  /**
   * Tokens of the longest answer.
   * @default - the limit is not computed
   */
  readonly maxOutputTokens?: number;
  /**
   * Tokens per second of one stream, under load.
   * @default - the limit is not computed
   */
  readonly tokensPerSecond?: number;
  /**
   * Until the first token, waiting in the queue included, under load.
   * @default - the limit is not computed
   */
  readonly timeToFirstToken?: Duration;
  /**
   * Retries of this API.
   * @default - those of the route
   */
  readonly retry?: RetryPolicy;
}

/** The APIs of OpenAI-compatible model servers, and Anthropic's. */
export type LlmApiName = 'chatCompletions' | 'completions' | 'embeddings' | 'responses' | 'models' | 'messages';

interface LlmApi {
  readonly path: string;
  /** Exact where nothing lies below the path; `/responses/{id}` and the like are below theirs. */
  readonly type: 'Exact' | 'PathPrefix';
}

export const LLM_APIS: { readonly [name in LlmApiName]: LlmApi } = {
  chatCompletions: { path: '/chat/completions', type: 'Exact' },
  completions: { path: '/completions', type: 'Exact' },
  embeddings: { path: '/embeddings', type: 'Exact' },
  responses: { path: '/responses', type: 'PathPrefix' },
  models: { path: '/models', type: 'PathPrefix' },
  messages: { path: '/messages', type: 'PathPrefix' },
};

/** The APIs are JSON: of calls of gRPC only, nobody answers them. */
export function checkTakesJson(site: Site, { name, pool }: BackendConfig): void {
  site.check(pool?.takesJson !== false, {
    problem: 'takes calls of gRPC only, by its picker or its servers, and the APIs of the route are JSON: all of them would be refused',
    got: name,
    fix: 'lead to it with a ModelRoute and PathMatch.grpc(…), or to a pool whose servers and parsers take JSON',
  });
}

interface RouteLimits {
  readonly timeout?: Duration;
  readonly retry?: RetryPolicy;
}

const TOKEN_PROPS = ['maxOutputTokens', 'tokensPerSecond', 'timeToFirstToken'] as const;
const MAX_TOKENS = 100_000_000;

/** What an API does not say for itself, it has from its route. */
export function bindApiLimits(routeSite: Site, name: LlmApiName, api: LlmApiOptions, route: RouteLimits): Limits {
  const site = routeSite.at(name);
  const generation = bindGeneration(site, api);
  const timeout = api.timeout ?? (generation ? undefined : route.timeout);
  const retrySite = (api.retry ? site : routeSite).at('retry');
  return bindLimits(site, { timeout, retry: api.retry ?? route.retry }, generation, retrySite);
}

function bindGeneration(site: Site, api: LlmApiOptions): Generation | undefined {
  const missing = TOKEN_PROPS.filter((prop) => api[prop] === undefined);
  if (missing.length === TOKEN_PROPS.length) {
    return undefined;
  }
  site.check(missing.length === 0, {
    problem: `lacks ${missing.join(' and ')}, without which the limit cannot be computed`,
    fix: `give ${TOKEN_PROPS.join(', ')} together, or timeout alone`,
  });
  checkInteger(site.at('maxOutputTokens'), api.maxOutputTokens!, { min: 1, max: MAX_TOKENS, fix: 'give the max_tokens that callers may ask for' });
  checkPositiveNumber(site.at('tokensPerSecond'), api.tokensPerSecond!);
  checkPositive(site.at('timeToFirstToken'), api.timeToFirstToken!);
  const millis = Math.ceil(1000 * api.maxOutputTokens! / api.tokensPerSecond!);
  return { timeToFirstToken: api.timeToFirstToken!, streaming: Duration.millis(millis) };
}
