import { POOL_PORT, poolHost, servedPools } from './pools';
import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import type { ServiceEntrySpec } from '../../../imports/networking.istio.io';
import { groupBy } from '../../manifest/group-by';
import { SERVICE, SERVICE_ENTRY } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { ServicePort, ServiceSpec } from '../../manifest/shapes';

/** A port of a host, and what it speaks. */
export interface RegistryPort {
  readonly port: number;
  /** `detected`: nobody says, Envoy looks at the first bytes. */
  readonly protocol: 'http' | 'tcp' | 'detected';
  readonly isHttp2: boolean;
  /** Whether it is told to be gRPC, not only HTTP/2. */
  readonly isGrpc: boolean;
  /** Undefined for ServiceEntries. */
  readonly servicePort?: ServicePort;
  /** Where a ServiceEntry leads, where it is another port. */
  readonly target?: number;
  /** Whether it is told to be TLS: callers speak it themselves. */
  readonly isTls?: boolean;
}

/** A host of the service registry: a Service, or a host of a ServiceEntry. */
export interface RegistryHost {
  readonly host: string;
  readonly namespace: string;
  readonly service?: ManifestObject<ServiceSpec>;
  readonly entry?: ManifestObject<ServiceEntrySpec>;
  readonly pool?: ManifestObject<InferencePoolSpec>;
  readonly ports: readonly RegistryPort[];
  readonly isHeadless: boolean;
}

/** Every host that istiod knows of, Services first (pilot/pkg/serviceregistry). */
export class Registry {
  private readonly byHost: ReadonlyMap<string, RegistryHost>;
  private readonly byPort: ReadonlyMap<number, readonly RegistryHost[]>;

  constructor(index: ManifestIndex) {
    const services = index.all(SERVICE).map((service) => ofService(index, service));
    const entries = index.all(SERVICE_ENTRY).flatMap(ofEntry);
    const pools = servedPools(index).map((pool) => ofPool(index, pool));
    this.byHost = new Map([...entries, ...pools, ...services].map((each) => [each.host, each]));
    const pairs = [...this.byHost.values()].flatMap((each) => each.ports.map(({ port }) => ({ port, each })));
    this.byPort = new Map([...groupBy(pairs, ({ port }) => port)].map(([port, same]) => [port, same.map(({ each }) => each)]));
  }

  public get hosts(): readonly RegistryHost[] {
    return [...this.byHost.values()];
  }

  public find(host: string): RegistryHost | undefined {
    return this.byHost.get(host);
  }

  /** The only port of the host, or that of the listener (pilot/pkg/networking/core/route/route.go `GetDestinationCluster`). */
  public portOf(host: string, listener: number): number {
    const ports = this.find(host)?.ports ?? [];
    return ports.length === 1 ? ports[0].port : listener;
  }

  /** The hosts that have the port. */
  public on(port: number): readonly RegistryHost[] {
    return this.byPort.get(port) ?? [];
  }
}

function ofService(index: ManifestIndex, service: ManifestObject<ServiceSpec>): RegistryHost {
  const { ports = [], clusterIP } = service.spec;
  return {
    host: index.hosts.fqdnOf(service),
    namespace: service.namespace,
    service,
    ports: ports.filter(({ protocol }) => protocol !== 'UDP').map((port) => ({ ...portProtocol(port.appProtocol, port.name), port: port.port, servicePort: port })),
    isHeadless: clusterIP === 'None',
  };
}

/** The Service that istiod makes for a pool: one port for all of its own, the protocol that the pool says. */
function ofPool(index: ManifestIndex, pool: ManifestObject<InferencePoolSpec>): RegistryHost {
  const { appProtocol = 'http' } = pool.spec;
  return {
    host: poolHost(index, pool),
    namespace: pool.namespace,
    pool,
    ports: [{ ...portProtocol(appProtocol, ''), port: POOL_PORT }],
    isHeadless: true,
  };
}

function ofEntry(entry: ManifestObject<ServiceEntrySpec>): RegistryHost[] {
  const { hosts, ports = [] } = entry.spec;
  return hosts.map((host) => ({
    host: host.toLowerCase(),
    namespace: entry.namespace,
    entry,
    ports: ports.map(({ number, protocol, name, targetPort }) => (
      { ...portProtocol(protocol, name), port: number, target: targetPort, isTls: /^(https|tls)$/i.test(protocol ?? '') })),
    isHeadless: false,
  }));
}

const GRPC = ['grpc', 'grpc-web'];
const HTTP2 = [...GRPC, 'http2', 'kubernetes.io/h2c'];
const HTTP = ['http', 'kubernetes.io/ws', ...HTTP2];
const TCP = ['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'udp', 'kubernetes.io/wss'];

/** By `appProtocol`, or the beginning of the port's name (pkg/config/kube/conversion.go `ConvertProtocol`, pkg/config/protocol). */
export function portProtocol(appProtocol: string | undefined, name = ''): Pick<RegistryPort, 'protocol' | 'isHttp2' | 'isGrpc'> {
  const word = appProtocol?.toLowerCase() ?? [name, name.replace(/^(grpc-web|[^-]*).*$/s, '$1')].map((each) => each.toLowerCase())
    .find((each) => HTTP.includes(each) || TCP.includes(each)) ?? '';
  const protocol = HTTP.includes(word) ? 'http' : TCP.includes(word) ? 'tcp' : 'detected';
  return { protocol, isHttp2: HTTP2.includes(word), isGrpc: GRPC.includes(word) };
}
