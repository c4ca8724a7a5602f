import type { ManifestIndex } from '../../manifest/manifest-index';

/** The only port of the Service, or that of the listener (pilot/pkg/networking/core/route/route.go `GetDestinationCluster`). */
export function portOf(index: ManifestIndex, host: string, listener: number): number {
  const { service, entry } = index.hosts.find(host, '');
  const ports = service?.spec.ports ?? entry?.spec.ports?.map(({ number }) => ({ port: number })) ?? [];
  return ports.length === 1 ? ports[0].port : listener;
}
