import { certifiedServers, ENDING_TLS, type Server, servedHost, type ServedHost, serversOf, wantedOfClients } from './gateway-servers';
import { gatewayName } from './virtual-service';
import type { VirtualServiceSpec, VirtualServiceTcpMatch, VirtualServiceTlsMatch } from '../../../../imports/networking.istio.io';
import { oldestFirst } from '../../../manifest/age';
import { hostIntersection } from '../../../manifest/host-names';
import { lacksCertificate } from '../../../manifest/istio/credentials';
import { isExportedTo } from '../../../manifest/istio/exports';
import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { Reason } from '../../reason';
import type { ClusterKey, Proxy } from '../../tables';
import type { ConnectionRoute, Connections } from '../connections';
import { originOf } from '../origin';
import { portOf } from '../service-port';

type VirtualService = ManifestObject<VirtualServiceSpec>;

const READ = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];
const PASSING_ON = ['PASSTHROUGH', 'AUTO_PASSTHROUGH'];

/** The servers of TLS and TCP that Gateways of Istio give pods (pilot/pkg/networking/core/gateway.go `createGatewayTCPFilterChainOpts`). */
export function serverConnections(index: ManifestIndex, proxy: Proxy): readonly Connections[] {
  return certifiedServers(index, proxy.pods).filter(({ server }) => isServed(server)).map((written) => {
    const { gateway, server, i } = written;
    const { number: port, protocol } = server.port;
    const mode = modeOf(server);
    const hosts = server.hosts.map((host) => servedHost(host.toLowerCase(), gateway.namespace));
    const isTls = mode !== undefined;
    const passesTls = mode === 'PASSTHROUGH';
    const context: Serving = { name: `${gateway.namespace}/${gateway.name}`, hosts, port, protocol };
    const usual = index.meshConfig.usualExports('VirtualService');
    const services = oldestFirst(index.all(VIRTUAL_SERVICE))
      .filter((service) => isExportedTo(service, proxy.namespace, usual) && isFor(service, context));
    return {
      port,
      isTls,
      endsTls: isTls && !passesTls,
      serverNames: hosts.map(({ host }) => host),
      origin: originOf(gateway, 'spec', 'servers', i),
      unmet: wantedOfClients(written),
      routes: services.flatMap((service) => (passesTls ? tlsRoutes(index, service, context) : tcpRoutes(index, service, context))),
    };
  });
}

/** Why servers are not open to callers from outside. */
export function closedServers(index: ManifestIndex, { pods }: Proxy): readonly Reason[] {
  return serversOf(index, pods).flatMap(({ gateway, server, i }) => {
    const why = whyClosed(index, pods!, server);
    return why === undefined ? [] : [{ text: `${gateway.id} ${why}`, origin: originOf(gateway, 'spec', 'servers', i) }];
  });
}

function whyClosed(index: ManifestIndex, pods: PodSet, { port: { number }, tls }: Server): string | undefined {
  if (tls?.mode === 'AUTO_PASSTHROUGH') {
    return `takes on port ${number} (AUTO_PASSTHROUGH) only mutual TLS of proxies, for names of clusters like outbound_.80_._.HOST`;
  }
  const { namespace, serviceAccount } = pods;
  return lacksCertificate(index, pods, tls) ? `has no certificate on port ${number}: the account ${namespace}/${serviceAccount} may not list Secrets` : undefined;
}

/** HTTP is read where nobody else speaks TLS. */
function isServed({ port, tls }: Server): boolean {
  const protocol = port.protocol.toUpperCase();
  const mode = tls?.mode ?? 'PASSTHROUGH';
  if (READ.includes(protocol) || mode === 'AUTO_PASSTHROUGH') {
    return false;
  }
  return tls === undefined ? protocol !== 'HTTPS' && protocol !== 'TLS' : PASSING_ON.includes(mode) || (protocol !== 'HTTPS' && ENDING_TLS.includes(mode));
}

/** Undefined: TLS is none of its business. */
function modeOf({ tls }: Server): string | undefined {
  return tls && (tls.mode ?? 'PASSTHROUGH');
}

interface Serving {
  readonly name: string;
  readonly hosts: readonly ServedHost[];
  readonly port: number;
  readonly protocol: string;
}

/** Whether it names the Gateway, and a host that the server has (`pickMatchingGatewayHosts`). */
function isFor({ namespace, spec: { hosts = [], gateways = [] } }: VirtualService, { name, hosts: served }: Serving): boolean {
  return gateways.some((gateway) => gatewayName(gateway, namespace) === name)
    && served.some((each) => (each.namespace === '*' || each.namespace === namespace) && hosts.some((host) => hostIntersection(each.host, host.toLowerCase()) !== undefined));
}

/** Of a match only the port and the Gateways count (`l4SingleMatch`). */
function applies(service: VirtualService, { port, gateways = [] }: VirtualServiceTcpMatch | VirtualServiceTlsMatch, serving: Serving): boolean {
  return (!port || port === serving.port)
    && (gateways.length === 0 || gateways.some((gateway) => gatewayName(gateway, service.namespace) === serving.name));
}

function tlsRoutes(index: ManifestIndex, service: VirtualService, serving: Serving): readonly ConnectionRoute[] {
  return (service.spec.tls ?? []).flatMap(({ match, route = [] }, i) => {
    const own = route.length === 0 ? [] : match.filter((each) => applies(service, each, serving));
    return own.map(({ sniHosts }) => ({
      serverNames: sniHosts.map((name) => name.toLowerCase()),
      origin: originOf(service, 'spec', 'tls', i),
      destinations: destinationsOf(index, service, ['tls', i], route, serving.port),
    }));
  });
}

function tcpRoutes(index: ManifestIndex, service: VirtualService, serving: Serving): readonly ConnectionRoute[] {
  return (service.spec.tcp ?? []).flatMap(({ match = [], route = [] }, i) => (
    route.length === 0 || (match.length > 0 && !match.some((each) => applies(service, each, serving))) ? [] : [{
      serverNames: ['*'],
      origin: originOf(service, 'spec', 'tcp', i),
      destinations: destinationsOf(index, service, ['tcp', i], route, serving.port),
    }]));
}

type Routes = NonNullable<NonNullable<VirtualServiceSpec['tcp']>[number]['route']>;

/** Where connections of a route go, by weight. */
export function destinationsOf(index: ManifestIndex, service: VirtualService, at: readonly [string, number], route: Routes, port: number): ConnectionRoute['destinations'] {
  const isSingle = route.length === 1;
  return route.flatMap(({ destination, weight = 0 }, i) => {
    const host = index.hosts.fqdn(destination.host, service.namespace).toLowerCase();
    const cluster: ClusterKey = { host, port: destination.port?.number ?? portOf(index, host, port), subset: destination.subset };
    return isSingle || weight > 0 ? [{ cluster, weight: isSingle ? 1 : weight, origin: originOf(service, 'spec', ...at, 'route', i) }] : [];
  });
}
