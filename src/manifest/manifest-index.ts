import { Attachments } from './gateway-api/attachments';
import { Claims } from './gateway-api/claims';
import { Grants } from './gateway-api/grants';
import { Listeners } from './gateway-api/listeners';
import { Hosts } from './hosts';
import { ModelRouters } from './inference/model-routers';
import { Pickers } from './inference/pickers';
import { DestinationRules } from './istio/destination-rules';
import { DnsCapture } from './istio/dns-capture';
import { Machines } from './istio/machines';
import { MeshHosts } from './istio/mesh-hosts';
import { Peers } from './istio/peers';
import { Policies } from './istio/policies';
import { SharedPorts } from './istio/shared-ports';
import { Sidecars } from './istio/sidecars';
import { Waypoints } from './istio/waypoints';
import type { Kind } from './kind';
import { SERVICE } from './kinds';
import { hasLabels } from './labels';
import { MadeObjects } from './made-objects';
import type { ManifestObject } from './manifest-object';
import { MeshConfig } from './mesh-config';
import { Namespaces } from './namespaces';
import { Objects } from './objects';
import { Permissions } from './permissions';
import { Pods, type PodSet } from './pods';
import { Secrets } from './secrets';
import type { ServiceSpec } from './shapes';
import { Traffic } from './traffic';
import { DataPlane } from '../core/versions/data-plane';

/** What the objects do not say of their mesh. */
export interface IndexOptions {
  /** @default 'istio-system' */
  readonly rootNamespace?: string;
  /** @default 'cluster.local' */
  readonly clusterDomain?: string;
  /**
   * How pods take part whose namespace is not among the objects.
   * @default DataPlane.AMBIENT
   */
  readonly dataPlane?: DataPlane;
  /** Objects of another shape than their kind has. They exist, and nothing else is asked of them. */
  readonly malformed?: ReadonlySet<ManifestObject>;
}

/** All objects, and the answers to what rules and the simulator ask. Each part is worked out when it is first asked. */
export class ManifestIndex {
  public readonly rootNamespace: string;
  public readonly objects: Objects;
  public readonly namespaces: Namespaces;
  public readonly pods: Pods;
  public readonly hosts: Hosts;
  public readonly grants: Grants;
  public readonly listeners: Listeners;
  public readonly attachments: Attachments;
  public readonly claims: Claims;
  public readonly policies: Policies;
  public readonly destinationRules: DestinationRules;
  public readonly sidecars: Sidecars;
  public readonly waypoints: Waypoints;
  public readonly meshHosts: MeshHosts;
  public readonly meshConfig: MeshConfig;
  public readonly traffic: Traffic;
  public readonly peers: Peers;
  public readonly pickers: Pickers;
  public readonly modelRouters: ModelRouters;
  public readonly permissions: Permissions;
  public readonly secrets: Secrets;
  public readonly machines: Machines;
  public readonly sharedPorts: SharedPorts;
  private readonly made: MadeObjects;
  private readonly behind = new Map<ManifestObject<ServiceSpec>, readonly PodSet[]>();

  constructor(objects: readonly ManifestObject[], options: IndexOptions = {}) {
    this.rootNamespace = options.rootNamespace ?? 'istio-system';
    this.objects = new Objects(objects, options.malformed);
    this.namespaces = new Namespaces(this.objects, options.dataPlane ?? DataPlane.AMBIENT);
    this.pods = new Pods(this.objects);
    this.hosts = new Hosts(this.objects, options.clusterDomain ?? 'cluster.local');
    this.grants = new Grants(this.objects);
    this.listeners = new Listeners(this.objects);
    this.attachments = new Attachments(this.objects, this.listeners, this.namespaces);
    this.claims = new Claims(this.objects, this.attachments);
    this.policies = new Policies(this.objects, this.pods, this.rootNamespace);
    this.meshConfig = new MeshConfig(this.objects, this.rootNamespace);
    this.destinationRules = new DestinationRules(this.objects, this.hosts, this.meshConfig, this.rootNamespace);
    this.sidecars = new Sidecars(this.objects, this.rootNamespace);
    this.waypoints = new Waypoints(this.objects, this.namespaces);
    this.meshHosts = new MeshHosts(this.objects, this.hosts);
    this.traffic = new Traffic(this.objects, this.hosts, this.attachments);
    this.peers = new Peers(this.policies, this.rootNamespace);
    this.pickers = new Pickers(this.objects, this.pods);
    this.modelRouters = new ModelRouters(this.objects, this.pods, this.hosts);
    this.permissions = new Permissions(this.objects);
    this.secrets = new Secrets(this.objects);
    this.made = new MadeObjects(this.objects);
    this.machines = new Machines(this.objects, this.rootNamespace);
    this.sharedPorts = new SharedPorts({
      objects: this.objects,
      pods: this.pods,
      namespaces: this.namespaces,
      hosts: this.hosts,
      sidecars: this.sidecars,
      meshConfig: this.meshConfig,
      dnsCapture: new DnsCapture(this.objects, this.meshConfig, this.rootNamespace),
    });
  }

  /** Well-formed objects of a kind, stubs among them. */
  public all<S>(kind: Kind<S>): readonly ManifestObject<S>[] {
    return this.objects.all(kind);
  }

  /** The object of that name; the namespace is empty for kinds without. */
  public find<S>(kind: Kind<S>, namespace: string, name: string): ManifestObject<S> | undefined {
    return this.objects.find(kind, namespace, name);
  }

  /** Whether there is an object of that name, or will be, even one that cannot be looked into. */
  public exists(kind: Pick<Kind, 'key'>, namespace: string, name: string): boolean {
    return this.objects.exists(kind, namespace, name) || this.made.has(kind, namespace, name);
  }

  /** The pods behind a Service; none for a Service without selector, whose endpoints somebody else maintains. */
  public podsOfService(service: ManifestObject<ServiceSpec>): readonly PodSet[] {
    const { selector } = service.spec;
    const known = this.behind.get(service) ?? (selector === undefined ? [] : this.pods.matching(service.namespace, selector));
    this.behind.set(service, known);
    return known;
  }

  /** The Services that send to the pods. */
  public servicesOf(pods: PodSet): readonly ManifestObject<ServiceSpec>[] {
    return this.objects.in(SERVICE, pods.namespace).filter(({ spec: { selector } }) => selector !== undefined && hasLabels(pods.labels, selector));
  }
}
