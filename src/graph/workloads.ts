import { type GraphNode, node, nodeId } from './graph';
import { DataPlane } from '../core/versions/data-plane';
import { gatewayPods } from '../manifest/istio/gateway-pods';
import { GATEWAY, ISTIO_GATEWAY } from '../manifest/kinds';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import type { PodSet } from '../manifest/pods';
import type { ServiceSpec } from '../manifest/shapes';
import { workloadName } from '../simulate/compile/clusters';
import type { FullName } from '../simulate/request';

/** Pods that run something of their own: all but those of Gateways, whoever makes them. */
export function workloadPods(index: ManifestIndex): readonly PodSet[] {
  const gateways = new Set(index.all(ISTIO_GATEWAY).flatMap((gateway) => gatewayPods(gateway, index)));
  return index.pods.all().filter((pods) => !pods.owner.is(GATEWAY) && !gateways.has(pods));
}

export function workloadId(pods: PodSet): string {
  return nodeId('workload', shownName(pods));
}

export function workloadNode(index: ManifestIndex, pods: PodSet): GraphNode {
  const name = shownName(pods);
  const { serviceAccount } = pods;
  const outside = index.namespaces.membership(pods) === 'none' ? ['not in the mesh'] : [];
  const waypoints = [...new Set(index.servicesOf(pods).flatMap((service) => behind(index, service)))];
  return node('workload', name, [...(serviceAccount === name.name ? [] : [`as ${serviceAccount}`]), ...waypoints, ...outside]);
}

/** The waypoint that calls of a Service pass. */
export function behind(index: ManifestIndex, service: ManifestObject<ServiceSpec>): readonly string[] {
  const waypoint = service.spec.clusterIP === 'None' ? undefined : index.waypoints.of(service);
  return waypoint === undefined ? [] : [`behind ${waypoint.name}`];
}

/** Whose pods are not among the manifests is called by the account. */
function shownName(pods: PodSet): FullName {
  const { owner, namespace, serviceAccount } = pods;
  return owner.isStub && owner.name === `caller-${serviceAccount}` ? { namespace, name: serviceAccount } : workloadName(pods);
}

/** Whether calls of the pods pass their own sidecar. */
export function hasSidecar(index: ManifestIndex, pods: PodSet): boolean {
  return index.namespaces.membership(pods) === DataPlane.SIDECAR;
}
