import { oldestFirst } from '../../manifest/age';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { PodSet } from '../../manifest/pods';
import { type Protocol, protocolOf } from '../../manifest/protocols';
import type { ServicePort } from '../../manifest/shapes';
import { proxyPolicies, ztunnelPolicies } from '../authorize/proxy-policies';
import type { MeshSettings } from '../settings';
import type { ExtraFilters, Proxy, ProxyTables } from '../tables';
import { extraFilters } from './envoy-filters';
import type { ExtensionPlace } from './extensions';

/** How a sidecar speaks to its pod. */
const SPOKEN: Readonly<Record<Protocol, ProxyTables['speaks']>> = { http: 'http1', http2: 'http2', tcp: undefined, udp: undefined, unknown: undefined };

/** What the sidecar before a port of its pods decides by. TLS that is not its own it finds out to be no HTTP. */
export function inboundTables(index: ManifestIndex, settings: MeshSettings, pods: PodSet, port: number, isSealed: boolean): ProxyTables {
  const declared = servicePort(index, pods, port);
  const isRead = readsHttp(declared) && !isSealed;
  const proxy = proxyOf('sidecar', pods);
  const policies = proxyPolicies(index, settings, pods, isRead ? 'http' : 'tcp');
  return { proxy, readsHttp: isRead, speaks: speaks(declared), listeners: [], policies, extra: extraAt(index, proxy, pods, { mode: 'SERVER', port, readsHttp: isRead }) };
}

/** What is added to the proxy; a Sidecar that says itself what comes in leaves all of it unread. */
function extraAt(index: ManifestIndex, proxy: Proxy, pods: PodSet, place: ExtensionPlace): ExtraFilters | undefined {
  const ingress = index.sidecars.of(pods)?.spec.ingress ?? [];
  return ingress.length === 0 ? extraFilters(index, proxy, place) : { marks: new Map(), unread: 'sidecar-ingress' };
}

/** What ztunnel before pods decides by. */
export function ztunnelTables(index: ManifestIndex, settings: MeshSettings, pods: PodSet): ProxyTables {
  const authorization = ztunnelPolicies(index, settings, pods);
  return { proxy: proxyOf('ztunnel', pods), readsHttp: false, listeners: [], policies: { authorization, tokens: [] } };
}

export function proxyOf(kind: Proxy['kind'], pods: PodSet): Proxy {
  const { owner, namespace, labels, serviceAccount } = pods;
  return { kind, object: owner, namespace, labels, account: { namespace, name: serviceAccount }, pods };
}

/** Whether the sidecar reads what it passes on: a Service says so, or leaves it to be found out. */
function readsHttp(declared: ServicePort | undefined): boolean {
  return declared === undefined || !['tcp', 'udp'].includes(protocolOf(declared));
}

/** Whether the Service says that its pods speak HTTP there, without TLS. */
export function speaksPlainly(index: ManifestIndex, pods: PodSet, port: number): boolean {
  return speaks(servicePort(index, pods, port)) !== undefined;
}

/** What the Service says of the port; a sidecar takes callers' word where it says nothing. */
function speaks(declared: ServicePort | undefined): ProxyTables['speaks'] {
  return declared && SPOKEN[protocolOf(declared)];
}

/** Of several Services that lead to the port the oldest counts (pilot/pkg/model/context.go `SetServiceTargets`). */
function servicePort(index: ManifestIndex, pods: PodSet, port: number): ServicePort | undefined {
  return oldestFirst(index.servicesOf(pods)).flatMap(({ spec }) => spec.ports ?? []).find((each) => pods.targetOf(each) === port);
}
