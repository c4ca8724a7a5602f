import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { TokenCounter } from './token-counter';
import { TokenRateLimitPolicy } from '../../imports/kuadrant.io';
import { checkPositive, renderDuration } from '../core/duration';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/**
 * So many tokens in so long a time, prompts and answers together (Kuadrant TokenRateLimitPolicy `limits`). Kuadrant reads
 * `usage.total_tokens` of each answer and refuses requests, with 429, once the tokens of those before are used up. Of a stream it learns
 * that only where the caller asks for it (`stream_options.include_usage`), and not in every release.
 */
export interface TokenRateLimit {
  /** The tokens, 1 or more (`rates.limit`). */
  readonly tokens: number;
  /** The time, 99999 hours at most (`rates.window`). */
  readonly window: Duration;
  /**
   * Whose tokens are counted together: each user, each user and model.
   * @default - everybody's are counted together
   */
  readonly counters?: TokenCounter[];
  /**
   * The models that it holds for, by the name in the body of the request.
   * @default - every model
   */
  readonly models?: string[];
  /**
   * Further conditions in CEL, all of which must hold (`when.predicate`): `auth.identity.plan == "free"`.
   * @default - none
   */
  readonly predicates?: string[];
}

interface PolicyProps {
  readonly site: Site;
  readonly namespace: string;
  /** The HTTPRoutes at the gateway. */
  readonly routes: readonly string[];
  readonly limits: readonly TokenRateLimit[];
}

/** The schema of Kuadrant has an int64 there, and JavaScript counts as far as this. */
const MAX_TOKENS = Number.MAX_SAFE_INTEGER;

/** One policy for the route, named after it. */
export function declareTokenRateLimits(scope: Construct, { site, namespace, routes, limits }: PolicyProps): void {
  const [route, ...others] = routes;
  site.check(limits.length > 0, { problem: 'must not be empty', got: [], fix: 'name a limit, or leave the prop out' });
  site.check(route !== undefined, {
    problem: 'is enforced at a gateway, and the route is not at one',
    fix: 'give a gateway to the mesh, and leave exposeAtGateway out',
  });
  site.check(others.length === 0, {
    problem: `would be counted for each HTTPRoute by itself, and the route takes ${routes.length} of them (${routes.join(', ')})`,
    fix: 'name fewer APIs and targets in one route, so that it fits into one HTTPRoute',
  });
  const policy = Object.fromEntries(limits.map((limit, i) => [`limit-${i + 1}`, renderLimit(site.at(i), limit)]));
  new TokenRateLimitPolicy(scope, 'token-rate-limits', {
    metadata: { namespace, name: route },
    spec: { targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: route }, limits: policy },
  });
}

function renderLimit(site: Site, { tokens, window, counters = [], models, predicates = [] }: TokenRateLimit) {
  checkInteger(site.at('tokens'), tokens, { min: 1, max: MAX_TOKENS, fix: 'give the number of tokens' });
  checkPositive(site.at('window'), window);
  site.at('models').check(models?.length !== 0, { problem: 'must not be empty', got: [], fix: 'name a model, or leave the prop out for every model' });
  predicates.forEach((predicate, i) => site.at('predicates', i).check(predicate !== '', {
    problem: 'must not be empty',
    got: predicate,
    fix: 'write a condition in CEL, or leave it out',
  }));
  const when = [...(models ? [`requestBodyJSON("/model") in [${models.map((model) => JSON.stringify(model)).join(', ')}]`] : []), ...predicates];
  return {
    rates: [{ limit: tokens, window: renderDuration(window) }],
    ...(counters.length > 0 && { counters: counters.map((counter, i) => ({ expression: counter._bind(site.at('counters', i)) })) }),
    ...(when.length > 0 && { when: when.map((predicate) => ({ predicate })) }),
  };
}
