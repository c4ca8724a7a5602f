import type { HttpRouteCors, HttpRouteFilter, HttpRouteRequestRedirect, HttpRouteUrlRewrite, RequestMirror } from '../../../../imports/gateway.networking.k8s.io';
import { quoteRegex } from '../../../core/regex';
import { RULE_FILTERS } from '../../../manifest/gateway-api/filters';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { exactly, prefixed, regularly, type StringMatch } from '../../string-match';
import type { Cors } from '../../tables';
import { originOf } from '../origin';
import type { Rule, RuleMirror, RuleRedirect, RuleRewrite } from '../rule';
import { headersOf } from './header-filters';
import type { Targets } from './targets';
import { UnusableRoute } from './unusable';

type Filtered = Pick<Rule, 'headers' | 'redirect' | 'rewrite' | 'mirrors' | 'cors'>;

/** What the filters of a rule do (pilot/pkg/config/kube/gateway/conversion.go `convertHTTPRoute`). */
export function filtered(route: ManifestObject, rule: number, filters: readonly HttpRouteFilter[], targets: Targets): Filtered {
  const unknown = filters.find(({ type }) => !RULE_FILTERS.includes(type));
  if (unknown !== undefined) {
    throw new UnusableRoute(`Istio has no filter ${unknown.type}`);
  }
  const last = (type: string) => filters.filter((filter) => filter.type === type).at(-1);
  return {
    headers: headersOf(filters),
    redirect: redirect(last('RequestRedirect')?.requestRedirect),
    rewrite: rewrite(last('URLRewrite')?.urlRewrite),
    mirrors: filters.flatMap(({ requestMirror }, index) => mirrorOf(requestMirror, route, ['spec', 'rules', rule, 'filters', index], targets)),
    cors: cors(last('CORS')?.cors),
  };
}

function mirrorOf(mirror: RequestMirror | undefined, route: ManifestObject, path: readonly (string | number)[], targets: Targets): RuleMirror[] {
  const target = mirror && mirrorTarget(mirror, targets);
  if (mirror === undefined || target === undefined) {
    return [];
  }
  const { fraction, percent } = mirror;
  const share = fraction === undefined ? percent ?? 100 : (100 * fraction.numerator) / (fraction.denominator ?? 100);
  return share > 0 ? [{ target, perMillion: Math.floor(share * 10_000), origin: originOf(route, ...path) }] : [];
}

/** Undefined where it cannot be resolved, whatever is wrong with it. */
export function mirrorTarget({ backendRef }: RequestMirror, targets: Targets) {
  try {
    const target = targets.resolve(backendRef);
    return targets.exists(target) ? target : undefined;
  } catch (error) {
    if (error instanceof UnusableRoute) {
      return undefined;
    }
    throw error;
  }
}

function redirect(filter: HttpRouteRequestRedirect | undefined): RuleRedirect | undefined {
  if (filter === undefined) {
    return undefined;
  }
  const { statusCode = 302, scheme, hostname, port, path } = filter;
  return {
    status: statusCode,
    scheme,
    host: hostname,
    port: port ?? (scheme === undefined ? 'request' : 'protocol'),
    path: path?.replaceFullPath,
    prefix: path?.replacePrefixMatch,
  };
}

function rewrite(filter: HttpRouteUrlRewrite | undefined): RuleRewrite | undefined {
  if (filter === undefined) {
    return undefined;
  }
  const { hostname: host, path } = filter;
  if (path?.type === 'ReplaceFullPath') {
    return { host, regex: { match: '/.*', value: path.replaceFullPath! } };
  }
  return { host, prefix: path && (path.replacePrefixMatch!.replace(/\/$/, '') || '/') };
}

/** `createCorsFilter`: wildcards of origins become expressions. */
function cors(filter: HttpRouteCors | undefined): Cors | undefined {
  if (filter === undefined) {
    return undefined;
  }
  const { allowOrigins = [], allowMethods = [], allowHeaders = [], exposeHeaders = [], maxAge, allowCredentials = false } = filter;
  return {
    origins: allowOrigins.filter((origin) => origin !== '').map(originMatch),
    methods: allowMethods.join(','),
    headers: allowHeaders.join(','),
    expose: exposeHeaders.join(','),
    maxAge: maxAge !== undefined && maxAge > 0 ? maxAge : undefined,
    credentials: allowCredentials,
    forwardsUnmatched: false,
  };
}

function originMatch(origin: string): StringMatch {
  if (origin === '*') {
    return regularly('^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$');
  }
  if (!origin.includes('*')) {
    return exactly(origin);
  }
  return origin.indexOf('*') === origin.length - 1
    ? prefixed(origin.slice(0, -1))
    : regularly(origin.split('*').map(quoteRegex).join('.*'));
}
