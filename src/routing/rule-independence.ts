import type { RequestMatch } from './rule';
import type { HeaderMatchConfig } from '../core/match/header-match';
import { literalPrefix, matchesWhole } from '../core/regex';

/** Two values that are compared: of a header, or of a parameter of the query. */
type Comparison = Pick<HeaderMatchConfig, 'type' | 'name' | 'value'>;

/**
 * True where it makes no difference which of two matches of the same path comes first: no request matches both, or one of them
 * always goes first (Gateway API, precedence of `HTTPRouteRule.matches`: method, then the number of headers, then of parameters).
 */
export function areIndependent(a: RequestMatch, b: RequestMatch): boolean {
  return rankOf(a) !== rankOf(b)
    || (a.method !== undefined && b.method !== undefined && a.method !== b.method)
    || excludes(a.headers, b.headers, (name) => name.toLowerCase())
    || excludes(a.queryParams, b.queryParams, (name) => name);
}

function rankOf({ method, headers, queryParams }: RequestMatch): string {
  return [method !== undefined, headers.length, queryParams.length].join(' ');
}

function excludes(a: readonly Comparison[], b: readonly Comparison[], keyOf: (name: string) => string): boolean {
  return a.some((one) => b.some((other) => keyOf(one.name) === keyOf(other.name) && !canBothHold(one, other)));
}

function canBothHold(a: Comparison, b: Comparison): boolean {
  if (a.type === 'Exact' && b.type === 'Exact') {
    return a.value === b.value;
  }
  if (a.type === 'Exact') {
    return matchesWhole(b.value, a.value);
  }
  if (b.type === 'Exact') {
    return matchesWhole(a.value, b.value);
  }
  const [first, second] = [literalPrefix(a.value), literalPrefix(b.value)];
  return first.startsWith(second) || second.startsWith(first);
}
