import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { behaviours } from '../../core/versions/behaviours';
import { parseDuration } from '../../manifest/duration';
import { embeddedYaml } from '../../manifest/embedded';
import { gatewayEnvironment } from '../../manifest/gateway-api/environment';
import type { Listener } from '../../manifest/gateway-api/listeners';
import { groupBy } from '../../manifest/group-by';
import { hostIntersection } from '../../manifest/host-names';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import { isObject } from '../../manifest/schema/defaults';
import { NO_POLICIES, proxyPolicies } from '../authorize/proxy-policies';
import type { MeshSettings } from '../settings';
import type { ListenerTable, Proxy, ProxyTables, RouteEntry, VirtualHostTable } from '../tables';
import { oldestFirst } from './created';
import { extraFilters } from './envoy-filters';
import { listenerName, listenerRouteSets } from './gateway-api/route-sets';
import { whyNoHost } from './missing';
import { originOf } from './origin';
import { type RouteContext, routeEntries, takesEverything } from './route-entry';
import type { RouteSet } from './rule';
import { portOf } from './service-port';

const SERVED = ['HTTP', 'HTTPS'];

/** What the Envoy of a Gateway decides by (pilot/pkg/networking/core/gateway.go). */
export function gatewayTables(index: ManifestIndex, gateway: ManifestObject<GatewaySpec>, settings: MeshSettings): ProxyTables {
  const listeners = index.listeners.all().filter((listener) => listener.gateway === gateway && SERVED.includes(listener.spec.protocol));
  const sets = oldestFirst(listenerRouteSets(index, listeners, behaviours(settings.istio)));
  const proxy = gatewayProxy(index, gateway);
  const plain = [...groupBy(listeners.filter(({ spec }) => spec.protocol === 'HTTP'), ({ spec }) => spec.port)]
    .map(([port, same]) => listenerTable(index, proxy, port, same, sets));
  const secure = listeners.filter(({ spec }) => spec.protocol === 'HTTPS')
    .map((listener) => listenerTable(index, proxy, listener.spec.port, [listener], sets));
  const policies = proxy.pods === undefined ? NO_POLICIES : proxyPolicies(index, settings, proxy.pods);
  return { proxy, readsHttp: true, listeners: [...plain, ...secure], policies, silence: silenceOf(proxy), extra: extraFilters(index, proxy) };
}

/** `connectionSettings.httpStreamIdleTimeout` of its ProxyConfig. */
function silenceOf({ pods }: Proxy): number | undefined {
  const config = embeddedYaml(pods?.annotations['proxy.istio.io/config']);
  const settings = isObject(config) ? config.connectionSettings : undefined;
  return isObject(settings) ? parseDuration(settings.httpStreamIdleTimeout as string | undefined) || undefined : undefined;
}

/** The Envoy of a Gateway, whoever it serves. */
export function gatewayProxy(index: ManifestIndex, gateway: ManifestObject<GatewaySpec>): Proxy {
  const pods = index.pods.in(gateway.namespace).find(({ owner }) => owner === gateway);
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

function listenerTable(index: ManifestIndex, proxy: Proxy, port: number, listeners: readonly Listener[], sets: readonly RouteSet[]): ListenerTable {
  const isTls = listeners[0].spec.protocol === 'HTTPS';
  const context = (gateway: string): RouteContext => ({
    port,
    isTls,
    gateways: [gateway],
    labels: proxy.labels,
    namespace: proxy.namespace,
    asksPickers: proxy.kind === 'gateway',
    portOf: ({ host }) => portOf(index, host, port),
  });
  const hosts = listeners.flatMap((listener) => {
    const name = listenerName(listener);
    return sets.filter(({ gateways }) => gateways.includes(name)).flatMap((set) => {
      const routes = routeEntries(set, context(name));
      return served(listener, set).map((host) => ({ host, routes }));
    });
  });
  return {
    port,
    isTls,
    serverName: isTls ? listeners[0].spec.hostname : undefined,
    virtualHosts: virtualHosts(hosts),
    origin: originOf(listeners[0].owner, 'spec', 'listeners', listeners[0].index),
    whyNoHost: (host) => whyNoHost(index, listeners, host),
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
