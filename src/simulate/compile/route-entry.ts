import { quoteRegex } from '../../core/regex';
import type { ClusterKey, DirectResponse, Forward, HeaderOperations, PathMatch, PathRewrite, Redirect, RouteAction, RouteEntry, RouteMatch } from '../tables';
import { NO_OPERATIONS } from '../tables';
import { pathMatch } from './path-match';
import { retryPolicy } from './retry';
import type { MeshSettings } from '../settings';
import type { Destination, RouteSet, Rule, RuleMatch, RuleRedirect, RuleRewrite, RuleTarget } from './rule';

/** For whom routes are made. */
export interface RouteContext {
  /** Of the listener. */
  readonly port: number;
  readonly isTls: boolean;
  /** The names by which rules know the proxy: a gateway's, or `mesh`. */
  readonly gateways: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
  /** Whether the proxy asks endpoint pickers of pools. */
  readonly asksPickers?: boolean;
  /** What is tried again where a rule does not say it. */
  readonly retries: MeshSettings['retries'];
  /** The port that a target means which names none. */
  portOf(target: RuleTarget): number;
  /** Whether the proxy takes the host of a target as it is, although it stands for another name; unset: no. */
  isLiteral?(target: RuleTarget): boolean;
}

/** The routes of some rules, in order, up to one that takes everything (pilot/pkg/networking/core/route/route.go `BuildHTTPRoutesForVirtualService`). */
export function routeEntries(set: RouteSet, context: RouteContext): RouteEntry[] {
  const entries: RouteEntry[] = [];
  for (const rule of set.rules) {
    for (const match of rule.matches.length === 0 ? [undefined] : rule.matches) {
      if (match !== undefined && !applies(match, context)) {
        continue;
      }
      const entry = routeEntry(rule, match, set, context);
      entries.push(entry);
      if (takesEverything(entry)) {
        return entries;
      }
    }
    if (rule.matches.length === 0) {
      return entries;
    }
  }
  return entries;
}

/** Whether the route has nothing to compare but a path that all have (`IsCatchAllRoute`). */
export function takesEverything({ match }: RouteEntry): boolean {
  const { path, method, authority, scheme, headers, query, claims } = match;
  const isAnyPath = (path.kind === 'prefix' && path.value === '/') || (path.kind === 'regex' && path.value === '.*');
  return isAnyPath && headers.length + query.length + claims.length === 0 && [method, authority, scheme].every((each) => each === undefined);
}

/** Gateways alone decide where they are named; else the labels and the namespace of the caller (`sourceMatchHTTP`). */
function applies({ port, gateways = [], sourceLabels = {}, sourceNamespace = '' }: RuleMatch, context: RouteContext): boolean {
  if (port !== undefined && port !== context.port) {
    return false;
  }
  if (gateways.length > 0) {
    return gateways.some((gateway) => context.gateways.includes(gateway));
  }
  const hasLabels = Object.entries(sourceLabels).every(([name, value]) => context.labels[name] === value);
  return hasLabels && (sourceNamespace === '' || sourceNamespace === context.namespace);
}

function routeEntry(rule: Rule, match: RuleMatch | undefined, set: RouteSet, context: RouteContext): RouteEntry {
  const routeMatch = matchOf(match, set);
  // What belongs to a single destination is the route's own.
  const [only] = rule.destinations.length === 1 && isForward(rule) ? rule.destinations : [];
  return {
    name: match?.name === undefined ? rule.name : `${rule.name}.${match.name}`,
    origin: match?.origin ?? rule.origin,
    match: routeMatch,
    action: actionOf(rule, routeMatch.path, set, context),
    requestHeaders: joined(rule.headers.request, only?.headers.request),
    responseHeaders: joined(rule.headers.response, only?.headers.response),
    fault: rule.fault,
    cors: rule.cors,
  };
}

function matchOf(match: RuleMatch | undefined, { semantics }: RouteSet): RouteMatch {
  const { path, ignoresCase, method, authority, scheme, headers = [], query = [] } = match ?? {};
  return {
    path: pathMatch(path, semantics, ignoresCase),
    method,
    authority,
    scheme,
    headers: headers.filter(({ name }) => claimOf(name) === undefined),
    query,
    claims: headers.flatMap(({ name, match: value, inverted }) => {
      const claim = claimOf(name);
      return claim === undefined ? [] : [{ claim, match: value, inverted }];
    }),
  };
}

const CLAIMS = /^@request\.auth\.claims(\..+|\[.+\])$/i;

/** `@request.auth.claims[group][id]` and `@request.auth.claims.group.id` compare claims of a token (pilot/pkg/util/jwt). */
function claimOf(name: string): readonly string[] | undefined {
  const rest = CLAIMS.exec(name)?.[1];
  return rest?.startsWith('[') ? rest.slice(1, -1).split('][') : rest?.slice(1).split('.');
}

function isForward({ redirect, response }: Rule): boolean {
  return redirect === undefined && response === undefined;
}

function actionOf(rule: Rule, path: PathMatch, set: RouteSet, context: RouteContext): RouteAction {
  if (rule.redirect !== undefined) {
    return redirectOf(rule.redirect, context);
  }
  const respond: DirectResponse | undefined = rule.response && { kind: 'respond', ...rule.response };
  return respond ?? forwardOf(rule, path, set, context);
}

function redirectOf({ status, scheme, host, port, path, prefix }: RuleRedirect, context: RouteContext): Redirect {
  const number = { request: context.port, protocol: undefined }[port as string] ?? (typeof port === 'number' ? port : undefined);
  const isUsual = number === { http: 80, https: 443 }[scheme ?? (context.isTls ? 'https' : 'http')];
  return { kind: 'redirect', status, scheme, host, port: isUsual ? undefined : number, path, prefix };
}

function forwardOf(rule: Rule, path: PathMatch, set: RouteSet, context: RouteContext): Forward {
  const { destinations, rewrite, timeout, retry, mirrors } = rule;
  const isSingle = destinations.length === 1;
  const host = rewrite?.host ?? rule.headers.request.host;
  return {
    kind: 'forward',
    clusters: destinations.filter(({ weight }) => isSingle || weight > 0).map((destination) => clusterOf(destination, isSingle, context)),
    missingStatus: set.semantics === 'gateway-api' ? 500 : 503,
    timeout: timeout === 0 ? undefined : timeout,
    retry: retryPolicy(retry ?? context.retries, isSingle ? 'unless-hashed' : 'always'),
    rewrite: rewrite && rewriteOf(rewrite, path, set),
    host: host ?? (isSingle ? destinations[0].headers.request.host : undefined),
    mirrors: mirrors.map(({ target, perMillion, origin }) => ({ cluster: clusterKey(target, context), perMillion, origin })),
    pickers: pickersOf(rule, set, context),
  };
}

/** Only gateways ask pickers, and not for rules with a fault or CORS: istiod writes these over what it had (`TranslateRoute`). */
function pickersOf({ name, fault, cors }: Rule, { pickers }: RouteSet, { asksPickers = false }: RouteContext): Forward['pickers'] {
  return asksPickers && fault === undefined && cors === undefined ? pickers?.get(name) ?? [] : [];
}

function clusterOf({ target, weight, headers, origin }: Destination, isSingle: boolean, context: RouteContext) {
  const { request, response } = isSingle ? { request: NO_OPERATIONS, response: NO_OPERATIONS } : headers;
  return {
    cluster: clusterKey(target, context),
    weight: isSingle ? 1 : weight,
    requestHeaders: request,
    responseHeaders: response,
    host: isSingle ? undefined : headers.request.host,
    origin,
  };
}

function clusterKey(target: RuleTarget, context: RouteContext): ClusterKey {
  const key: ClusterKey = { host: target.host, port: target.port ?? context.portOf(target), subset: target.subset };
  return context.isLiteral?.(target) ? { ...key, isLiteral: true } : key;
}

function rewriteOf({ prefix, regex }: RuleRewrite, path: PathMatch, { semantics }: RouteSet): PathRewrite | undefined {
  if (regex !== undefined) {
    return { kind: 'regex', regex: regex.match, value: regex.value };
  }
  if (prefix === undefined || prefix === '') {
    return undefined;
  }
  if (semantics === 'gateway-api' && prefix === '/') {
    const matched = path.kind === 'segments' ? path.value : '';
    return { kind: 'regex', regex: `^${quoteRegex(matched)}(/?)(.*)`, value: '/\\2' };
  }
  return { kind: 'prefix', value: prefix };
}

function joined(first: HeaderOperations, second: HeaderOperations | undefined): HeaderOperations {
  return second === undefined ? first : { remove: [...first.remove, ...second.remove], change: [...first.change, ...second.change] };
}
