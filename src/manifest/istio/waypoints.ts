import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { GATEWAY } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Namespaces } from '../namespaces';
import type { Objects } from '../objects';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';
const INGRESS_USE_WAYPOINT = 'istio.io/ingress-use-waypoint';
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const TAKES_SERVICES = ['service', 'all'];

/** Which waypoint stands before a Service or ServiceEntry, and for whom. */
export class Waypoints {
  constructor(private readonly objects: Objects, private readonly namespaces: Namespaces) {}

  /**
   * The waypoint that the labels of the Service or ServiceEntry name, or else those of its namespace, if it is there (istio.io/istio
   * pilot/pkg/serviceregistry/ambient/waypoints.go `fetchWaypointForService`).
   */
  public of(service: ManifestObject): ManifestObject<GatewaySpec> | undefined {
    const named = this.namedBy(service);
    const waypoint = named && this.objects.find(GATEWAY, named.namespace, named.name);
    return waypoint !== undefined && TAKES_SERVICES.includes(waypoint.labels[WAYPOINT_FOR] ?? 'service') ? waypoint : undefined;
  }

  /** The waypoint that the labels of the Service name, or else those of its namespace, whether it is there or not. */
  public namedBy(service: ManifestObject): { readonly namespace: string; readonly name: string } | undefined {
    const labels = [service.labels, this.namespaces.labels(service.namespace)].find((each) => each[USE_WAYPOINT] !== undefined);
    return labels === undefined || labels[USE_WAYPOINT] === 'none'
      ? undefined
      : { namespace: labels[USE_WAYPOINT_NAMESPACE] ?? service.namespace, name: labels[USE_WAYPOINT] };
  }

  /** Whether gateways send to the Service by way of its waypoint. */
  public takesIngress(service: ManifestObject): boolean {
    return (service.labels[INGRESS_USE_WAYPOINT] ?? this.namespaces.labels(service.namespace)[INGRESS_USE_WAYPOINT]) === 'true';
  }
}
