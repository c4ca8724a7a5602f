import type { BackendConfig } from './backend';
import { renderHeaderChange } from './header-change';
import type { RequestMatch, Rewrite, RouteRule, RuleBackend, RuleMirror } from './rule';
import type { HttpRouteRule } from '../../imports/gateway.networking.k8s.io';
import { renderDuration } from '../core/duration';

const PERCENT = 100;
/** Fractions of a percent are written as parts of a million, the finest that Envoy counts. */
const MILLION = 1_000_000;

/** A rule as it stands in an HTTPRoute of this namespace. */
export function renderHttpRouteRule(rule: RouteRule, namespace: string): HttpRouteRule {
  const filters = [
    ...(rule.requestHeaders ? [{ type: 'RequestHeaderModifier', requestHeaderModifier: renderHeaderChange(rule.requestHeaders) }] : []),
    ...(rule.responseHeaders ? [{ type: 'ResponseHeaderModifier', responseHeaderModifier: renderHeaderChange(rule.responseHeaders) }] : []),
    ...(rule.rewrite ? [{ type: 'URLRewrite', urlRewrite: renderRewrite(rule.rewrite) }] : []),
    ...(rule.cors ? [{ type: 'CORS', cors: rule.cors }] : []),
    ...rule.mirrors.map((mirror) => ({ type: 'RequestMirror', requestMirror: renderMirror(mirror, namespace) })),
  ];
  return {
    matches: rule.matches.map(renderMatch),
    ...(filters.length > 0 && { filters }),
    ...renderLimits(rule),
    backendRefs: rule.backends.map((backend) => renderBackend(backend, namespace, rule.backends.length > 1)),
  };
}

function renderMatch({ path, headers, queryParams, method }: RequestMatch) {
  return {
    path: { ...path },
    ...(headers.length > 0 && { headers: headers.map((header) => ({ ...header })) }),
    ...(queryParams.length > 0 && { queryParams: queryParams.map((param) => ({ ...param })) }),
    ...(method && { method }),
  };
}

function renderLimits({ timeout, retry }: RouteRule) {
  const timeouts: { [limit: string]: string } = {
    ...(timeout && { request: renderDuration(timeout) }),
    // Without retry Istio would let this replace the limit of the whole request.
    ...(retry?.perTryTimeout && { backendRequest: renderDuration(retry.perTryTimeout) }),
  };
  return {
    ...(Object.keys(timeouts).length > 0 && { timeouts }),
    ...(retry && {
      retry: {
        attempts: retry.attempts,
        codes: [...retry.codes],
        ...(retry.backoff && { backoff: renderDuration(retry.backoff) }),
      },
    }),
  };
}

function renderRewrite({ prefix, hostname }: Rewrite) {
  return {
    ...(hostname && { hostname }),
    ...(prefix && { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: prefix } }),
  };
}

function renderBackend({ backend, weight, responseHeaders }: RuleBackend, namespace: string, weighted: boolean) {
  const requestHeaders = backend.provider?.headers;
  const filters = [
    ...(requestHeaders ? [{ type: 'RequestHeaderModifier', requestHeaderModifier: renderHeaderChange(requestHeaders) }] : []),
    ...(responseHeaders ? [{ type: 'ResponseHeaderModifier', responseHeaderModifier: renderHeaderChange(responseHeaders) }] : []),
  ];
  return {
    ...renderReference(backend, namespace),
    ...(weighted && { weight }),
    ...(filters.length > 0 && { filters }),
  };
}

function renderMirror({ backend, percentage }: RuleMirror, namespace: string) {
  const share = Number.isInteger(percentage)
    ? { percent: percentage }
    : { fraction: { numerator: Math.round(percentage * MILLION / PERCENT), denominator: MILLION } };
  return { backendRef: renderReference(backend, namespace), ...share };
}

function renderReference(backend: BackendConfig, namespace: string) {
  return {
    group: backend.group,
    kind: backend.kind,
    ...(backend.namespace !== namespace && { namespace: backend.namespace }),
    name: backend.name,
    ...(backend.port !== undefined && { port: backend.port }),
  };
}
