import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MeshContext } from './context';
import { EgressScope } from './egress-scope';
import type { GatewayBinding } from './gateway/binding';
import { MeshService, ServiceOrigin } from './mesh-service';
import { podAnnotations, podMeshLabels } from './pod-metadata';
import type { ResolvedPort } from './port';
import { PortProtocol, resolvePort, speaksHttp2 } from './port';
import type { WorkloadAttributes, WorkloadOptions } from './workload-options';
import { ROLE_NEEDS, WorkloadRole } from './workload-role';
import { checkInteger, checkPort } from '../core/numbers';
import { checkLabels, checkObjectName, labelFrom } from '../core/names';
import { Site } from '../core/site';
import { requireCapability } from '../core/versions/capabilities';
import { DataPlane } from '../core/versions/data-plane';
import type { AccessOptions, AccessRule } from '../security/access';
import { accessRule, needsHttp } from '../security/access';
import type { CallerIdentity, ICaller } from '../security/caller';
import { AuthorizationMode } from '../security/modes';
import { plaintextPorts } from '../security/mutual-tls';
import { allowToPods } from '../security/policies';

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
  readonly metricsPort?: number;

  private readonly site: Site;
  private readonly labels?: { readonly [key: string]: string };
  private readonly edges: AccessRule[] = [];
  private readonly admissions: AccessRule[] = [];
  private readonly egress?: EgressScope;
  private policy?: ApiObject;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    this.site = Site.of(this);
    this.context = props.context;
    this.workloadName = id;
    const name = labelFrom(this.site.at('id'), id);
    this.namespace = props.namespace ?? this.context.mainNamespace;
    this.serviceAccountName = checkObjectName(this.site.at('serviceAccount'), props.serviceAccount ?? name);
    this.callerIdentity = { namespace: this.namespace, serviceAccount: this.serviceAccountName };
    this.outsideMesh = props.outsideMesh ?? false;
    this.labels = props.adopted ? props.podLabels : props.labels ?? { app: name };
    this.checkProps(props);

    const needs = ROLE_NEEDS[props.role ?? WorkloadRole.GENERIC];
    this.ports = this.resolvePorts(props, needs.protocol);
    this.replicas = props.replicas;
    this.metricsPort = props.metricsPort ?? (needs.metricsOnPort ? this.ports[0]?.targetPort : undefined);
    this.podMetadata = {
      labels: { ...this.labels, ...podMeshLabels(this.context.target.dataPlane, this.outsideMesh) },
      annotations: podAnnotations(this.site, {
        target: this.context.target,
        outsideMesh: this.outsideMesh,
        nativeSidecar: needs.nativeSidecar,
        peerPorts: props.peerPorts ?? [],
        proxy: props.proxy,
        proxyDefaults: this.context.install?._sidecarResources,
      }),
    };
    this.declareAccount(props.adopted);
    this.service = this.ports.length > 0 ? this.declareService(props, name) : undefined;
    this.egress = this.declareEgress(props);
    this.admitPeers(props);
    this.admitAnybody(props, name);
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
    this.checkCanBeCalled(site, caller);
    if (this.isDirectGateway(caller)) {
      this.allowGateway(site, rule);
      return;
    }
    if (needsHttp(rule)) {
      this.service?.useWaypoint(site);
    }
    this.addEdge(rule);
    if (this.service) {
      calledBy(this.context, caller)?.extendEgress(this.service);
    }
  }

  /** An edge that was checked already: at the pods, and at the waypoint if its Service has one. */
  addEdge(rule: AccessRule): void {
    this.edges.push(rule);
    this.service?.allow(rule);
    this.ensurePolicy();
  }

  /** True where the policy of the pods, or of the waypoint in front of them, names this caller. */
  admits(caller: CallerIdentity): boolean {
    return [...this.edges, ...this.admissions].some((rule) => !rule.caller
      || (rule.caller.namespace === caller.namespace && [undefined, caller.serviceAccount].includes(rule.caller.serviceAccount)));
  }

  /** Lets pods be reached on the way of a route: from a gateway or from a waypoint. */
  admit(caller: CallerIdentity, targetPort: number): void {
    this.admitRule({ caller, ports: [targetPort] });
  }

  /** Lets a gateway through: straight to the pods, or by way of the waypoint where the gateway asks for that. */
  admitGateway(site: Site, gateway: GatewayBinding, targetPort: number): void {
    if (gateway.usesWaypoint) {
      this.service!.admitGatewayThroughWaypoint(site, { caller: gateway.callerIdentity });
      this.admit(this.service!.useWaypoint(site)!.account, targetPort);
    } else {
      this.admit(gateway.callerIdentity, targetPort);
    }
  }

  /** Makes a Service visible to the sidecars, where those are scoped. */
  extendEgress(service: MeshService): void {
    this.egress?.add(service);
  }

  admitScraper(scraper: CallerIdentity): void {
    if (this.metricsPort !== undefined) {
      this.admitRule({ caller: scraper, ports: [this.metricsPort] });
    }
  }

  /** True where the pods are known, and are behind the policies of this mesh. */
  get isGuarded(): boolean {
    return this.labels !== undefined && this.context.namespaces.has(this.namespace);
  }

  checkCanBeCalled(site: Site, caller: ICaller): void {
    site.check(this.labels !== undefined, {
      problem: `cannot allow callers of the workload '${this.workloadName}', since the labels of its pods are not known`,
      fix: 'give podLabels in workloadFromAttributes',
    });
    site.check(this.context.namespaces.has(this.namespace), {
      problem: `cannot allow callers of the workload '${this.workloadName}': its namespace ${this.namespace} is not part of the mesh`,
      fix: `add it with mesh.addNamespace('${this.namespace}', { adopt: true }), or let its owner allow the call`,
    });
    const workload = calledBy(this.context, caller);
    site.check(!workload?.outsideMesh, {
      problem: `cannot allow the workload '${workload?.workloadName}': it is outside of the mesh and has no identity`,
      fix: 'leave outsideMesh out and use peerPorts for the traffic among its own pods',
    });
  }

  /** In ambient mode the gateway of the mesh comes straight to the pods, past the waypoint. */
  private isDirectGateway(caller: ICaller): boolean {
    return caller === this.context.gateway && this.context.target.dataPlane === DataPlane.AMBIENT && !this.context.gateway.usesWaypoint;
  }

  private allowGateway(site: Site, rule: AccessRule): void {
    site.check(!needsHttp(rule), {
      problem: 'compares methods or paths of requests by the gateway, which does not pass the waypoint that could read them',
      fix: 'allow the gateway without methods and paths, or create it with useWaypoint: true',
    });
    this.admissions.push(rule);
    this.ensurePolicy();
  }

  private checkProps(props: WorkloadProps): void {
    const { site } = this;
    checkLabels(site.at('labels'), this.labels ?? {});
    site.at('labels').check(this.labels === undefined || Object.keys(this.labels).length > 0, {
      problem: 'must not be empty, since a selector without labels selects every pod of the namespace',
      got: {},
      fix: 'give the labels of the pods, or leave the prop out',
    });
    for (const prop of ['plaintextPorts', 'peerPorts'] as const) {
      props[prop]?.forEach((port, i) => checkPort(site.at(prop, i), port));
    }
    if (props.metricsPort !== undefined) {
      checkPort(site.at('metricsPort'), props.metricsPort);
    }
    if (props.replicas !== undefined) {
      checkInteger(site.at('replicas'), props.replicas, { min: 0, max: 100_000, fix: 'give the number of pods' });
    }
    for (const prop of ['targetPort', 'protocol', 'additionalPorts', 'headless', 'serviceName', 'trafficPolicy'] as const) {
      site.at(prop).check(props.port !== undefined || props[prop] === undefined, {
        problem: 'says something of a Service, and there is none without port',
        got: props[prop],
        fix: 'give port as well',
      });
    }
    site.at('egressHosts').check(!props.egressHosts || props.scopeEgress === true, {
      problem: 'has no effect without scopeEgress',
      got: props.egressHosts,
      fix: 'set scopeEgress: true',
    });
    this.checkOutsideMesh(props);
  }

  private checkOutsideMesh(props: WorkloadProps): void {
    for (const prop of ['plaintextPorts', 'peerPorts', 'proxy', 'scopeEgress', 'trafficPolicy'] as const) {
      this.site.at(prop).check(!this.outsideMesh || props[prop] === undefined, {
        problem: 'has no effect on pods that are outside of the mesh',
        got: props[prop],
        fix: 'leave it or outsideMesh out',
      });
    }
  }

  private resolvePorts(props: WorkloadProps, protocol: PortProtocol): ResolvedPort[] {
    if (props.port === undefined) {
      return [];
    }
    const main = { port: props.port, targetPort: props.targetPort, protocol: props.protocol };
    const ports = [
      resolvePort(this.site, main, protocol),
      ...(props.additionalPorts ?? []).map((port, i) => resolvePort(this.site.at('additionalPorts', i), port, PortProtocol.HTTP)),
    ];
    ports.forEach(({ port, name }, i) => {
      const twin = ports.slice(0, i).find((other) => other.port === port || other.name === name);
      this.site.at('additionalPorts', i - 1).check(!twin, {
        problem: 'must differ from the other ports in number and name',
        got: { port, name },
        fix: 'rename or renumber it',
      });
    });
    return ports;
  }

  private declareAccount(adopted: boolean): void {
    const metadata = { namespace: this.namespace, name: this.serviceAccountName };
    if (!adopted) {
      new k8s.KubeServiceAccount(this, 'service-account', { metadata });
      return;
    }
    this.context.externals.add(() => [{
      ...k8s.KubeServiceAccount.GVK,
      ...metadata,
      requirements: [
        ...(this.labels ? [`runs the pods labelled ${Object.entries(this.labels).map(([key, value]) => `${key}=${value}`).join(', ')}`] : []),
        ...(this.outsideMesh ? [] : ['its pods are part of the mesh']),
      ],
    }]);
  }

  private declareService(props: WorkloadProps, name: string): MeshService {
    return new MeshService(this, 'service', {
      context: this.context,
      namespace: this.namespace,
      name: labelFrom(this.site.at('serviceName'), props.serviceName ?? name),
      ports: this.ports,
      origin: props.adopted ? ServiceOrigin.ADOPTED : ServiceOrigin.CREATED,
      headless: props.headless,
      selector: this.labels,
      labels: props.adopted ? {} : this.labels,
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
      labels: this.labels!,
      clusterDomain: this.context.clusterDomain,
      hosts: props.egressHosts ?? [],
    });
  }

  private admitPeers(props: WorkloadProps): void {
    if (props.peerPorts && this.context.target.dataPlane === DataPlane.AMBIENT) {
      this.admitRule({ caller: this.callerIdentity, ports: props.peerPorts });
    }
  }

  private admitAnybody(props: WorkloadProps, name: string): void {
    if (!props.plaintextPorts?.length) {
      return;
    }
    this.site.at('plaintextPorts').check(this.isGuarded, {
      problem: 'needs the labels of the pods, in a namespace of the mesh',
      got: props.plaintextPorts,
      fix: 'give podLabels, and add the namespace to the mesh',
    });
    plaintextPorts(this, 'plaintext-ports', {
      namespace: this.namespace,
      name,
      labels: this.labels!,
      mode: this.context.mtls,
      ports: props.plaintextPorts,
    });
    this.admitRule({ ports: props.plaintextPorts });
  }

  private admitRule(rule: AccessRule): void {
    this.admissions.push(rule);
    if (this.context.authorization !== AuthorizationMode.ALLOW_BY_DEFAULT) {
      this.ensurePolicy();
    }
  }

  private ensurePolicy(): void {
    if (!this.isGuarded || this.outsideMesh) {
      return;
    }
    this.policy ??= allowToPods(this, 'callers', {
      namespace: this.namespace,
      name: labelFrom(this.site.at('id'), this.workloadName),
      mode: this.context.authorization,
      labels: this.labels!,
      rules: () => [...this.podEdges(), ...this.admissions],
    });
  }

  /** Behind a waypoint the pods see nobody but the waypoint: the edges are decided there. */
  private podEdges(): AccessRule[] {
    const ports = this.ports.length > 0 ? this.ports.map(({ targetPort }) => targetPort) : undefined;
    if (this.service?.onWaypoint) {
      return [{ caller: this.service.useWaypoint(this.site)!.account, ports }];
    }
    return this.edges.map((edge) => ({ ...edge, ports }));
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

/** The workload of this mesh behind a caller, if it is one. */
function calledBy(context: MeshContext, caller: ICaller): Workload | undefined {
  return context.workloads.find((workload) => workload === caller);
}
