import type { ServiceEntrySpec } from '../../../imports/networking.istio.io';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ServiceSpec } from '../../manifest/shapes';

/** What has ports: the objects as they are written, or else what is known of them. */
interface HasPorts {
  readonly service?: ManifestObject<ServiceSpec>;
  readonly entry?: ManifestObject<ServiceEntrySpec>;
  readonly ports?: readonly { readonly port: number }[];
}

/** The only port, or that of the listener; those of UDP are counted (pilot/pkg/networking/core/route/route.go `GetDestinationCluster`). */
export function onlyPort({ service, entry, ports = [] }: HasPorts, listener: number): number {
  const written = service?.spec.ports?.map(({ port }) => port) ?? entry?.spec.ports?.map(({ number }) => number) ?? ports.map(({ port }) => port);
  return written.length === 1 ? written[0] : listener;
}

export function portOf(index: ManifestIndex, host: string, listener: number): number {
  const { service, entry } = index.hosts.find(host, '');
  return onlyPort({ service, entry }, listener);
}
