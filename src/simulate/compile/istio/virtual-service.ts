import type { EgressProxy, VirtualServiceHeaders, VirtualServiceHttp, VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { parseDuration } from '../../../manifest/duration';
import { exportsOf } from '../../../manifest/istio/exports';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Path } from '../../../manifest/path';
import { createdAt } from '../created';
import { type HeaderPair, headerOperations } from '../headers';
import { originOf } from '../origin';
import type { RouteSet, Rule, RuleMirror, RuleTarget } from '../rule';
import { corsOf, directResponse, faultOf, perMillion, redirectOf, retryOf, rewriteOf } from './actions';
import { matchOf } from './matches';

type VirtualService = ManifestObject<VirtualServiceSpec>;

/** A rule and where it is written: delegates lie in another object. */
export interface WrittenRule {
  readonly http: VirtualServiceHttp;
  readonly object: ManifestObject;
  readonly path: Path;
}

/** What a VirtualService says, as routes of the Gateway API say it (pilot/pkg/model/virtualservice.go `ResolveVirtualServiceShortnames`). */
export function virtualServiceSet(index: ManifestIndex, object: VirtualService, rules: readonly WrittenRule[]): RouteSet {
  const { hosts = [], gateways = [] } = object.spec;
  const exports = exportsOf(object, index.meshConfig.usualExports('VirtualService'));
  return {
    name: object.name,
    namespace: object.namespace,
    created: createdAt(object),
    hosts: hosts.map((host) => index.hosts.fqdn(host, object.namespace).toLowerCase()),
    gateways: (gateways.length === 0 ? ['mesh'] : gateways).map((gateway) => gatewayName(gateway, object.namespace)),
    rules: rules.map((rule) => ruleOf(index, object.namespace, rule)),
    semantics: 'istio',
    exports: exports.map((target) => (target === '.' ? object.namespace : target)),
  };
}

export function gatewayName(gateway: string, namespace: string): string {
  return gateway === 'mesh' || gateway.includes('/') ? gateway : `${namespace}/${gateway}`;
}

function ruleOf(index: ManifestIndex, namespace: string, { http, object, path }: WrittenRule): Rule {
  const at = (...keys: Path) => originOf(object, ...path, ...keys);
  const target = ({ host, port, subset }: EgressProxy): RuleTarget => ({ host: index.hosts.fqdn(host!, namespace), port: port?.number, subset });
  return {
    name: http.name ?? '',
    origin: at(),
    matches: (http.match ?? []).map((match, i) => matchOf(match, namespace, at('match', i))),
    headers: headersOf(http.headers),
    redirect: http.redirect && redirectOf(http.redirect),
    response: http.directResponse && directResponse(http.directResponse),
    rewrite: http.rewrite && rewriteOf(http.rewrite),
    destinations: (http.route ?? []).map(({ destination, weight = 0, headers }, i) => (
      { target: target(destination), weight, headers: headersOf(headers), origin: at('route', i) })),
    timeout: parseDuration(http.timeout) || undefined,
    retry: http.retries && retryOf(http.retries),
    mirrors: mirrorsOf(http, target, at),
    fault: http.fault && faultOf(http.fault),
    cors: http.corsPolicy && corsOf(http.corsPolicy),
  };
}

function headersOf({ request = {}, response = {} }: VirtualServiceHeaders = {}): HeaderPair {
  return { request: headerOperations(request), response: headerOperations(response) };
}

/** Unset means all, zero means none. */
function mirrorsOf(http: VirtualServiceHttp, target: (to: EgressProxy) => RuleTarget, at: (...keys: Path) => Rule['origin']): RuleMirror[] {
  const { mirror, mirrorPercentage, mirrorPercent, mirror_percent: older = mirrorPercent, mirrors = [] } = http;
  const share = mirrorPercentage === undefined ? older ?? 100 : mirrorPercentage.value ?? 0;
  const single = mirror === undefined ? [] : [{ target: target(mirror), perMillion: perMillion(share), origin: at('mirror') }];
  const several = mirrors.map(({ destination, percentage }, i) => (
    { target: target(destination), perMillion: perMillion(percentage === undefined ? 100 : percentage.value ?? 0), origin: at('mirrors', i) }));
  return [...single, ...several].filter((each) => each.perMillion > 0);
}
