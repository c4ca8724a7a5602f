import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import { GATEWAY } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Namespaces } from '../namespaces';
import type { Objects } from '../objects';
import type { ServiceSpec } from '../shapes';

const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const TAKES_SERVICES = ['service', 'all'];

/** Which waypoint stands before a Service. */
export class Waypoints {
  constructor(private readonly objects: Objects, private readonly namespaces: Namespaces) {}

  /**
   * The waypoint that the labels of the Service name, or else those of its namespace, if it is there (istio.io/istio
   * pilot/pkg/serviceregistry/ambient/waypoints.go `fetchWaypointForService`).
   */
  public of(service: ManifestObject<ServiceSpec>): ManifestObject<GatewaySpec> | undefined {
    const labels = [service.labels, this.namespaces.labels(service.namespace)].find((each) => each[USE_WAYPOINT] !== undefined);
    if (labels === undefined || labels[USE_WAYPOINT] === 'none') {
      return undefined;
    }
    const waypoint = this.objects.find(GATEWAY, labels[USE_WAYPOINT_NAMESPACE] ?? service.namespace, labels[USE_WAYPOINT]);
    return waypoint !== undefined && TAKES_SERVICES.includes(waypoint.labels[WAYPOINT_FOR] ?? 'service') ? waypoint : undefined;
  }
}
