import type { GatewaySpec, Listener } from '../../../imports/gateway.networking.k8s.io';
import { takesFrom } from '../gateway-api/allowed-namespaces';
import { GATEWAY, NAMESPACE } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Namespaces } from '../namespaces';
import type { Objects } from '../objects';
import type { Labels } from '../shapes';

export const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_CANARY = 'istio.io/use-waypoint-canary';
const CANARY_WEIGHT = 'istio.io/use-waypoint-canary-weight';
const INGRESS_USE_WAYPOINT = 'istio.io/ingress-use-waypoint';
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const TUNNELS = 15008;
const TAKES_SERVICES = ['service', 'all'];

/** What labels say of a waypoint. */
export interface WaypointName {
  readonly namespace: string;
  readonly name: string;
}

/** Which waypoint stands before a Service or ServiceEntry, and for whom. */
export class Waypoints {
  constructor(private readonly objects: Objects, private readonly namespaces: Namespaces) {}

  /**
   * The waypoint that the labels of the Service or ServiceEntry name, or else those of its namespace, if it is there and takes what lies in that
   * namespace (istio.io/istio pilot/pkg/serviceregistry/ambient/waypoints.go `fetchWaypointForService`).
   */
  public of(service: ManifestObject): ManifestObject<GatewaySpec> | undefined {
    const named = this.namedBy(service);
    const waypoint = named && this.objects.find(GATEWAY, named.namespace, named.name);
    return waypoint !== undefined && this.isForServices(waypoint) && this.admits(waypoint, service.namespace) ? waypoint : undefined;
  }

  public isForServices({ labels }: ManifestObject): boolean {
    return TAKES_SERVICES.includes(labels[WAYPOINT_FOR] ?? 'service');
  }

  /**
   * Whether the listener for tunnels takes what lies in the namespace, or nothing is known of it that a selector could go by. Without a selector it
   * takes nothing, other than a gateway (`makeAllowedRoutes`).
   */
  public admits({ namespace: own, spec: { listeners } }: ManifestObject<GatewaySpec>, namespace: string): boolean {
    const listener = listeners.find(isForTunnels);
    const { from, selector } = listener?.allowedRoutes?.namespaces ?? {};
    if (from === 'Selector' && selector === undefined) {
      return false;
    }
    const isGuess = from === 'Selector' && !this.namespaces.isKnown(namespace);
    return isGuess || takesFrom(listener, own, namespace, this.namespaces);
  }

  /** The waypoint that the labels of the Service name, or else those of its namespace, whether it is there or not. */
  public namedBy(service: ManifestObject): WaypointName | undefined {
    const labels = [service.labels, this.namespaces.labels(service.namespace)].find((each) => each[USE_WAYPOINT] !== undefined);
    return labels && waypointIn(labels, service.namespace);
  }

  /**
   * How many of a hundred connections to the Service take a second waypoint, its canary; none where that cannot be used. What the namespace says of it
   * counts for those that have their waypoint from the namespace, too (`buildWeightedWaypoints`).
   */
  public canaryWeight(service: ManifestObject): number {
    const levels = service.labels[USE_WAYPOINT] === undefined ? [service, this.objects.find(NAMESPACE, '', service.namespace)] : [service];
    const labels = levels.map((level) => level?.labels ?? {}).find((each) => each[USE_CANARY] !== undefined) ?? {};
    const named = nameIn(labels, USE_CANARY, service.namespace);
    const canary = named && this.objects.find(GATEWAY, named.namespace, named.name);
    const isUsable = canary !== undefined && this.isForServices(canary) && this.admits(canary, service.namespace);
    return !isUsable || [undefined, canary].includes(this.of(service))
      ? 0
      : weightOf(levels.map((level) => level?.annotations[CANARY_WEIGHT]).find((each) => each !== undefined));
  }

  /** Whether gateways send to the Service by way of its waypoint. */
  public takesIngress(service: ManifestObject): boolean {
    return (service.labels[INGRESS_USE_WAYPOINT] ?? this.namespaces.labels(service.namespace)[INGRESS_USE_WAYPOINT]) === 'true';
  }
}

/** Whether a listener of a waypoint is the one for tunnels, which says whose waypoint it is. */
export function isForTunnels({ protocol, port }: Listener): boolean {
  return protocol === 'HBONE' && port === TUNNELS;
}

/** The waypoint that the labels of an object name, seen from a namespace; undefined: they name none. */
export function waypointIn(labels: Labels, own: string): WaypointName | undefined {
  return nameIn(labels, USE_WAYPOINT, own);
}

function nameIn(labels: Labels, label: string, own: string): WaypointName | undefined {
  const name = labels[label];
  return name === undefined || name === 'none' ? undefined : { namespace: labels[`${label}-namespace`] ?? own, name };
}

function weightOf(text = '0'): number {
  const weight = /^[+-]?\d+$/.test(text) ? Number(text) : 0;
  return weight > 100 ? 0 : Math.max(0, weight);
}
