import type { SidecarIngress } from '../../../imports/networking.istio.io';
import { DataPlane } from '../../core/versions/data-plane';
import { oldestFirst } from '../../manifest/age';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { PodSet } from '../../manifest/pods';
import { type Protocol, protocolNamed, protocolOf } from '../../manifest/protocols';
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
  const spoken = protocolAt(index, pods, port);
  const isRead = readsHttp(spoken) && !isSealed;
  const proxy = proxyOf('sidecar', pods);
  const policies = proxyPolicies(index, settings, pods, isRead ? 'http' : 'tcp');
  return { proxy, readsHttp: isRead, speaks: spoken && SPOKEN[spoken], listeners: [], policies, extra: extraAt(index, proxy, pods, { mode: 'SERVER', port, readsHttp: isRead }) };
}

/** What is added to the proxy; all of it is unread where a Sidecar does more with the port than to lead it to another one of the pods. */
function extraAt(index: ManifestIndex, proxy: Proxy, pods: PodSet, place: ExtensionPlace & { readonly port: number }): ExtraFilters | undefined {
  return isFollowed(index, pods, place.port) ? extraFilters(index, proxy, place) : { marks: new Map(), unread: 'sidecar-ingress' };
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

/** Whether the sidecar reads what it passes on: somebody says so, or leaves it to be found out. */
function readsHttp(spoken: Protocol | undefined): boolean {
  return spoken === undefined || !['tcp', 'udp'].includes(spoken);
}

/** Whether the Service says that its pods speak HTTP there, without TLS. */
export function speaksPlainly(index: ManifestIndex, pods: PodSet, port: number): boolean {
  const spoken = protocolAt(index, pods, port);
  return spoken !== undefined && SPOKEN[spoken] !== undefined;
}

/**
 * What the port speaks, as a Sidecar says that lists ports (`ingress`), and else a Service: those that such a Sidecar leaves out are nobody's
 * (pilot/pkg/networking/core/listener_inbound.go `buildInboundChainConfigs`). Unset: nobody says it, and a sidecar takes callers' word.
 */
function protocolAt(index: ManifestIndex, pods: PodSet, port: number): Protocol | undefined {
  const ingress = ingressOf(index, pods);
  if (ingress.length > 0) {
    const listed = ingress.find((each) => each.port.number === port);
    return listed && protocolNamed(listed.port.protocol);
  }
  const declared = servicePort(index, pods, port);
  return declared && protocolOf(declared);
}

function ingressOf(index: ManifestIndex, pods: PodSet): readonly SidecarIngress[] {
  const injected = index.namespaces.membership(pods) === DataPlane.SIDECAR ? index.sidecars.of(pods) : undefined;
  return injected?.spec.ingress ?? [];
}

/** Not where the way leads to a socket, or to a port where it is not known that somebody listens, or where connections are limited or taken otherwise. */
function isFollowed(index: ManifestIndex, pods: PodSet, port: number): boolean {
  const ingress = ingressOf(index, pods);
  const listed = ingress.find((each) => each.port.number === port);
  if (listed === undefined) {
    return ingress.length === 0 || index.sidecars.of(pods)!.spec.inboundConnectionPool === undefined;
  }
  const { bind, captureMode = 'DEFAULT', connectionPool = index.sidecars.of(pods)!.spec.inboundConnectionPool, defaultEndpoint = '', tls } = listed;
  const [, target] = LOCAL.exec(defaultEndpoint === '' ? `127.0.0.1:${port}` : defaultEndpoint) ?? [];
  return bind === undefined && captureMode !== 'NONE' && connectionPool === undefined && tls === undefined
    && target !== undefined && pods.mayListen(Number(target));
}

/** The pod itself, at a port. */
const LOCAL = /^(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):(\d+)$/;

/** Of several Services that lead to the port the oldest counts (pilot/pkg/model/context.go `SetServiceTargets`). */
function servicePort(index: ManifestIndex, pods: PodSet, port: number): ServicePort | undefined {
  return oldestFirst(index.servicesOf(pods)).flatMap(({ spec }) => spec.ports ?? []).find((each) => pods.targetOf(each) === port);
}
