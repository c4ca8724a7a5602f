import type { Behaviours } from '../../core/versions/behaviours';
import { hostCovers } from '../../manifest/host-names';
import type { ListenerTable, Proxy, RouteEntry } from '../tables';
import { defaultRoute, inboundRoute } from './default-route';
import { inPreference, isSeenFrom } from './mesh-route-sets';
import { originOf } from './origin';
import type { Registry, RegistryHost } from './registry';
import { type RouteContext, routeEntries } from './route-entry';
import type { RouteSet } from './rule';
import { refusal, wrongExpression } from './wrong-expressions';
import type { Reason } from '../reason';
import type { MeshSettings } from '../settings';

/** What a waypoint's routes are made of. */
export interface WaypointSource {
  readonly waypoint: Proxy;
  /** All that route calls inside of the mesh, the oldest first. */
  readonly sets: readonly RouteSet[];
  readonly registry: Registry;
  readonly behaviours: Behaviours;
  readonly settings: MeshSettings;
}

/**
 * What a waypoint does with requests to a Service: which one was addressed it knows by the address, not by the host that the request names
 * (pilot/pkg/networking/core/listener_waypoint.go `buildWaypointInboundHTTPRouteConfig`).
 */
export function waypointListener(source: WaypointSource, target: RegistryHost, port: number): ListenerTable {
  const { waypoint, sets, registry, settings } = source;
  const { host, namespace } = target;
  const context: RouteContext = {
    port,
    isTls: false,
    gateways: ['mesh'],
    labels: waypoint.labels,
    namespace: waypoint.namespace,
    retries: settings.retries,
    portOf: (destination) => registry.portOf(destination.host, port),
  };
  const own = sets.filter((set) => (set.namespace === waypoint.namespace || set.namespace === namespace) && isSeenFrom(set, waypoint.namespace)
    && set.hosts.some((each) => hostCovers(each, host)));
  const routes = inPreference(own, waypoint.namespace).flatMap((set) => routeEntries(withoutSources(set), context));
  return { port, isTls: false, virtualHosts: [{ domains: ['*'], routes: routes.length === 0 ? [usualRoute(source, target, port)] : routes }] };
}

function usualRoute({ behaviours: { waypointRetries }, settings }: WaypointSource, target: RegistryHost, port: number): RouteEntry {
  const { host, service, entry, ports } = target;
  const origin = originOf(service ?? entry!);
  const isGrpc = ports.some((each) => each.port === port && each.isGrpc);
  return waypointRetries === 'of-callers' ? defaultRoute(host, port, origin, settings) : inboundRoute(host, port, origin, isGrpc);
}

/**
 * Why a waypoint does not start: its routes are parts of one listener, which Envoy takes as a whole or refuses.
 *
 * @param stands before a host
 */
export function waypointRefusal(sets: readonly RouteSet[], stands: (host: string) => boolean): Reason | undefined {
  for (const { rules, hosts } of sets) {
    for (const match of hosts.some(stands) ? rules.flatMap(({ matches }) => matches) : []) {
      const wrong = wrongExpression(match);
      if (wrong !== undefined) {
        return refusal('all that the waypoint gets', wrong, match.origin);
      }
    }
  }
  return undefined;
}

/** Matches of labels of the caller are passed over. */
function withoutSources(set: RouteSet): RouteSet {
  const rules = set.rules.map((rule) => ({ rule, matches: rule.matches.filter(({ sourceLabels = {} }) => Object.keys(sourceLabels).length === 0) }));
  const left = rules.filter(({ rule, matches }) => matches.length > 0 || rule.matches.length === 0);
  return { ...set, rules: left.map(({ rule, matches }) => ({ ...rule, matches })) };
}
