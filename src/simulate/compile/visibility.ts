import type { Behaviours } from '../../core/versions/behaviours';
import { isExportedTo } from '../../manifest/istio/exports';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { PodSet } from '../../manifest/pods';
import type { Proxy } from '../tables';
import type { RegistryHost } from './registry';

/** Who looks for a cluster: a proxy, or pods that none stands before. */
export type Reader = Pick<Proxy, 'namespace'> & Partial<Pick<Proxy, 'kind' | 'object' | 'labels'>>;

/**
 * Whether a proxy gets the endpoints of the host (pilot/pkg/model/push_context.go `servicesExportedToNamespace`). Ztunnel goes by addresses, which
 * nobody hides from it.
 */
export function isKnownTo(index: ManifestIndex, { kind, namespace }: Reader, host: RegistryHost): boolean {
  return kind === undefined || kind === 'ztunnel' || isExported(index, host, namespace);
}

/** Whether the reader is the waypoint before the Service or ServiceEntry: it has the cluster in any case, and without any endpoint where it does not know the host. */
export function standsBefore(index: ManifestIndex, { kind, object }: Reader, { service, entry }: RegistryHost): boolean {
  const addressed = service ?? entry;
  return kind === 'waypoint' && addressed !== undefined && index.waypoints.of(addressed) === object;
}

/** The objects, and how the release reads them. */
export interface Seeing {
  readonly index: ManifestIndex;
  readonly versioned: Behaviours;
}

/** Whether the sidecar of pods finds a port of the host by itself, without a route that leads there. */
export function isVisible({ index, versioned }: Seeing, pods: PodSet, host: RegistryHost, port: number): boolean {
  const seen = { fqdn: host.host, namespace: host.namespace };
  return isExported(index, host, pods.namespace) && index.sidecars.canSee(pods, seen, port, versioned.egressExceptions);
}

/** Whether the host is exported to the namespace: by its object, or by what the mesh says of those that do not say it. */
export function isExported({ meshConfig }: ManifestIndex, { service, entry, pool }: RegistryHost, namespace: string): boolean {
  return isExportedTo((service ?? entry ?? pool)!, namespace, meshConfig.usualExports('Service'));
}
