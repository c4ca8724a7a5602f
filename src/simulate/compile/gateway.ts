import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { behaviours } from '../../core/versions/behaviours';
import { parseDuration } from '../../manifest/duration';
import { closedListeners } from '../../manifest/gateway-api/closed-listeners';
import { gatewayEnvironment } from '../../manifest/gateway-api/environment';
import type { Listener } from '../../manifest/gateway-api/listeners';
import { groupBy } from '../../manifest/group-by';
import { hostIntersection } from '../../manifest/host-names';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';
import { isObject } from '../../manifest/schema/defaults';
import { NO_POLICIES, proxyPolicies, type ProxyPolicies } from '../authorize/proxy-policies';
import type { Reason } from '../reason';
import type { MeshSettings } from '../settings';
import type { GatewayTopology, ListenerTable, Origin, Proxy, ProxyTables, RouteEntry, VirtualHostTable } from '../tables';
import type { UnknownCause } from '../unknown';
import { connectionSettingsOf, proxyConfig } from './connection-settings';
import { type Connections, listenerConnections } from './connections';
import { createdAt, oldestFirst } from './created';
import { toTls } from './default-route';
import { extraFilters } from './envoy-filters';
import { wantedOfClients } from './gateway-api/client-certificates';
import { listenerName, listenerRouteSets } from './gateway-api/route-sets';
import { proxyOf } from './inbound';
import { closedServers, serverConnections } from './istio/gateway-connections';
import { gatewayServers, servedBy } from './istio/gateway-servers';
import { isSeenFrom, virtualServiceSets } from './mesh-route-sets';
import { whyNoHost, whyNotOpened } from './missing';
import { originOf } from './origin';
import { type RouteContext, routeEntries, takesEverything } from './route-entry';
import { routeRefusals } from './route-refusals';
import type { RouteSet } from './rule';
import { portOf } from './service-port';
import { REFUSED_BESIDE } from './wrong-expressions';

const SERVED = ['HTTP', 'HTTPS'];

const SHARED_PORT: UnknownCause = 'shared-port';

/** What the Envoy of a Gateway decides by (pilot/pkg/networking/core/gateway.go). */
export function gatewayTables(index: ManifestIndex, gateway: ManifestObject<GatewaySpec>, settings: MeshSettings): ProxyTables {
  const written = index.listeners.all().filter((listener) => listener.gateway === gateway);
  const closed = closedListeners(index, written);
  const all = written.filter((each) => closed.every(({ listener }) => listener !== each));
  const listeners = all.filter(({ spec }) => SERVED.includes(spec.protocol));
  const refusals = routeRefusals(index, listeners);
  const sets = oldestFirst(listenerRouteSets(index, listeners.filter((listener) => !refusals.has(listener)), behaviours(settings.istio)));
  const parts = listeners.map((listener) => partOf(index, listener, sets, refusals.get(listener)));
  const opened = { parts, passed: listenerConnections(index, all), closed: closed.map(whyNotOpened) };
  return tablesOf(index, gatewayProxy(index, gateway), settings, opened);
}

/** What pods decide by that nothing but Gateways of Istio configure. */
export function podGatewayTables(index: ManifestIndex, pods: PodSet, settings: MeshSettings): ProxyTables {
  return tablesOf(index, proxyOf('gateway', pods), settings, { parts: [], passed: [], closed: [] });
}

/** What the listeners of a Gateway come to; its pods may have servers of Istio's Gateways besides. */
interface Opened {
  readonly parts: readonly Part[];
  readonly passed: readonly Connections[];
  /** Why others are not there. */
  readonly closed: readonly Reason[];
}

/** What one listener serves, or one server: of plaintext those of a port are one table. */
interface Part {
  readonly port: number;
  readonly isTls: boolean;
  /** Unset: any. */
  readonly serverName?: string;
  readonly origin: Origin;
  /** The name by which rules know it. */
  readonly gateway: string;
  readonly sets: readonly { readonly set: RouteSet; readonly hosts: readonly string[] }[];
  /** Hosts that are sent away to TLS, besides those that have routes. */
  readonly moved: readonly string[];
  /** Whether those that have routes are sent away, too. */
  readonly redirects: boolean;
  readonly whyNoHost: (host: string) => readonly Reason[];
  /** Why it has no routes at all. */
  readonly refusal?: Reason;
  readonly unmet?: Reason;
}

function partOf(index: ManifestIndex, listener: Listener, sets: readonly RouteSet[], refusal?: Reason): Part {
  const gateway = listenerName(listener);
  const isTls = listener.spec.protocol === 'HTTPS';
  return {
    port: listener.spec.port,
    isTls,
    serverName: isTls ? listener.spec.hostname : undefined,
    origin: originOf(listener.owner, 'spec', 'listeners', listener.index),
    gateway,
    sets: sets.filter(({ gateways }) => gateways.includes(gateway)).map((set) => ({ set, hosts: served(listener, set) })),
    moved: [],
    redirects: false,
    whyNoHost: (host) => (refusal === undefined ? whyNoHost(index, [listener], host) : [refusal]),
    refusal,
    unmet: isTls ? wantedOfClients(listener) : undefined,
  };
}

/** The servers of Gateways of Istio for the same pods: of TLS one for each name. */
function serverParts(index: ManifestIndex, { pods, namespace }: Proxy): readonly Part[] {
  const servers = gatewayServers(index, pods);
  const sets = servers.length === 0 ? [] : virtualServiceSets(index).filter((set) => isSeenFrom(set, namespace));
  return servers.flatMap((server) => {
    const { port, isTls, gateway, origin, redirects, unmet } = server;
    const own = sets.filter(({ gateways }) => gateways.includes(gateway)).map((set) => ({ set, hosts: servedBy(server, set) }));
    // Those that are one namespace's are sent away only with routes of its: istiod takes the namespace for a part of the name.
    const moved = redirects ? server.hosts.filter((each) => each.namespace === '*').map(({ host }) => host) : [];
    const names = isTls ? server.hosts.map(({ host }) => host) : [undefined];
    return names.map((serverName): Part => (
      { port, isTls, serverName: serverName === '*' ? undefined : serverName, origin, gateway, sets: own, moved, redirects, unmet, whyNoHost: () => [] }));
  });
}

function tablesOf(index: ManifestIndex, proxy: Proxy, settings: MeshSettings, opened: Opened): ProxyTables {
  const servers = serverParts(index, proxy);
  const parts = inOrder([...opened.parts, ...servers]);
  const plain = [...groupBy(parts.filter(({ isTls }) => !isTls), ({ port }) => port)].map(([, same]) => listenerTable(index, proxy, settings, same));
  const secure = parts.filter(({ isTls }) => isTls).map((part) => listenerTable(index, proxy, settings, [part]));
  const policies = proxy.pods === undefined ? NO_POLICIES : proxyPolicies(index, settings, proxy.pods);
  const ofServers = serverConnections(index, proxy);
  const passed = [...opened.passed, ...ofServers];
  const connections = passed.flatMap((each) => passingListeners(each, bytePolicies(index, settings, proxy)));
  const closed = [...opened.closed, ...closedServers(index, proxy)];
  const shared = servers.length + ofServers.length === 0 ? [] : sharedPorts([...parts, ...passed]);
  const all = [...besideRefused([...plain, ...secure]), ...connections]
    .map((table) => (shared.includes(table.port) ? { ...table, unknown: SHARED_PORT } : table));
  const extra = extraFilters(index, proxy, { mode: 'CLIENT', readsHttp: true });
  const silence = silenceOf(proxy, settings);
  return { proxy, readsHttp: true, listeners: all, closed, policies, silence, topology: topologyOf(proxy, settings), extra };
}

/** Those that Envoy refuses have no routes, and leave it to chance whether the others have theirs. */
function besideRefused(listeners: readonly ListenerTable[]): readonly ListenerTable[] {
  const isAny = listeners.some(({ refusal }) => refusal !== undefined);
  return isAny ? listeners.map((each) => (each.refusal === undefined ? { ...each, unknown: REFUSED_BESIDE } : each)) : listeners;
}

/** Gateways of both kinds are asked by age, and then by the names that listeners have in istiod (pilot/pkg/model/push_context.go `initGateways`). */
function inOrder(parts: readonly Part[]): readonly Part[] {
  const keyed = parts.map((part) => {
    const [namespace, name] = part.gateway.split('/');
    return { part, created: createdAt(part.origin.object), name, namespace };
  });
  return oldestFirst(keyed).map(({ part }) => part);
}

/** Ports that are for more than one of HTTP, TLS and bytes: of these istiod leaves some out (pilot/pkg/model/gateway.go `mergeGateways`). */
function sharedPorts(all: readonly (Part | Connections)[]): readonly number[] {
  const uses = groupBy(all, ({ port }) => port);
  return [...uses.keys()].filter((port) => new Set(uses.get(port)!.map((each) => (each.isTls ? 'tls' : 'routes' in each ? 'bytes' : 'http'))).size > 1);
}

/** What a gateway asks of connections that it does not read. */
function bytePolicies(index: ManifestIndex, settings: MeshSettings, { pods }: Proxy): ProxyPolicies {
  return pods === undefined ? NO_POLICIES : proxyPolicies(index, settings, pods, 'tcp');
}

/** One for each server name; of equal ones the first counts, and without any route nobody listens. */
function passingListeners(connections: Connections, policies: ProxyPolicies): readonly ListenerTable[] {
  const { port, isTls, endsTls, serverNames, origin, unmet, routes } = connections;
  return routes.flatMap(({ serverNames: asked, destinations, origin: of }) => {
    const names = isTls ? (endsTls ? serverNames : asked) : ['*'];
    return names.map((name): ListenerTable => (
      { port, isTls, serverName: name === '*' ? undefined : name, virtualHosts: [], passes: { destinations, endsTls, policies, origin: of }, origin, unmet }));
  });
}

/** `connectionSettings.httpStreamIdleTimeout` of its ProxyConfig, or of the mesh. */
function silenceOf(proxy: Proxy, { connections }: MeshSettings): number | undefined {
  return parseDuration(connectionSettingsOf(proxy, connections).httpStreamIdleTimeout) || undefined;
}

/** Its own replaces that of the mesh as a whole (pkg/config/mesh/mesh.go `MergeProxyConfig`). */
function topologyOf(proxy: Proxy, { topology }: MeshSettings): GatewayTopology {
  const own = proxyConfig(proxy).gatewayTopology;
  return isObject(own) ? gatewayTopology(own) : topology;
}

/** `gatewayTopology` as a ProxyConfig has it. */
export function gatewayTopology({ numTrustedProxies, proxyProtocol }: Readonly<Record<string, unknown>>): GatewayTopology {
  return { numTrustedProxies: Number(numTrustedProxies ?? 0), takesProxyProtocol: isObject(proxyProtocol) };
}

/** The Envoy of a Gateway, whoever it serves. */
export function gatewayProxy(index: ManifestIndex, gateway: ManifestObject<GatewaySpec>): Proxy {
  const [pods] = index.pods.of(gateway);
  const { namespace, name } = gateway;
  const isWaypoint = gateway.spec.gatewayClassName === 'istio-waypoint';
  return {
    kind: isWaypoint ? 'waypoint' : 'gateway',
    object: gateway,
    namespace,
    labels: pods?.labels ?? {},
    environment: gatewayEnvironment(index.objects, gateway),
    account: { namespace, name: pods?.serviceAccount ?? `${name}-${gateway.spec.gatewayClassName}` },
    pods,
  };
}

function listenerTable(index: ManifestIndex, proxy: Proxy, { retries }: MeshSettings, parts: readonly Part[]): ListenerTable {
  const [{ port, isTls, serverName, origin, unmet }] = parts;
  const context = (gateway: string): RouteContext => ({
    port,
    isTls,
    gateways: [gateway],
    labels: proxy.labels,
    namespace: proxy.namespace,
    asksPickers: proxy.kind === 'gateway',
    retries,
    portOf: ({ host }) => portOf(index, host, port),
  });
  const hosts = parts.flatMap(({ gateway, sets, redirects, origin: from }) => sets.flatMap(({ set, hosts: own }) => {
    const routes = routeEntries(set, context(gateway));
    // Without a route for this gateway a host is left to wider ones (`BuildHTTPRoutesForVirtualService`).
    return routes.length === 0 ? [] : own.map((host) => ({ host, routes, movedBy: redirects ? from : undefined }));
  }));
  const moved = [
    ...hosts.flatMap(({ host, movedBy }) => (movedBy === undefined ? [] : [{ host, routes: [toTls(movedBy)] }])),
    ...parts.flatMap((part) => part.moved.map((host) => ({ host, routes: [toTls(part.origin)] }))),
  ];
  return {
    port,
    isTls,
    serverName,
    // Nothing else is done with requests that are sent away.
    virtualHosts: virtualHosts([...moved, ...hosts.filter(({ host }) => moved.every((other) => other.host !== host))]),
    origin,
    whyNoHost: (host) => [...new Set(parts.flatMap((part) => part.whyNoHost(host)))],
    refusal: parts.find(({ refusal }) => refusal !== undefined)?.refusal,
    unmet,
  };
}

function served({ spec }: Listener, { hosts }: RouteSet): string[] {
  return hosts.map((host) => hostIntersection(spec.hostname, host)).filter((host) => host !== undefined).map((host) => host.toLowerCase());
}

/** Sets of the same host follow each other; what takes everything comes last (`SortVHostRoutes`). */
function virtualHosts(hosts: readonly { readonly host: string; readonly routes: readonly RouteEntry[] }[]): VirtualHostTable[] {
  return [...groupBy(hosts, ({ host }) => host)].map(([host, same]) => {
    const routes = same.flatMap((each) => each.routes);
    return { domains: [host], routes: [...routes.filter((route) => !takesEverything(route)), ...routes.filter(takesEverything)] };
  });
}
