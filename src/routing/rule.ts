import type { BackendConfig } from './backend';
import type { CorsConfig } from './cors';
import type { HeaderChange } from './header-change';
import type { Limits } from './limits';
import type { SourceMatchConfig } from './source-match';
import type { HeaderMatchConfig } from '../core/match/header-match';
import type { PathMatchConfig } from '../core/match/path-match';
import type { QueryParamMatchConfig } from '../core/match/query-param-match';

/** What a request must be like; all of it. */
export interface RequestMatch {
  readonly path: PathMatchConfig;
  readonly headers: readonly HeaderMatchConfig[];
  readonly queryParams: readonly QueryParamMatchConfig[];
  readonly method?: string;
  /** The pods that the request comes from. Only a sidecar can tell. */
  readonly source?: SourceMatchConfig;
}

export interface RuleBackend {
  readonly backend: BackendConfig;
  /** Share of the requests in percent. */
  readonly weight: number;
  /** Headers of answers by this backend. */
  readonly responseHeaders?: HeaderChange;
}

export interface RuleMirror {
  readonly backend: BackendConfig;
  readonly percentage: number;
}

export interface Rewrite {
  /** Replaces the matched prefix. */
  readonly prefix?: string;
  readonly hostname?: string;
}

/** One rule of a route, before it becomes an HTTPRoute or a VirtualService. */
export interface RouteRule extends Limits {
  readonly matches: readonly RequestMatch[];
  readonly backends: readonly RuleBackend[];
  readonly mirrors: readonly RuleMirror[];
  readonly rewrite?: Rewrite;
  readonly requestHeaders?: HeaderChange;
  readonly responseHeaders?: HeaderChange;
  readonly cors?: CorsConfig;
}

/** The comparison of the path as text: equal for equal ones. */
export function pathKey({ path }: RequestMatch): string {
  return `${path.type} ${path.value}`;
}

/** The comparisons of a match besides the path, as text: equal for equal comparisons only, and empty for none. */
export function conditionsOf({ headers, queryParams, method, source }: RequestMatch): string {
  if (!method && !source && headers.length === 0 && queryParams.length === 0) {
    return '';
  }
  const byName = headers.map(({ type, name, value }) => JSON.stringify([name.toLowerCase(), type, value])).sort();
  const byParam = queryParams.map(({ type, name, value }) => JSON.stringify([name, type, value])).sort();
  return JSON.stringify([method ?? null, byName, byParam, ...(source ? [source] : [])]);
}

/** Rules as they look to whoever cannot tell which pod a request comes from. */
export function withoutSources(rules: readonly RouteRule[]): RouteRule[] {
  return rules
    .map((rule) => ({ ...rule, matches: rule.matches.filter(({ source }) => source === undefined) }))
    .filter(({ matches }) => matches.length > 0);
}
