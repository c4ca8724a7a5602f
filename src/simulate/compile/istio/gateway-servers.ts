import type { GatewaySpec } from '../../../../imports/networking.istio.io';
import { oldestFirst } from '../../../manifest/age';
import { hostIntersection } from '../../../manifest/host-names';
import { lacksCertificate } from '../../../manifest/istio/credentials';
import { gatewayPods } from '../../../manifest/istio/gateway-pods';
import { ISTIO_GATEWAY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { Reason } from '../../reason';
import type { Origin } from '../../tables';
import { certificateWanted } from '../gateway-api/client-certificates';
import { originOf } from '../origin';
import type { RouteSet } from '../rule';

/** A server of a Gateway of Istio whose requests are routed by what they say. */
export interface GatewayServer {
  /** By which VirtualServices name its Gateway. */
  readonly gateway: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly hosts: readonly ServedHost[];
  /** Whether requests in plaintext are sent away to TLS. */
  readonly redirects: boolean;
  readonly origin: Origin;
  readonly unmet?: Reason;
}

/** A host, and the namespace whose VirtualServices may have it; `*`: any. */
export interface ServedHost {
  readonly namespace: string;
  readonly host: string;
}

export type Server = NonNullable<GatewaySpec['servers']>[number];

const PLAIN = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

const WANTING_CERTIFICATES = ['MUTUAL', 'ISTIO_MUTUAL'];
export const ENDING_TLS = ['SIMPLE', 'OPTIONAL_MUTUAL', ...WANTING_CERTIFICATES];

/** The servers that Gateways of Istio give pods, the oldest first (pilot/pkg/model/gateway.go `mergeGateways`). */
export function gatewayServers(index: ManifestIndex, pods: PodSet | undefined): readonly GatewayServer[] {
  return certifiedServers(index, pods).filter(({ server }) => isServed(server)).map(serverOf);
}

/** A server as it is written. */
export interface WrittenServer {
  readonly gateway: ManifestObject<GatewaySpec>;
  readonly server: Server;
  readonly i: number;
}

/** Those of Gateways of Istio for the pods, the oldest first. */
export function serversOf(index: ManifestIndex, pods: PodSet | undefined): readonly WrittenServer[] {
  const gateways = pods === undefined ? [] : index.all(ISTIO_GATEWAY).filter((gateway) => gatewayPods(gateway, index).includes(pods));
  return oldestFirst<GatewaySpec>(gateways).flatMap((gateway) => (gateway.spec.servers ?? []).map((server, i) => ({ gateway, server, i })));
}

/** Those that have the certificates that they name: the others finish no handshake. */
export function certifiedServers(index: ManifestIndex, pods: PodSet | undefined): readonly WrittenServer[] {
  return serversOf(index, pods).filter(({ server }) => !lacksCertificate(index, pods!, server.tls));
}

function isServed({ port, tls }: Server): boolean {
  const protocol = port.protocol.toUpperCase();
  return PLAIN.includes(protocol) || (protocol === 'HTTPS' && ENDING_TLS.includes(tls?.mode ?? 'PASSTHROUGH'));
}

/** Why nobody from outside finishes a handshake with the server. */
export function wantedOfClients({ gateway, server: { port, tls }, i }: WrittenServer): Reason | undefined {
  const mode = tls?.mode ?? 'PASSTHROUGH';
  return WANTING_CERTIFICATES.includes(mode)
    ? certificateWanted(`${gateway.id} (port ${port.number}, ${mode})`, originOf(gateway, 'spec', 'servers', i, 'tls'))
    : undefined;
}

function serverOf(written: WrittenServer): GatewayServer {
  const { gateway, server: { port, tls, hosts }, i } = written;
  const { namespace, name } = gateway;
  return {
    gateway: `${namespace}/${name}`,
    port: port.number,
    isTls: port.protocol.toUpperCase() === 'HTTPS',
    hosts: hosts.map((host) => servedHost(host.toLowerCase(), namespace)),
    redirects: tls?.httpsRedirect === true,
    origin: originOf(gateway, 'spec', 'servers', i),
    unmet: wantedOfClients(written),
  };
}

/** `namespace/host`; without a namespace VirtualServices of any may have it, and `.` is the Gateway's own. */
export function servedHost(text: string, own: string): ServedHost {
  const [namespace, host] = text.includes('/') ? text.split('/', 2) : ['*', text];
  return { namespace: namespace === '.' ? own : namespace, host };
}

/** The hosts of a VirtualService that a server serves. */
export function servedBy({ hosts }: Pick<GatewayServer, 'hosts'>, set: RouteSet): readonly string[] {
  return hosts.filter(({ namespace }) => namespace === '*' || namespace === set.namespace)
    .flatMap(({ host }) => set.hosts.flatMap((each) => hostIntersection(host, each) ?? []));
}
