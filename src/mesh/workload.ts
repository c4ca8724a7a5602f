import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkCall } from './call-checks';
import type { MeshContext } from './context';
import { rootNamespaceOf, serviceKey } from './context';
import { EgressScope } from './egress-scope';
import { listForeignNamespace } from './foreign-namespace';
import type { GatewayBinding } from './gateway/binding';
import { MeshService, ServiceOrigin } from './mesh-service';
import { PlaintextPorts } from './plaintext-ports';
import { podAnnotations, podMeshLabels } from './pod-metadata';
import { PodPolicy } from './pod-policy';
import type { ResolvedPort } from './port';
import { speaksHttp2 } from './port';
import { checkDistinctPods, checkHttpPort, checkOwnIdentity, checkPeerPorts, checkPodLabels, checkSidecar, checkWorkloadProps } from './workload-checks';
import type { WorkloadAttributes, WorkloadOptions } from './workload-options';
import { resolvePorts, targetPortsOf } from './workload-ports';
import { ROLE_NEEDS, WorkloadRole } from './workload-role';
import { checkLabel, checkNamespace, checkObjectName, labelFrom } from '../core/names';
import { Site } from '../core/site';
import { requireCapability } from '../core/versions/capabilities';
import { DataPlane } from '../core/versions/data-plane';
import type { AccessOptions, AccessRule } from '../security/access';
import { accessRule, needsHttp } from '../security/access';
import type { CallerIdentity, ICaller } from '../security/caller';
import { isSameCaller } from '../security/caller';
import { AuthorizationMode } from '../security/modes';

/** What a pod template must carry to be a workload of the mesh. */
export interface PodMetadata {
  /** `spec.template.metadata.labels` */
  readonly labels: { readonly [key: string]: string };
  /** `spec.template.metadata.annotations` */
  readonly annotations: { readonly [key: string]: string };
}

/** Pods that run as one service account, with their Service. */
export interface IWorkload extends ICaller {
  /** The id it was declared with. */
  readonly workloadName: string;
  /** The namespace its pods run in. */
  readonly namespace: string;
  /** The service account its pods run as. */
  readonly serviceAccountName: string;
  /** The name of its Service; undefined where it has none. */
  readonly serviceName?: string;
  /** The main port of its Service; undefined where it has none. */
  readonly port?: number;
  /** Labels and annotations for the pod template, which stays yours: this library makes no Deployment of it. */
  readonly podMetadata: PodMetadata;

  /**
   * Allows a caller to call this workload, at its pods and, in ambient mode, at the waypoint of its Service.
   * @param caller a workload, or Caller.serviceAccount(…), Caller.namespace(…)
   * @param options methods and paths; everything if left out
   */
  allowFrom(caller: ICaller, options?: AccessOptions): void;
}

interface WorkloadProps extends WorkloadOptions {
  readonly context: MeshContext;
  /**
   * Where it was declared, as errors say it.
   * @default - here
   */
  readonly site?: Site;
  /** Service account and Service are somebody else's. */
  readonly adopted: boolean;
  readonly podLabels?: WorkloadAttributes['podLabels'];
}

/** The pods, their identity, and one policy that says who may reach them. */
export class Workload extends Construct implements IWorkload {
  readonly workloadName: string;
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly callerIdentity: CallerIdentity;
  readonly podMetadata: PodMetadata;
  readonly context: MeshContext;
  readonly service?: MeshService;
  readonly ports: readonly ResolvedPort[];
  readonly replicas?: number;
  readonly outsideMesh: boolean;
  /** Its pods have a sidecar in ambient mode. */
  readonly sidecar: boolean;
  readonly metricsPort?: number;
  readonly peerPorts: readonly number[];
  /** Labels of its pods, without those of the mesh; undefined where they are not known. */
  readonly podLabels?: { readonly [key: string]: string };
  /** Its account and its Service are somebody else's. */
  readonly isAdopted: boolean;

  private readonly site: Site;
  private readonly policy: PodPolicy;
  private readonly plaintext: PlaintextPorts;
  private readonly egress?: EgressScope;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    this.site = props.site ?? Site.of(this);
    this.context = props.context;
    this.workloadName = id;
    const name = labelFrom(this.site.at('id'), id);
    this.namespace = checkNamespace(this.site.at('namespace'), props.namespace ?? this.context.mainNamespace);
    this.serviceAccountName = checkObjectName(this.site.at('serviceAccount'), props.serviceAccount ?? name);
    this.callerIdentity = { namespace: this.namespace, serviceAccount: this.serviceAccountName };
    this.outsideMesh = props.outsideMesh ?? false;
    this.sidecar = props.sidecar ?? false;
    this.podLabels = props.adopted ? props.podLabels : props.labels ?? { app: name };
    this.peerPorts = props.peerPorts ?? [];
    this.isAdopted = props.adopted;
    checkWorkloadProps(this.site, props);
    this.checkIdentity(props);

    const needs = ROLE_NEEDS[props.role ?? WorkloadRole.GENERIC];
    this.ports = resolvePorts(this.site, props, needs.protocol);
    this.replicas = props.replicas;
    this.metricsPort = props.metricsPort ?? (needs.metricsOnPort ? this.ports[0]?.targetPort : undefined);
    checkSidecar(this.site.at('sidecar'), this.context.target.dataPlane, this);
    checkPeerPorts(this.site, this.context.target.dataPlane, { ...props, metricsPort: this.metricsPort });
    this.podMetadata = {
      labels: { ...this.podLabels, ...podMeshLabels(this.context.target.dataPlane, this) },
      annotations: podAnnotations(this.site, {
        target: this.context.target,
        outsideMesh: this.outsideMesh,
        nativeSidecar: needs.nativeSidecar,
        sidecar: this.sidecar,
        peerPorts: this.peerPorts,
        proxy: props.proxy,
        proxyDefaults: this.context.install?._sidecarResources,
      }),
    };
    this.declareAccount(props.serviceAccount !== undefined);
    this.service = this.ports.length > 0 ? this.declareService(props, name) : undefined;
    this.policy = new PodPolicy(this, {
      context: this.context,
      site: this.site,
      workloadName: this.workloadName,
      namespace: this.namespace,
      podLabels: this.podLabels,
      outsideMesh: this.outsideMesh,
      ports: targetPortsOf(this.ports),
      waypointAccount: () => this.service?.waypointAccount,
    });
    this.plaintext = new PlaintextPorts(this, { context: this.context, namespace: this.namespace, name, labels: this.podLabels });
    this.egress = this.declareEgress(props);
    this.admitPeers();
    this.admitAnybody(props);
    this.context.workloads.push(this);
    this.context.scrapers.forEach((scraper) => this.admitScraper(scraper));
    if (props.trafficPolicy) {
      this.declareTrafficPolicy(props);
    }
  }

  get serviceName(): string | undefined {
    return this.service?.serviceName;
  }

  get port(): number | undefined {
    return this.ports[0]?.port;
  }

  allowFrom(caller: ICaller, options: AccessOptions = {}): void {
    const site = this.site.at('allowFrom');
    const rule = accessRule(site, caller, options);
    listForeignNamespace(this.context, caller.callerIdentity.namespace);
    this.checkCanBeCalled(site, caller);
    if (needsHttp(rule)) {
      checkHttpPort(site, this.ports);
    }
    if (this.isGateway(caller) && this.context.target.dataPlane === DataPlane.AMBIENT) {
      this.allowGateway(site, rule);
      return;
    }
    if (needsHttp(rule)) {
      this.service?.useWaypoint(site);
    }
    this.addEdge(rule);
    if (this.service) {
      workloadBehind(caller)?.extendEgress(this.service);
    }
  }

  /** An edge that was checked already: at the pods, and at the waypoint if its Service has one. */
  addEdge(rule: AccessRule): void {
    this.service?.allow(rule);
    this.policy.addEdge(rule);
  }

  /** True where the policy of the pods, or of the waypoint in front of them, names this caller. */
  admits(caller: CallerIdentity): boolean {
    return this.policy.admits(caller);
  }

  /** Lets pods be reached on the way of a route: from a gateway or from a waypoint. */
  admit(caller: CallerIdentity, targetPort: number): void {
    this.policy.admit({ caller, ports: [targetPort] });
  }

  /** Lets a gateway through: straight to the pods, or by way of the waypoint where the gateway asks for that. */
  admitGateway(site: Site, gateway: GatewayBinding, targetPort: number): void {
    this.checkBehindProxy(site, targetPort);
    if (gateway.usesWaypoint) {
      this.service!.takeGateway(site);
      this.service!.allow({ caller: gateway.callerIdentity, implied: true }, this.context.authorization !== AuthorizationMode.ALLOW_BY_DEFAULT);
      this.admit(this.service!.useWaypoint(site)!.account, targetPort);
    } else {
      this.admitRoute(gateway, targetPort);
    }
  }

  /** Lets a gateway come straight to the pods, as it comes to those of a pool: no waypoint asks an endpoint picker. */
  admitGatewayDirectly(site: Site, gateway: GatewayBinding, targetPort: number): void {
    this.checkBehindProxy(site, targetPort);
    this.admitRoute(gateway, targetPort);
  }

  /** Lets an endpoint picker read the metrics of each pod, at its address. */
  admitPicker(picker: CallerIdentity, ports: readonly number[], path: string): void {
    if (this.context.target.dataPlane === DataPlane.AMBIENT) {
      this.policy.admit({ caller: picker, ports });
    } else if (this.isGuarded) {
      // A sidecar passes connections to the address of a pod on as they are, so these come without a certificate.
      this.plaintext.openForMetrics(ports, path);
      this.policy.admit({ methods: ['GET'], paths: [path], ports });
    }
  }

  /** Makes a Service visible to the sidecars, where those are scoped, and its routes in the namespace of the callers. */
  extendEgress(service: MeshService, consumerNamespace?: string): void {
    this.egress?.add(service, consumerNamespace);
  }

  admitScraper(scraper: CallerIdentity): void {
    if (this.metricsPort !== undefined) {
      this.policy.admit({ caller: scraper, ports: [this.metricsPort] });
    }
  }

  /** Lets in whom the deny-by-default of the namespace keeps out, which may come later than they do. */
  keepOpen(): void {
    this.policy.keepOpen();
  }

  /** True where the pods are known, and are behind the policies of this mesh. */
  get isGuarded(): boolean {
    return this.policy.isGuarded;
  }

  checkCanBeCalled(site: Site, caller: ICaller): void {
    checkCall(site, this, workloadBehind(caller));
  }

  private checkBehindProxy(site: Site, targetPort: number): void {
    site.check(this.context.target.dataPlane === DataPlane.AMBIENT || !this.peerPorts.includes(targetPort), {
      problem: `leads to port ${targetPort} of the workload '${this.workloadName}', one of its peerPorts, which bypass the sidecar: the gateway speaks mutual TLS`,
      fix: 'use other ports for the traffic among its pods',
    });
  }

  private admitRoute({ callerIdentity: caller }: GatewayBinding, targetPort: number): void {
    this.policy.admit({ caller, ports: [targetPort], implied: true });
  }

  private isGateway({ callerIdentity }: ICaller): boolean {
    const { gateway } = this.context;
    return gateway !== undefined && isSameCaller(gateway.callerIdentity, callerIdentity);
  }

  /** In ambient mode the gateway comes straight to the pods, past the waypoint, unless it was told to take that way. */
  private allowGateway(site: Site, rule: AccessRule): void {
    if (this.context.gateway!.usesWaypoint && this.service) {
      this.service.takeGateway(site);
      this.addEdge(rule);
      return;
    }
    site.check(!needsHttp(rule), {
      problem: 'compares methods or paths of requests by the gateway, which does not pass the waypoint that could read them',
      fix: 'allow the gateway without methods and paths, or create it with useWaypoint: true',
    });
    this.service?.allow(rule);
    this.policy.addDirectEdge(rule);
  }

  private checkIdentity(props: WorkloadProps): void {
    const site = this.site.at(props.adopted ? 'podLabels' : 'labels');
    checkPodLabels(site, this.podLabels);
    checkDistinctPods(site, this, this.podLabels, this.context.workloads);
    checkOwnIdentity(this.site.at('serviceAccount'), this.context, this);
  }

  /** @param named the account was named, and may then be that of another workload as well */
  private declareAccount(named: boolean): void {
    const metadata = { namespace: this.namespace, name: this.serviceAccountName };
    if (!this.isAdopted) {
      if (!named || !this.context.workloads.some((other) => !other.isAdopted && isSameCaller(other.callerIdentity, this.callerIdentity))) {
        new k8s.KubeServiceAccount(this, 'service-account', { metadata });
      }
      return;
    }
    listForeignNamespace(this.context, this.namespace);
    this.context.externals.add(() => [{
      ...k8s.KubeServiceAccount.GVK,
      ...metadata,
      requirements: [
        ...(this.podLabels ? [`runs the pods labelled ${Object.entries(this.podLabels).map(([key, value]) => `${key}=${value}`).join(', ')}`] : []),
        ...(this.outsideMesh ? [] : ['its pods are part of the mesh']),
        ...(this.sidecar ? ['its pods have a sidecar: label sidecar.istio.io/inject: "true"'] : []),
      ],
    }]);
  }

  private declareService(props: WorkloadProps, id: string): MeshService {
    const site = this.site.at('serviceName');
    const name = props.serviceName === undefined ? id : checkLabel(site, props.serviceName);
    const taken = this.context.services.get(serviceKey(this.namespace, name));
    site.check(taken === undefined, {
      problem: `is the Service of ${taken?.node.scope!.node.path} too`,
      got: name,
      fix: 'choose another name; a workload is declared before the route that names its Service',
    });
    return new MeshService(this, 'service', {
      context: this.context,
      namespace: this.namespace,
      name,
      ports: this.ports,
      origin: props.adopted ? ServiceOrigin.ADOPTED : ServiceOrigin.CREATED,
      headless: props.headless,
      selector: this.podLabels,
      labels: props.adopted ? {} : this.podLabels,
    });
  }

  private declareEgress(props: WorkloadProps): EgressScope | undefined {
    if (!props.scopeEgress) {
      return undefined;
    }
    requireCapability(this.context.target, 'egressScope', this.site.at('scopeEgress'));
    return new EgressScope(this, 'egress', {
      namespace: this.namespace,
      name: labelFrom(this.site.at('id'), this.workloadName),
      labels: this.podLabels!,
      clusterDomain: this.context.clusterDomain,
      rootNamespace: rootNamespaceOf(this.context),
      providers: this.context.install?._providerServices ?? [],
      hosts: props.egressHosts ?? [],
    });
  }

  private admitPeers(): void {
    if (this.peerPorts.length > 0 && this.context.target.dataPlane === DataPlane.AMBIENT) {
      this.policy.admit({ caller: this.callerIdentity, ports: this.peerPorts });
    }
  }

  private admitAnybody(props: WorkloadProps): void {
    if (!props.plaintextPorts?.length) {
      return;
    }
    this.site.at('plaintextPorts').check(this.isGuarded, {
      problem: 'needs the labels of the pods, in a namespace of the mesh',
      got: props.plaintextPorts,
      fix: 'give podLabels, and add the namespace to the mesh',
    });
    this.plaintext.open(props.plaintextPorts);
    this.policy.admit({ ports: props.plaintextPorts });
  }

  private declareTrafficPolicy(props: WorkloadProps): void {
    const site = this.site.at('trafficPolicy');
    // In ambient mode nobody else reads a DestinationRule for callers in the mesh.
    this.service!.useWaypoint(site);
    this.context.destinations.declare(site, {
      namespace: this.namespace,
      service: this.service!.serviceName,
      policy: props.trafficPolicy!,
      replicas: this.replicas,
      h2c: this.ports.every(({ protocol }) => speaksHttp2(protocol)),
    });
  }
}

function workloadBehind(caller: ICaller): Workload | undefined {
  return caller instanceof Workload ? caller : undefined;
}
