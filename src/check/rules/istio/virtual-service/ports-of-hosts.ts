import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Protocol, protocolOf } from '../../../../manifest/protocols';

export interface HostPort {
  readonly number: number;
  readonly protocol: Protocol;
}

/** The ports of what a VirtualService for callers in the mesh is for, or undefined where it is for gateways, or some host is not known. */
export function portsOfHosts(service: ManifestObject<VirtualServiceSpec>, index: ManifestIndex): readonly HostPort[] | undefined {
  const { gateways = [], hosts = [] } = service.spec;
  const lists = hosts.map((host) => portsOf(host, service.namespace, index));
  const isOfMesh = gateways.every((gateway) => gateway === 'mesh');
  return isOfMesh && hosts.length > 0 && lists.every((list) => list !== undefined) ? lists.flat() as HostPort[] : undefined;
}

function portsOf(host: string, namespace: string, index: ManifestIndex): readonly HostPort[] | undefined {
  const { fqdn, service } = index.hosts.find(host, namespace);
  const entries = index.hosts.entriesOf(fqdn).flatMap(({ spec }) => spec.ports ?? []);
  const own = service?.spec.ports ?? [];
  const isKnown = !host.includes('*') && own.length + entries.length > 0;
  return isKnown ? [
    ...own.map((port) => ({ number: port.port, protocol: protocolOf(port) })),
    ...entries.map(({ number, name, protocol }) => ({ number, protocol: protocolOf({ port: number, name, protocol: 'TCP', appProtocol: protocol ?? '' }) })),
  ] : undefined;
}
