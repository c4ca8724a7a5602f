import type { Backend, BackendConfig } from './backend';
import { checkTakesJson } from './llm-api';
import type { RouteSurroundings } from './route';
import type { RuleBackend } from './rule';
import { HeaderMatch } from '../core/match/header-match';
import type { HeaderMatchConfig } from '../core/match/header-match';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';
import { requireCapability } from '../core/versions/capabilities';

/**
 * Another backend for the time when one does not answer: a second pool, or an external provider.
 *
 * Neither Gateway API nor Istio hands a request on from one backend to another when the first one fails: an answer of 503 is the
 * answer. Two ways work, and both are here: the caller asks again and says so by a header, or the operator moves a share. While only the
 * endpoint picker is gone, a pool with `PickerFailureMode.FAIL_OPEN` goes on by itself.
 */
export interface LlmFallback {
  /** Where requests go instead. */
  readonly backend: Backend;
  /**
   * By this header a caller asks for the fallback, with its second try.
   * @default - `x-llm-fallback: true`
   */
  readonly header?: HeaderMatch;
  /**
   * The share of all requests that goes there without a word of the caller, in whole percent: 100 while the backend is out of order.
   * Between 0 and 100 the two divide the requests by weight, which a pool takes part in only from Istio 1.29.9, 1.30.6 and 1.31.2 on.
   * @default 0
   */
  readonly share?: number;
}

/** A fallback as rules are made from it. */
export interface LlmFallbackConfig {
  readonly backend: BackendConfig;
  readonly header: HeaderMatchConfig;
  readonly share: number;
}

const ALL = 100;

export function bindFallback(surroundings: RouteSurroundings, fallback: LlmFallback): LlmFallbackConfig {
  const site = surroundings.site.at('fallback');
  const backend = fallback.backend._bind({ ...surroundings, site: site.at('backend') });
  checkTakesJson(site.at('backend'), backend);
  return {
    backend,
    header: (fallback.header ?? HeaderMatch.exact('x-llm-fallback', 'true'))._bind(site.at('header')),
    share: checkInteger(site.at('share'), fallback.share ?? 0, { min: 0, max: ALL, fix: 'give whole percent: 0, or 100 while the backend is out of order' }),
  };
}

/** Where requests go that name no fallback. Nothing has a weight of 0: what is not used is not there to be waited for. */
export function backendsWith({ context, site }: RouteSurroundings, backend: BackendConfig, fallback?: LlmFallbackConfig): RuleBackend[] {
  if (!fallback || fallback.share === 0) {
    return [{ backend, weight: ALL }];
  }
  if (fallback.share === ALL) {
    return [{ backend: fallback.backend, weight: ALL }];
  }
  if ([backend, fallback.backend].some(({ kind }) => kind === 'InferencePool')) {
    requireCapability(context.target, 'weightedInferencePools', site.at('fallback', 'share'));
  }
  return [{ backend, weight: ALL - fallback.share }, { backend: fallback.backend, weight: fallback.share }];
}

/** A fallback that is the backend itself would fail with it, and a match compares a header once. */
export function checkFallback(site: Site, backend: BackendConfig, headers: readonly HeaderMatchConfig[], fallback: LlmFallbackConfig): void {
  site.at('fallback', 'header').check(!headers.some(({ name }) => name.toLowerCase() === fallback.header.name.toLowerCase()), {
    problem: 'is the one by which the model is told',
    got: fallback.header.name,
    fix: 'use a header of its own',
  });
  const same = (['kind', 'namespace', 'name', 'port'] as const).every((part) => backend[part] === fallback.backend[part]);
  site.at('fallback', 'backend').check(!same, {
    problem: `is the ${backend.kind} '${backend.name}', for which it is to stand in`,
    fix: 'name another one, or leave the fallback out',
  });
}
