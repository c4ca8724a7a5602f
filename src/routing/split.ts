import type { RequestMatch, RouteRule } from './rule';
import { pathKey } from './rule';
import { areIndependent } from './rule-independence';
import type { Site } from '../core/site';

/** Limits of an HTTPRoute (gateway.networking.k8s.io/v1 schema and its CEL rule on all matches). */
const MAX_RULES = 16;
const MAX_MATCHES_OF_RULE = 64;
const MAX_MATCHES = 128;

/**
 * The rules, spread over as many HTTPRoutes as they need. What compares the same path stays together in one as long as it fits; if it
 * does not, only what one request could match alike: between two routes Istio decides that by age.
 */
export function splitRules(site: Site, rules: readonly RouteRule[]): RouteRule[][] {
  const parts: RouteRule[][] = [];
  for (const piece of piecesOf(site, rules)) {
    const last = parts.at(-1);
    const joined = last && join(rules, [...last, ...piece]);
    if (joined && fits(joined)) {
      parts[parts.length - 1] = joined;
    } else {
      parts.push(piece);
    }
  }
  return parts;
}

/** What may not be torn apart: all of a path, or where that is too much, what depends on each other there. */
function piecesOf(site: Site, rules: readonly RouteRule[]): RouteRule[][] {
  return [...pathsOf(rules)].flatMap((path) => {
    const ofPath = restrict(rules, (match) => pathKey(match) === path);
    if (fits(ofPath)) {
      return [ofPath];
    }
    const pieces = dependentMatches(ofPath).map((matches) => restrict(ofPath, (match) => matches.has(match)));
    pieces.forEach((piece) => checkFits(site, piece));
    return pieces;
  });
}

/** The matches, in groups of which no request can match two alike, in the order of their first one. */
function dependentMatches(rules: readonly RouteRule[]): Set<RequestMatch>[] {
  const groups: Set<RequestMatch>[] = [];
  for (const match of rules.flatMap(({ matches }) => matches)) {
    const touched = groups.filter((group) => [...group].some((other) => !areIndependent(match, other)));
    const [first, ...others] = touched;
    if (!first) {
      groups.push(new Set([match]));
      continue;
    }
    [match, ...others.flatMap((group) => [...group])].forEach((one) => first.add(one));
    others.forEach((group) => groups.splice(groups.indexOf(group), 1));
  }
  return groups;
}

function pathsOf(rules: readonly RouteRule[]): Set<string> {
  return new Set(rules.flatMap(({ matches }) => matches.map(pathKey)));
}

function restrict(rules: readonly RouteRule[], keep: (match: RequestMatch) => boolean): RouteRule[] {
  return rules
    .map((rule) => ({ ...rule, matches: rule.matches.filter(keep) }))
    .filter(({ matches }) => matches.length > 0);
}

/** The given rules cut down to the matches that occur in the parts. */
function join(rules: readonly RouteRule[], parts: readonly RouteRule[]): RouteRule[] {
  const matches = new Set(parts.flatMap((part) => part.matches));
  return restrict(rules, (match) => matches.has(match));
}

function fits(rules: readonly RouteRule[]): boolean {
  const counts = rules.map(({ matches }) => matches.length);
  return rules.length <= MAX_RULES && counts.every((count) => count <= MAX_MATCHES_OF_RULE)
    && counts.reduce((sum, count) => sum + count, 0) <= MAX_MATCHES;
}

function checkFits(site: Site, rules: readonly RouteRule[]): void {
  const matches = rules.reduce((sum, rule) => sum + rule.matches.length, 0);
  site.check(fits(rules), {
    problem: `needs ${rules.length} rules with ${matches} matches for one path, of which a request can match several alike, and an HTTPRoute holds `
      + `${MAX_RULES} rules, ${MAX_MATCHES_OF_RULE} matches a rule and ${MAX_MATCHES} in all`,
    fix: 'use fewer versions, cohorts, methods or headers on one path, or exact values of one header, which exclude each other',
  });
}
