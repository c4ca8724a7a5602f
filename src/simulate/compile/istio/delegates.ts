import { gatewayName, type WrittenRule } from './virtual-service';
import type { EgressProxy, VirtualServiceHttp, VirtualServiceMatch, VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { conflicts } from '../../../manifest/istio/delegate-matches';
import { isExportedTo } from '../../../manifest/istio/exports';
import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';

/** The rules of a VirtualService, those of its delegates in their places (pilot/pkg/model/virtualservice.go `mergeVirtualServicesIfNeeded`). */
export function rulesWithDelegates(index: ManifestIndex, root: ManifestObject<VirtualServiceSpec>): readonly WrittenRule[] {
  return (root.spec.http ?? []).flatMap((http, i) => {
    const { delegate } = http;
    if (delegate === undefined) {
      return [{ http, object: root, path: ['spec', 'http', i] }];
    }
    const found = index.find(VIRTUAL_SERVICE, delegate.namespace ?? root.namespace, delegate.name ?? '');
    const isUsable = found !== undefined && isDelegate(found) && isExportedTo(found, root.namespace, index.meshConfig.usualExports('VirtualService'));
    return isUsable ? delegated(index, http, root, found) : [];
  });
}

/** One without hosts is for delegation only. */
export function isDelegate({ spec }: ManifestObject<VirtualServiceSpec>): boolean {
  return (spec.hosts ?? []).length === 0;
}

function delegated(
  index: ManifestIndex, written: VirtualServiceHttp, from: ManifestObject<VirtualServiceSpec>, object: ManifestObject<VirtualServiceSpec>,
): WrittenRule[] {
  const root = qualified(index, written, from.namespace);
  return (object.spec.http ?? []).map((http) => qualified(index, http, object.namespace)).flatMap((http, i) => {
    const match = mergedMatches(root.match ?? [], http.match ?? []);
    return match === undefined ? [] : [{ http: { ...inherited(root, http), match }, object, path: ['spec', 'http', i] }];
  });
}

/** Names mean what they mean where they are written (`ResolveVirtualServiceShortnames` comes before the merge). */
function qualified(index: ManifestIndex, http: VirtualServiceHttp, namespace: string): VirtualServiceHttp {
  const full = (to: EgressProxy): EgressProxy => ({ ...to, host: index.hosts.fqdn(to.host!, namespace) });
  const all = <T extends { readonly destination: EgressProxy }>(list: readonly T[]) => (
    list.map((each) => ({ ...each, destination: full(each.destination) })));
  const gateways = (names: readonly string[] | undefined) => names?.map((name) => gatewayName(name, namespace));
  return {
    ...http,
    ...(http.match && { match: http.match.map((match) => ({ ...match, gateways: gateways(match.gateways) })) }),
    ...(http.route && { route: all(http.route) }),
    ...(http.mirror && { mirror: full(http.mirror) }),
    ...(http.mirrors && { mirrors: all(http.mirrors) }),
  };
}

/** What the delegate leaves open is the root's. */
function inherited({ delegate, match, route, redirect, name, ...root }: VirtualServiceHttp, own: VirtualServiceHttp): VirtualServiceHttp {
  return { ...root, ...own, name: joinedName(name, own.name) };
}

function joinedName(root: string | undefined, own: string | undefined): string | undefined {
  return root && own ? `${root}-${own}` : own || root;
}

/** The pairs that go together; undefined where a match of the delegate goes with none of the root's, so that its rule is dropped. */
function mergedMatches(roots: readonly VirtualServiceMatch[], leaves: readonly VirtualServiceMatch[]): VirtualServiceMatch[] | undefined {
  if (roots.length === 0 || leaves.length === 0) {
    return [...roots, ...leaves];
  }
  const pairs = leaves.map((leaf) => roots.filter((root) => !conflicts(root, leaf)).map((root) => merged(root, leaf)));
  return pairs.some((fitting) => fitting.length === 0) ? undefined : pairs.flat();
}

function merged(root: VirtualServiceMatch, leaf: VirtualServiceMatch): VirtualServiceMatch {
  return {
    ...leaf,
    name: joinedName(root.name, leaf.name),
    uri: leaf.uri ?? root.uri,
    scheme: leaf.scheme ?? root.scheme,
    method: leaf.method ?? root.method,
    authority: leaf.authority ?? root.authority,
    headers: { ...root.headers, ...leaf.headers },
    withoutHeaders: { ...root.withoutHeaders, ...leaf.withoutHeaders },
    queryParams: { ...root.queryParams, ...leaf.queryParams },
    port: leaf.port || root.port,
    sourceLabels: { ...root.sourceLabels, ...leaf.sourceLabels },
    sourceNamespace: leaf.sourceNamespace || root.sourceNamespace,
    gateways: (leaf.gateways ?? []).length === 0 ? root.gateways : leaf.gateways,
  };
}
