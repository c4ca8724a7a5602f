import { gatewayServices } from './gateway-service';
import { POOL_PORT, poolHost, servedPools } from './pools';
import { onlyPort } from './service-port';
import type { GatewaySpec } from '../../../imports/gateway.networking.k8s.io';
import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import type { ServiceEntrySpec } from '../../../imports/networking.istio.io';
import { groupBy } from '../../manifest/group-by';
import { SERVICE, SERVICE_ENTRY } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import { protocolNamed, protocolOf, wordOf } from '../../manifest/protocols';
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
  /** The Gateway of which istiod makes the Service. */
  readonly gateway?: ManifestObject<GatewaySpec>;
  readonly ports: readonly RegistryPort[];
  readonly isHeadless: boolean;
}

/** Every host that istiod knows of, Services first (pilot/pkg/serviceregistry). */
export class Registry {
  private readonly byHost: ReadonlyMap<string, RegistryHost>;
  private readonly byPort: ReadonlyMap<number, readonly RegistryHost[]>;
  private byTarget: ReadonlyMap<RegistryHost, readonly RegistryHost[]> | undefined;

  constructor(index: ManifestIndex) {
    const services = index.all(SERVICE).map((service) => ofService(index, service));
    const entries = index.all(SERVICE_ENTRY).flatMap(ofEntry);
    const gateways = gatewayServices(index).map(({ gateway, service }) => ({ ...ofService(index, service), gateway }));
    const pools = servedPools(index).map((pool) => ofPool(index, pool));
    this.byHost = new Map([...entries, ...pools, ...services, ...gateways].map((each) => [each.host, each]));
    const pairs = [...this.byHost.values()].flatMap((each) => each.ports.map(({ port }) => ({ port, each })));
    this.byPort = new Map([...groupBy(pairs, ({ port }) => port)].map(([port, same]) => [port, same.map(({ each }) => each)]));
  }

  public get hosts(): readonly RegistryHost[] {
    return [...this.byHost.values()];
  }

  public find(host: string): RegistryHost | undefined {
    return this.byHost.get(host);
  }

  /** The port that a destination means which names none. */
  public portOf(host: string, listener: number): number {
    return onlyPort(this.find(host) ?? {}, listener);
  }

  /** What a host that stands for another name (ExternalName) leads to in the end; undefined where that is nobody's. */
  public unaliased(target: RegistryHost | undefined, seen: readonly RegistryHost[] = []): RegistryHost | undefined {
    if (target === undefined || !isAlias(target)) {
      return target;
    }
    // A ring of names leads nowhere.
    return seen.includes(target) ? undefined : this.unaliased(this.next(target), [...seen, target]);
  }

  /** What it names itself, which may be another one of its kind. */
  public next({ service }: RegistryHost): RegistryHost | undefined {
    return this.find(service?.spec.externalName?.toLowerCase() ?? '');
  }

  /** The hosts that lead to this one in the end (pilot/pkg/model/push_context.go `resolveServiceAliases`). */
  public aliasesOf(target: RegistryHost): readonly RegistryHost[] {
    this.byTarget ??= groupBy(this.hosts.filter(isAlias), (alias) => this.unaliased(alias));
    return this.byTarget.get(target) ?? [];
  }

  /** The hosts that have the port. */
  public on(port: number): readonly RegistryHost[] {
    return this.byPort.get(port) ?? [];
  }
}

/** Whether the host only stands for another name. */
export function isAlias({ service }: RegistryHost): boolean {
  return service?.spec.type === 'ExternalName';
}

function ofService(index: ManifestIndex, service: ManifestObject<ServiceSpec>): RegistryHost {
  const { ports = [], clusterIP } = service.spec;
  return {
    host: index.hosts.fqdnOf(service),
    namespace: service.namespace,
    service,
    ports: ports.filter((port) => protocolOf(port) !== 'udp').map((port) => ({ ...spoken(wordOf(port)), port: port.port, servicePort: port })),
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
    ports: [{ ...spoken(wordOf({ port: POOL_PORT, protocol: 'TCP', appProtocol })), port: POOL_PORT }],
    isHeadless: true,
  };
}

function ofEntry(entry: ManifestObject<ServiceEntrySpec>): RegistryHost[] {
  const { hosts, ports = [] } = entry.spec;
  return hosts.map((host) => ({
    host: host.toLowerCase(),
    namespace: entry.namespace,
    entry,
    ports: ports.filter(({ protocol }) => protocolNamed(protocol) !== 'udp').map(({ number, protocol, targetPort }) => (
      { ...spoken(protocol), port: number, target: targetPort, isTls: /^(https|tls)$/i.test(protocol ?? '') })),
    isHeadless: false,
  }));
}

const READ_AS = { http: 'http', http2: 'http', tcp: 'tcp', udp: 'tcp', unknown: 'detected' } as const;

function spoken(word = ''): Pick<RegistryPort, 'protocol' | 'isHttp2' | 'isGrpc'> {
  const protocol = protocolNamed(word);
  return { protocol: READ_AS[protocol], isHttp2: protocol === 'http2', isGrpc: /^grpc(-web)?$/i.test(word) };
}
