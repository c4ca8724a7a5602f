import { renderCors } from './cors';
import { checkHeaderChange } from './header-change';
import type { Limits } from './limits';
import type { RouteSurroundings } from './route';
import type { RouteProps } from './route-props';
import type { RouteRule } from './rule';

/** What every rule of a route shares. */
export function bindRuleBasics({ site }: RouteSurroundings, props: RouteProps, limits: Limits): Omit<RouteRule, 'matches' | 'backends' | 'mirrors'> {
  for (const prop of ['requestHeaders', 'responseHeaders'] as const) {
    const change = props[prop];
    if (change) {
      checkHeaderChange(site.at(prop), change);
    }
  }
  return {
    ...limits,
    requestHeaders: props.requestHeaders,
    responseHeaders: props.responseHeaders,
    cors: props.cors && renderCors(site.at('cors'), props.cors),
  };
}
