import type { RequestMatch, RouteRule } from './rule';
import { pathKey } from './rule';
import type { Site } from '../core/site';

/** HTTPRoute schema: so many backendRefs and filters a rule, headers and queryParams a match. */
const MAX_ITEMS = 16;

/** What an HTTPRoute can hold in one rule. */
export function checkRuleSize(site: Site, rule: RouteRule): void {
  const filters = [rule.requestHeaders, rule.responseHeaders, rule.rewrite, rule.cors].filter((filter) => filter !== undefined);
  const counts: { readonly [what: string]: number } = {
    'backends': rule.backends.length,
    'filters, mirrors among them': filters.length + rule.mirrors.length,
    'headers in a match': longest(rule.matches, 'headers'),
    'query parameters in a match': longest(rule.matches, 'queryParams'),
  };
  for (const [what, count] of Object.entries(counts)) {
    site.check(count <= MAX_ITEMS, {
      problem: `makes a rule with ${count} ${what}, and a rule holds ${MAX_ITEMS}`,
      fix: 'leave some out, or use a second route',
    });
  }
}

/** A browser asks first, by OPTIONS and without the headers that it will send: where no rule takes that, CORS has no effect. */
export function checkPreflights(site: Site, rules: readonly RouteRule[]): void {
  const matches = rules.filter(({ cors }) => cors).flatMap((rule) => rule.matches);
  const unanswered = matches.find((match) => !matches.some((other) => takesPreflight(other) && pathKey(other) === pathKey(match)));
  site.check(unanswered === undefined, {
    problem: `would never be asked for ${unanswered?.path.value}: a preflight request is an OPTIONS without the headers that the route compares`,
    fix: "add 'OPTIONS' to methods, leave headers out of the route, or answer CORS in front of the gateway",
  });
}

function takesPreflight({ headers, method, source }: RequestMatch): boolean {
  return headers.length === 0 && source === undefined && (method === undefined || method === 'OPTIONS');
}

function longest(matches: readonly RequestMatch[], part: 'headers' | 'queryParams'): number {
  return Math.max(...matches.map((match) => match[part].length));
}
