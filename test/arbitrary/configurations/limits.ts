import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim } from './configuration';

/** How long requests may take, and how often they are tried: what a slow backend exceeds, and what it does not. */
const SHORT = '2s';
const LONG = '30s';

/** `timeouts` and `retry` of a rule of an HTTPRoute. */
export function routeLimits(): fc.Arbitrary<object> {
  const timeouts = fc.constantFrom<object>(
    { request: SHORT }, { request: LONG }, { request: '0s' }, { request: LONG, backendRequest: SHORT }, { backendRequest: SHORT },
  );
  const retry = fc.record({
    attempts: maybe(fc.constantFrom(1, 2, 3), 80),
    codes: maybe(fc.constantFrom([503], [500, 503], [409], [429, 529]), 70),
    backoff: maybe(fc.constant('30ms'), 30),
  });
  return fc.record({ timeouts: maybe(timeouts, 25), retry: maybe(retry.map(present), 25) }).map(present);
}

/** `timeout` and `retries` of a rule of a VirtualService. */
export function virtualServiceLimits(): fc.Arbitrary<object> {
  const retries = fc.record({
    attempts: fc.constantFrom(1, 2, 3),
    perTryTimeout: maybe(fc.constantFrom(SHORT, LONG), 30),
    retryOn: maybe(fc.constantFrom(...CONDITIONS), 80),
    retryIgnorePreviousHosts: maybe(fc.boolean(), 15),
  });
  const either = fc.oneof({ weight: 4, arbitrary: retries.map(present) }, { weight: 1, arbitrary: NEVER });
  return fc.record({ timeout: maybe(fc.constantFrom(SHORT, LONG), 25), retries: maybe(either, 25) }).map(present);
}

const NEVER = fc.constant({ attempts: 0 });

const CONDITIONS = [
  '5xx', '503,reset', 'gateway-error', 'connect-failure', 'reset', 'retriable-4xx', 'refused-stream,503', '503,429', 'reset-before-request', 'unavailable,internal',
] as const;

/** What requests for a rule with limits look like: they show with backends that fail. */
export function withFailures(aims: readonly MatchAim[], limits: object): readonly MatchAim[] {
  return Object.keys(limits).length === 0 ? aims : aims.map((aim) => ({ ...aim, failing: FAILING }));
}

/** In percent. */
const FAILING = 60;

function present(drawn: object): object {
  return Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined));
}
