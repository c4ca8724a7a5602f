import { destinationsOf } from './gateway-connections';
import { gatewayName, virtualServiceSet } from './virtual-service';
import type { VirtualServiceSpec, VirtualServiceTcpMatch, VirtualServiceTlsMatch } from '../../../../imports/networking.istio.io';
import { hostCovers } from '../../../manifest/host-names';
import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import { hasLabels } from '../../../manifest/labels';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { ConnectionRoute } from '../connections';
import { oldestFirst } from '../created';
import { inPreference, isSeenFrom } from '../mesh-route-sets';
import { originOf } from '../origin';
import type { RegistryHost, RegistryPort } from '../registry';
import type { Seeing } from '../visibility';

type VirtualService = ManifestObject<VirtualServiceSpec>;
type Match = VirtualServiceTcpMatch | VirtualServiceTlsMatch;

/** What VirtualServices say of connections to a port that a sidecar does not read. */
export interface MeshConnections {
  /** In the order in which they count. None: they go to the host that was called. */
  readonly routes: readonly ConnectionRoute[];
  /** Whether a route that would come first asks for the address that was called. */
  readonly comparesAddresses: boolean;
}

/** Where sidecars of pods send connections to a port of TCP, or of TLS (pilot/pkg/networking/core/tls.go). */
export function meshConnections({ index, versioned }: Seeing, pods: PodSet, { host }: RegistryHost, port: RegistryPort): MeshConnections {
  const sets = oldestFirst(index.all(VIRTUAL_SERVICE).map((object) => ({ object, ...virtualServiceSet(index, object, []) })));
  const seen = inPreference(sets, pods.namespace).filter((set) => set.gateways.includes('mesh') && isSeenFrom(set, pods.namespace)
    && set.hosts.some((each) => hostCovers(each, host))
    && set.hosts.some((fqdn) => index.sidecars.canSee(pods, { fqdn, namespace: set.namespace }, port.port, versioned.egressExceptions)));
  const served = (object: VirtualService, match: Match) => applies(object, match, pods, port.port);
  return seen.reduce<MeshConnections>((found, { object }) => (isTls(port)
    ? joined(found, tlsRoutes(index, object, port, served))
    : found.routes.length > 0 ? found : joined(found, tcpRoutes(index, object, port, served))), { routes: [], comparesAddresses: false });
}

/** Callers speak TLS, and are told apart by the server that they ask for. */
function isTls({ isTls: isDeclared = false, servicePort }: RegistryPort): boolean {
  return isDeclared || /^(https|tls)(-|$)/i.test(servicePort?.appProtocol ?? servicePort?.name ?? '');
}

function joined(a: MeshConnections, b: MeshConnections): MeshConnections {
  return { routes: [...a.routes, ...b.routes], comparesAddresses: a.comparesAddresses || b.comparesAddresses };
}

function applies({ namespace }: VirtualService, match: Match, pods: PodSet, called: number): boolean {
  const { port, gateways = [], sourceLabels = {}, sourceNamespace } = match;
  return (!port || port === called) && (gateways.length === 0 || gateways.some((gateway) => gatewayName(gateway, namespace) === 'mesh'))
    && hasLabels(pods.labels, sourceLabels) && (!sourceNamespace || sourceNamespace === pods.namespace);
}

type Served = (object: VirtualService, match: Match) => boolean;

function tlsRoutes(index: ManifestIndex, object: VirtualService, { port }: RegistryPort, served: Served): MeshConnections {
  const own = (object.spec.tls ?? []).flatMap(({ match, route = [] }, i) => (
    route.length === 0 ? [] : match.filter((each) => served(object, each)).map((each) => ({ each, route, i }))));
  return {
    routes: own.map(({ each: { sniHosts }, route, i }) => ({
      serverNames: sniHosts.map((name) => name.toLowerCase()),
      origin: originOf(object, 'spec', 'tls', i),
      destinations: destinationsOf(index, object, ['tls', i], route, port),
    })),
    comparesAddresses: own.some(({ each }) => asksForAddress(each)),
  };
}

/** The first that holds for every address; those before it that do not may hold, too. */
function tcpRoutes(index: ManifestIndex, object: VirtualService, { port }: RegistryPort, served: Served): MeshConnections {
  let comparesAddresses = false;
  for (const [i, { match = [], route = [] }] of (object.spec.tcp ?? []).entries()) {
    const own = match.filter((each) => served(object, each));
    if (route.length > 0 && (match.length === 0 || own.some((each) => !asksForAddress(each)))) {
      const destinations = destinationsOf(index, object, ['tcp', i], route, port);
      return { routes: [{ serverNames: ['*'], origin: originOf(object, 'spec', 'tcp', i), destinations }], comparesAddresses };
    }
    comparesAddresses ||= route.length > 0 && own.length > 0;
  }
  return { routes: [], comparesAddresses };
}

function asksForAddress({ destinationSubnets = [] }: Match): boolean {
  return destinationSubnets.length > 0;
}
