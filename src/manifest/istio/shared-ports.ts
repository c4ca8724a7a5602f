import { goesOutPastSidecar } from './capture';
import type { DnsCapture } from './dns-capture';
import { isExportedTo } from './exports';
import type { Sidecars } from './sidecars';
import { oldestFirst } from '../age';
import { groupBy } from '../group-by';
import type { Hosts } from '../hosts';
import { GATEWAY, SERVICE, SERVICE_ENTRY } from '../kinds';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';
import type { MeshConfig } from '../mesh-config';
import type { Namespaces } from '../namespaces';
import type { Objects } from '../objects';
import { gatewayDeployment, type Pods, type PodSet } from '../pods';
import { protocolNamed, protocolOf } from '../protocols';

/** A port of a host to which sidecars listen on all addresses. */
export interface HostPort {
  readonly object: ManifestObject;
  /** The name in full. */
  readonly host: string;
  readonly port: number;
  readonly at: Location;
  /** What is told apart by its host. */
  readonly takesHttp: boolean;
  /** What is told apart by nothing. */
  readonly takesTcp: boolean;
}

/** Pods whose sidecar sees several hosts on a port. */
export interface Sharing {
  readonly pods: PodSet;
  readonly other: HostPort;
}

/** What the sidecars of some pods see on a port. */
interface View {
  readonly pods: PodSet;
  readonly seen: ReadonlySet<HostPort>;
  readonly http: readonly HostPort[];
  readonly firstOfTcp?: HostPort;
}

/** The parts of the index that it is worked out from. */
interface Parts {
  readonly objects: Objects;
  readonly pods: Pods;
  readonly namespaces: Namespaces;
  readonly hosts: Hosts;
  readonly sidecars: Sidecars;
  readonly meshConfig: MeshConfig;
  readonly dnsCapture: DnsCapture;
}

/**
 * Which hosts share a port before the eyes of the same sidecar. It listens on all addresses for what is HTTP, and for ServiceEntries without
 * addresses (istio.io/istio pilot/pkg/networking/core/listener.go `buildSidecarOutboundListener`); the address that istiod gives these it knows where it
 * answers DNS only (pilot/pkg/model/service.go `nodeUsesAutoallocatedIPs`).
 */
export class SharedPorts {
  private callers: readonly PodSet[] | undefined;
  private known: readonly HostPort[] | undefined;
  private byPort: ReadonlyMap<number, readonly HostPort[]> | undefined;
  private byObject: ReadonlyMap<ManifestObject, readonly HostPort[]> | undefined;
  private readonly views = new Map<number, readonly View[]>();

  constructor(private readonly parts: Parts) {}

  /** The hosts of a ServiceEntry with what they have for TCP on a port. */
  public tcpOf(entry: ManifestObject, port: number): readonly HostPort[] {
    this.byObject ??= groupBy(this.all(), ({ object }) => object);
    return (this.byObject.get(entry) ?? []).filter((each) => each.port === port && each.takesTcp);
  }

  /** The first host with HTTP on the port, for such pods that see both. */
  public besideHttp(own: HostPort, isMeant: (pods: PodSet) => boolean = () => true): Sharing | undefined {
    return this.first(own, ({ pods, http }) => (isMeant(pods) ? http.find(({ object }) => object !== own.object) : undefined));
  }

  /** The first host with TCP on the port, for pods that see both, unless it is this one. */
  public besideTcp(own: HostPort): Sharing | undefined {
    return this.first(own, ({ firstOfTcp }) => (firstOfTcp === own ? undefined : firstOfTcp));
  }

  private first(own: HostPort, choose: (view: View) => HostPort | undefined): Sharing | undefined {
    for (const view of this.viewsOf(own.port)) {
      const other = view.seen.has(own) ? choose(view) : undefined;
      if (other !== undefined) {
        return { pods: view.pods, other };
      }
    }
    return undefined;
  }

  private viewsOf(port: number): readonly View[] {
    const known = this.views.get(port) ?? this.seeOn(port);
    this.views.set(port, known);
    return known;
  }

  private seeOn(port: number): readonly View[] {
    const on = this.on(port);
    const callers = on.length < 2 ? [] : this.sidecars().filter((pods) => !goesOutPastSidecar(pods, port));
    return callers.map((pods) => viewOf(pods, on.filter((each) => this.sees(pods, each))));
  }

  private sees(pods: PodSet, { object, host, port }: HostPort): boolean {
    const { sidecars, meshConfig } = this.parts;
    return isExportedTo(object, pods.namespace, meshConfig.usualExportsOf(object))
      && sidecars.canSee(pods, { fqdn: host, namespace: object.namespace }, port);
  }

  /** One of those that see the same. */
  private sidecars(): readonly PodSet[] {
    const { pods, namespaces, sidecars, dnsCapture } = this.parts;
    this.callers ??= [...groupBy(
      pods.all().filter((each) => namespaces.hasSidecar(each) && !dnsCapture.isOnFor(each)),
      (each) => [each.namespace, sidecars.of(each)?.id, each.annotations['traffic.sidecar.istio.io/excludeOutboundPorts']].join(' '),
    ).values()].map(([first]) => first);
    return this.callers;
  }

  private on(port: number): readonly HostPort[] {
    this.byPort ??= groupBy(this.all(), (each) => each.port);
    return this.byPort.get(port) ?? [];
  }

  private all(): readonly HostPort[] {
    this.known ??= [...this.ofServices(), ...this.ofGateways(), ...this.ofEntries()];
    return this.known;
  }

  /** One that stands for another name (ExternalName) has no listener, and one of TCP has an address. */
  private ofServices(): readonly HostPort[] {
    return this.parts.objects.all(SERVICE).filter(({ spec: { type } }) => type !== 'ExternalName').flatMap((object) => (
      (object.spec.ports ?? []).map((port, i) => ({
        object,
        host: this.parts.hosts.fqdnOf(object),
        port: port.port,
        at: object.at('spec', 'ports', i, 'port'),
        takesHttp: protocolOf(port).startsWith('http'),
        takesTcp: false,
      }))).filter(({ takesHttp }) => takesHttp));
  }

  /** Of the Services that istiod makes. */
  private ofGateways(): readonly HostPort[] {
    const { objects, pods, hosts } = this.parts;
    return objects.all(GATEWAY).filter((gateway) => pods.of(gateway).length > 0).flatMap((object) => (
      (object.spec.listeners ?? []).flatMap(({ port, protocol }, i) => (protocol !== 'HTTP' ? [] : [{
        object,
        host: hosts.fqdnOf({ namespace: object.namespace, name: gatewayDeployment(object) }),
        port,
        at: object.at('spec', 'listeners', i, 'port'),
        takesHttp: true,
        takesTcp: false,
      }]))));
  }

  private ofEntries(): readonly HostPort[] {
    return oldestFirst(this.parts.objects.all(SERVICE_ENTRY)).flatMap((object) => object.spec.hosts.flatMap((host, k) => (
      (object.spec.ports ?? []).map(({ number, protocol }, i) => {
        const hasNoAddress = (object.spec.addresses ?? []).length === 0;
        const spoken = protocolNamed(protocol);
        return {
          object,
          host,
          port: number,
          at: k === 0 ? object.at('spec', 'ports', i, 'number') : object.at('spec', 'hosts', k),
          takesHttp: spoken.startsWith('http') || (hasNoAddress && spoken === 'unknown'),
          takesTcp: hasNoAddress && ['tcp', 'unknown'].includes(spoken) && !isToldByName(protocol),
        };
      }))).filter(({ takesHttp, takesTcp }) => takesHttp || takesTcp));
  }
}

function viewOf(pods: PodSet, seen: readonly HostPort[]): View {
  return { pods, seen: new Set(seen), http: seen.filter(({ takesHttp }) => takesHttp), firstOfTcp: seen.find(({ takesTcp }) => takesTcp) };
}

/** TLS asks for a server by its name. */
export function isToldByName(protocol = ''): boolean {
  return /^(https|tls)$/i.test(protocol);
}
