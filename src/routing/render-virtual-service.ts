import type { BackendConfig } from './backend';
import type { CorsConfig } from './cors';
import type { HeaderChange } from './header-change';
import type { RequestMatch, Rewrite, RouteRule, RuleBackend, RuleMirror } from './rule';
import type { VirtualServiceHttp } from '../../imports/networking.istio.io';
import { renderDuration } from '../core/duration';
import { quoteRegex } from '../core/regex';

interface Surroundings {
  readonly clusterDomain: string;
  /** The port of the Service that the rules are for; all of its ports if left out. */
  readonly port?: number;
  readonly fault?: VirtualServiceHttp['fault'];
}

/** What is retried besides status codes: the conditions that Istio gives an HTTPRoute. */
const RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

/** In the order in which an HTTPRoute would decide: a VirtualService takes the first rule that matches. */
const PATH_ORDER: readonly string[] = ['Exact', 'PathPrefix', 'RegularExpression'];

/** All rules as the `http` of a VirtualService, most specific first. */
export function renderVirtualServiceHttp(rules: readonly RouteRule[], surroundings: Surroundings): VirtualServiceHttp[] {
  return rules
    .flatMap((rule) => rule.matches.map((match) => ({ rule, match })))
    .sort((a, b) => comparePrecedence(a.match, b.match))
    .map(({ rule, match }) => renderHttp(rule, match, surroundings))
    .flatMap(withoutTaken(new Set()));
}

/** Leaves out matches that an earlier rule has: nothing would reach them, and istiod warns of them. */
function withoutTaken(taken: Set<string>) {
  return (http: VirtualServiceHttp): VirtualServiceHttp[] => {
    const match = http.match!.filter((candidate) => !taken.has(JSON.stringify(candidate)));
    match.forEach((candidate) => taken.add(JSON.stringify(candidate)));
    return match.length > 0 ? [{ ...http, match }] : [];
  };
}

/**
 * Istio's order of HTTPRoute matches (sortHTTPRoutes): path type, path length, method, number of headers, of parameters.
 * What only an HTTPRoute cannot say, the source, decides last.
 */
function comparePrecedence(a: RequestMatch, b: RequestMatch): number {
  const keys = [a, b].map((match) => [
    PATH_ORDER.indexOf(match.path.type),
    -lengthOf(match),
    match.method ? 0 : 1,
    -match.headers.length,
    -match.queryParams.length,
    match.source ? 0 : 1,
  ]);
  const difference = keys[0].map((key, i) => key - keys[1][i]).find((step) => step !== 0);
  return difference ?? 0;
}

/** A slash at the end of a prefix does not count. */
function lengthOf({ path }: RequestMatch): number {
  return path.type === 'PathPrefix' ? trim(path.value).length : path.value.length;
}

function renderHttp(rule: RouteRule, match: RequestMatch, { clusterDomain, port, fault }: Surroundings): VirtualServiceHttp {
  const weighted = rule.backends.length > 1;
  return {
    match: renderMatches(match, port),
    route: rule.backends.map((backend) => renderDestination(backend, clusterDomain, weighted)),
    ...(rule.rewrite && { rewrite: renderRewrite(rule.rewrite, match) }),
    ...(rule.cors && { corsPolicy: renderCorsPolicy(rule.cors) }),
    ...(rule.timeout && { timeout: renderDuration(rule.timeout) }),
    ...renderRetries(rule),
    ...(fault && { fault }),
    ...(rule.mirrors.length > 0 && { mirrors: rule.mirrors.map((mirror) => renderMirror(mirror, clusterDomain)) }),
    ...renderHeaders(rule.requestHeaders, rule.responseHeaders),
  };
}

/** A prefix goes by segments in an HTTPRoute and by characters here, so that it takes two matches to say the same. */
function renderMatches(match: RequestMatch, port: number | undefined) {
  const others = {
    ...(port && { port }),
    ...(match.source && { sourceLabels: { ...match.source.labels }, sourceNamespace: match.source.namespace }),
    ...(match.method && { method: { exact: match.method } }),
    ...(match.headers.length > 0 && {
      headers: Object.fromEntries(match.headers.map(({ type, name, value }) => [name.toLowerCase(), { [type === 'Exact' ? 'exact' : 'regex']: value }])),
    }),
    ...(match.queryParams.length > 0 && {
      queryParams: Object.fromEntries(match.queryParams.map(({ type, name, value }) => [name, { [type === 'Exact' ? 'exact' : 'regex']: value }])),
    }),
  };
  return renderUris(match).map((uri) => ({ uri, ...others }));
}

function renderUris({ path }: RequestMatch) {
  if (path.type === 'Exact') {
    return [{ exact: path.value }];
  }
  if (path.type === 'RegularExpression') {
    return [{ regex: path.value }];
  }
  const prefix = trim(path.value);
  return prefix === '' ? [{ prefix: '/' }] : [{ exact: prefix }, { prefix: `${prefix}/` }];
}

function renderDestination({ backend, weight, responseHeaders }: RuleBackend, clusterDomain: string, weighted: boolean) {
  return {
    destination: destinationOf(backend, clusterDomain),
    ...(weighted && { weight }),
    ...renderHeaders(undefined, responseHeaders),
  };
}

function destinationOf({ name, namespace, port }: BackendConfig, clusterDomain: string) {
  return { host: `${name}.${namespace}.svc.${clusterDomain}`, port: { number: port! } };
}

/** `rewrite.uri` glues what is left of the path to the new prefix, so the segments are put together by hand. */
function renderRewrite({ prefix, hostname }: Rewrite, { path }: RequestMatch) {
  const matched = quoteRegex(trim(path.value));
  const replaced = prefix && trim(prefix);
  const uriRegexRewrite = replaced === ''
    ? { match: `^${matched}/?(.*)$`, rewrite: '/\\1' }
    : { match: `^${matched}(/.*)?$`, rewrite: `${replaced}\\1` };
  return { ...(prefix && { uriRegexRewrite }), ...(hostname && { authority: hostname }) };
}

function renderCorsPolicy({ allowOrigins, maxAge, ...lists }: CorsConfig) {
  return {
    allowOrigins: allowOrigins.map((origin) => (origin.includes('*') ? { regex: quoteRegex(origin).replace('\\*', '.*') } : { exact: origin })),
    ...lists,
    ...(maxAge !== undefined && { maxAge: `${maxAge}s` }),
    // What Istio makes of the CORS filter of an HTTPRoute.
    unmatchedPreflights: 'IGNORE',
  };
}

function renderRetries({ retryKind, retry }: RouteRule) {
  if (retryKind === 'NONE') {
    return { retries: { attempts: 0 } };
  }
  return retry && {
    retries: {
      attempts: retry.attempts,
      retryOn: [...RETRY_ON, ...retry.codes.map(String)].join(','),
      ...(retry.perTryTimeout && { perTryTimeout: renderDuration(retry.perTryTimeout) }),
      ...(retry.backoff && { backoff: renderDuration(retry.backoff) }),
    },
  };
}

function renderMirror({ backend, percentage }: RuleMirror, clusterDomain: string) {
  return { destination: destinationOf(backend, clusterDomain), percentage: { value: percentage } };
}

function renderHeaders(request?: HeaderChange, response?: HeaderChange) {
  return (request || response) && {
    headers: { ...(request && { request: renderChange(request) }), ...(response && { response: renderChange(response) }) },
  };
}

function renderChange({ set, add, remove }: HeaderChange) {
  return {
    ...(set && Object.keys(set).length > 0 && { set: { ...set } }),
    ...(add && Object.keys(add).length > 0 && { add: { ...add } }),
    ...(remove?.length && { remove: [...remove] }),
  };
}

function trim(path: string): string {
  return path.replace(/\/+$/, '');
}
