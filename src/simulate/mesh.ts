import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';
import { type Behaviours, behaviours } from '../core/versions/behaviours';
import type { ManifestIndex } from '../manifest/manifest-index';
import type { ManifestObject } from '../manifest/manifest-object';
import type { PodSet } from '../manifest/pods';
import type { Labels } from '../manifest/shapes';
import { NO_POLICIES, waypointPolicies } from './authorize/proxy-policies';
import { Clusters } from './compile/clusters';
import { type Entrance, entrances } from './compile/entrances';
import { extraFilters } from './compile/envoy-filters';
import { gatewayProxy, gatewayTables, podGatewayTables } from './compile/gateway';
import { inboundTables, proxyOf, ztunnelTables } from './compile/inbound';
import { type MeshConnections, meshConnections } from './compile/istio/mesh-connections';
import { meshRouteSets } from './compile/mesh-route-sets';
import { whyHidden, whyNoCluster, whyUnseen } from './compile/missing';
import { isAlias, Registry, type RegistryHost, type RegistryPort } from './compile/registry';
import type { RouteSet } from './compile/rule';
import { sharesPort } from './compile/shared-port';
import { CommonRoutes, comparedLabels, headlessHost, outboundListener, outboundScope } from './compile/sidecar';
import { isKnownTo, isVisible, type Reader, standsBefore } from './compile/visibility';
import { waypointListener, waypointRefusal } from './compile/waypoint';
import { Memory } from './memory';
import type { Reason } from './reason';
import type { MeshSettings } from './settings';
import type { ClusterKey, ClusterTable, ListenerTable, ProxyTables } from './tables';

/** The tables of every proxy, each compiled when it is first asked. */
export class Mesh {
  private readonly gateways = new Memory<ManifestObject, ProxyTables>();
  private readonly podGateways = new Memory<PodSet, ProxyTables>();
  private doors: readonly Entrance[] | undefined;
  private readonly clusters = new Memory<string, Clusters>();
  private readonly guards = new Memory<PodSet, ProxyTables>();
  private readonly inbounds = new Memory<PodSet, Memory<number, ProxyTables>>();
  private readonly sealed = new Memory<PodSet, Memory<number, ProxyTables>>();
  private readonly outbounds = new Memory<PodSet, Memory<number, ProxyTables>>();
  /** Of many pods each: most sidecars of a namespace route alike. */
  private readonly scopes = new Memory<string, Memory<number, ListenerTable>>();
  private readonly waypoints = new Memory<RegistryHost, Memory<number, ProxyTables | undefined>>();
  private readonly refusals = new Memory<ManifestObject, Reason | undefined>();
  private readonly common: CommonRoutes;
  private known: Registry | undefined;
  private sets: readonly RouteSet[] | undefined;
  private labels: readonly string[] | undefined;

  /** How the release reads the objects. */
  public readonly versioned: Behaviours;

  constructor(public readonly index: ManifestIndex, public readonly settings: MeshSettings) {
    this.versioned = behaviours(settings.istio);
    this.common = new CommonRoutes(settings);
  }

  public gateway(gateway: ManifestObject<GatewaySpec>): ProxyTables {
    return this.gateways.recall(gateway, () => gatewayTables(this.index, gateway, this.settings));
  }

  /** The ways in from outside: Gateways whose pods Istio makes, and other pods that its own Gateways configure. */
  public get entrances(): readonly Entrance[] {
    this.doors ??= entrances(this.index);
    return this.doors;
  }

  public entranceTables({ gateway, pods }: Entrance): ProxyTables {
    return gateway === undefined ? this.podGateways.recall(pods!, () => podGatewayTables(this.index, pods!, this.settings)) : this.gateway(gateway);
  }

  /** What the sidecar before a port of pods decides by, on requests or on TLS that is not its own. */
  public inbound(pods: PodSet, port: number, isSealed = false): ProxyTables {
    const known = isSealed ? this.sealed : this.inbounds;
    return known.recall(pods, () => new Memory()).recall(port, () => inboundTables(this.index, this.settings, pods, port, isSealed));
  }

  /** What the sidecar of pods decides by on requests that they send to a port. */
  public outbound(pods: PodSet, port: number): ProxyTables {
    return this.outbounds.recall(pods, () => new Memory()).recall(port, () => {
      const proxy = proxyOf('sidecar', pods);
      const listener = this.outboundListener(pods, port);
      return { proxy, readsHttp: true, listeners: [listener], policies: NO_POLICIES, extra: extraFilters(this.index, proxy, { mode: 'CLIENT', port, readsHttp: true }) };
    });
  }

  /** What keeps the sidecar of pods from calling hosts that it does not know; undefined: nothing does. A Sidecar goes before the mesh. */
  public outboundLimit(pods: PodSet): Reason | undefined {
    const sidecar = this.index.sidecars.of(pods);
    const { outboundTrafficPolicy: own } = sidecar?.spec ?? {};
    // Where the mode is left out it is the first of its kind (istio/api networking/v1alpha3/sidecar.proto).
    const mode = own === undefined ? this.settings.outbound : own.mode ?? 'REGISTRY_ONLY';
    const text = 'the sidecar calls only hosts that it knows (REGISTRY_ONLY): add a ServiceEntry, or the host to the egress of its Sidecar';
    const origin = own === undefined ? undefined : { object: sidecar!, at: sidecar!.at('spec', 'outboundTrafficPolicy') };
    return mode === 'REGISTRY_ONLY' ? { text, origin } : undefined;
  }

  /** Whether the sidecar of pods finds a port of the host by itself. */
  public sees(pods: PodSet, target: RegistryHost, port: number): boolean {
    return isVisible(this, pods, target, port);
  }

  /** Why it does not. */
  public whyUnseen(pods: PodSet, target: RegistryHost, port: number): Reason | undefined {
    return whyUnseen(this, pods, target, port);
  }

  /** Where the sidecar of pods sends connections to a port that it does not read. */
  public connections(pods: PodSet, target: RegistryHost, port: RegistryPort): MeshConnections {
    return meshConnections(this, pods, target, port);
  }

  /** Whether the sidecar of pods may take a connection to a port that it does not read for one to another host. */
  public sharesPort(pods: PodSet, target: RegistryHost, port: number, isTls: boolean): boolean {
    return sharesPort({ index: this.index, versioned: this.versioned, registry: this.registry, pods }, target, port, isTls);
  }

  /** The headless Service by which the sidecar of pods knows others by their address. */
  public headlessHost(pods: PodSet, others: PodSet, port: number): RegistryHost | undefined {
    return headlessHost({ index: this.index, versioned: this.versioned, registry: this.registry, pods }, others, port);
  }

  /** What ztunnel before pods decides by. */
  public ztunnel(pods: PodSet): ProxyTables {
    return this.guards.recall(pods, () => ztunnelTables(this.index, this.settings, pods));
  }

  /** What the waypoint before a Service or ServiceEntry decides by; undefined where there is none, as before headless Services. */
  public waypoint(target: RegistryHost, port: number): ProxyTables | undefined {
    return this.waypoints.recall(target, () => new Memory()).recall(port, () => this.compileWaypoint(target, port));
  }

  /** The waypoint by which gateways call a Service that wants it so. */
  public ingressWaypoint({ key }: ClusterTable): ProxyTables | undefined {
    const target = this.registry.find(key.host);
    const named = target && addressable(target);
    const isWanted = named !== undefined && wantsIngress(named.labels, this.index.namespaces.labels(named.namespace));
    return isWanted ? this.waypoint(target!, key.port) : undefined;
  }

  /** What a host means to pods of a namespace, as the DNS of the cluster has it; ServiceEntries are known by their whole names. */
  public resolve(host: string, namespace: string): RegistryHost | undefined {
    const [name, space = namespace, svc = 'svc'] = host.toLowerCase().split('.');
    return this.registry.find(host.toLowerCase()) ?? (svc === 'svc' ? this.registry.find(this.index.hosts.fqdnOf({ name, namespace: space })) : undefined);
  }

  /** What a host that stands for another name (ExternalName) leads to, as DNS has it; undefined where that is nobody's. */
  public unaliased(target: RegistryHost | undefined): RegistryHost | undefined {
    return this.registry.unaliased(target);
  }

  /** The cluster as somebody knows it. */
  public cluster(reader: Reader, named: ClusterKey): ClusterTable | undefined {
    const key = this.led(reader, named);
    const host = key && this.registry.find(key.host);
    if (key === undefined) {
      return undefined;
    }
    const found = this.clusters.recall(this.index.destinationRules.scopeOf(reader), () => new Clusters(this, this.registry, reader)).find(key);
    if (host === undefined || isKnownTo(this.index, reader, host)) {
      return found;
    }
    const isEmpty = found !== undefined && standsBefore(this.index, reader, host);
    return isEmpty ? { ...found, endpoints: [], unknown: undefined, hidden: whyHidden(host, reader) } : undefined;
  }

  /** Why somebody knows no such cluster. */
  public whyNoCluster(reader: Reader, key: ClusterKey): Reason {
    return whyNoCluster(this.index, this.registry, reader, key);
  }

  /** Routes to a Service that stands for another name lead there, over one name (pilot/pkg/networking/core/route/route.go `GetDestinationCluster`). */
  private led(reader: Reader, key: ClusterKey): ClusterKey | undefined {
    const named = this.registry.find(key.host);
    if (named === undefined || !isAlias(named)) {
      return key;
    }
    const target = key.isLiteral === true || !isKnownTo(this.index, reader, named) ? undefined : this.registry.next(named);
    return target === undefined || isAlias(target) ? undefined : { ...key, host: target.host };
  }

  private get registry(): Registry {
    this.known ??= new Registry(this.index);
    return this.known;
  }

  private get meshRoutes(): readonly RouteSet[] {
    this.sets ??= meshRouteSets(this.index, this.versioned);
    return this.sets;
  }

  private outboundListener(pods: PodSet, port: number): ListenerTable {
    const source = { index: this.index, versioned: this.versioned, registry: this.registry, sets: this.meshRoutes, common: this.common, pods };
    this.labels ??= comparedLabels(this.meshRoutes);
    return this.scopes.recall(outboundScope(source, this.labels), () => new Memory()).recall(port, () => outboundListener(source, port));
  }

  private compileWaypoint(target: RegistryHost, port: number): ProxyTables | undefined {
    const { ports } = target;
    const addressed = addressable(target);
    const waypoint = addressed && this.index.waypoints.of(addressed);
    const spoken = ports.find((each) => each.port === port)?.protocol ?? 'tcp';
    if (waypoint === undefined) {
      return undefined;
    }
    const proxy = gatewayProxy(this.index, waypoint);
    const unknown = this.versioned.waypointCanaries && addressed !== undefined && this.index.waypoints.canaryWeight(addressed) > 0 ? 'waypoint-canary' : undefined;
    const refusal = this.refusals.recall(waypoint, () => waypointRefusal(this.meshRoutes, (host) => this.standsBefore(waypoint, host)));
    if (spoken === 'tcp') {
      return { proxy, unknown, refusal, readsHttp: false, listeners: [], policies: waypointPolicies(this.index, this.settings, waypoint, addressed, 'tcp') };
    }
    const listener = waypointListener(
      { waypoint: proxy, sets: this.meshRoutes, registry: this.registry, behaviours: this.versioned, settings: this.settings }, target, port,
    );
    const policies = waypointPolicies(this.index, this.settings, waypoint, addressed, 'http');
    const extra = extraFilters(this.index, proxy, { mode: 'SERVER', port, readsHttp: true, addressed });
    return { proxy, unknown, refusal, readsHttp: true, listeners: [listener], policies, extra };
  }

  private standsBefore(waypoint: ManifestObject, host: string): boolean {
    const target = this.registry.find(host);
    const addressed = target && addressable(target);
    return addressed !== undefined && this.index.waypoints.of(addressed) === waypoint;
  }
}

/**
 * What callers address, so that a waypoint can stand before it: ztunnel knows it by an address of its own. istiod gives one to a ServiceEntry
 * that has none, unless its hosts are addressed as they are (pilot/pkg/networking/serviceentry/ip_autoallocation.go).
 */
function addressable({ service, entry, isHeadless }: RegistryHost): ManifestObject | undefined {
  if (entry !== undefined) {
    const { resolution = 'NONE', addresses = [] } = entry.spec;
    const isAllocated = resolution !== 'NONE' && entry.labels['networking.istio.io/enable-autoallocate-ip']?.toLowerCase() !== 'false';
    return addresses.length > 0 || isAllocated ? entry : undefined;
  }
  return isHeadless ? undefined : service;
}

/** The Service says so, or else its namespace (pilot/pkg/serviceregistry/ambient/services.go `ingressUseWaypointFromLabels`). */
function wantsIngress(...labels: readonly Labels[]): boolean {
  const wish = labels.map((each) => each['istio.io/ingress-use-waypoint']).find((each) => each !== undefined);
  return wish?.toLowerCase() === 'true';
}
