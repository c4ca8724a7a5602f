import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import type { MeshContext } from './context';
import { namespaceOf, registerContext } from './context';
import { foreignNamespace } from './foreign-namespace';
import type { IMeshGateway } from './gateway/binding';
import type { MeshGateway } from './gateway/mesh-gateway';
import type { IMeshNamespace, NamespaceOptions } from './mesh-namespace';
import { MeshNamespace } from './mesh-namespace';
import { ReferenceGrants } from './reference-grants';
import { RouteClaims } from './route-claims';
import { duplicateObjects } from './unique-objects';
import type { IWorkload } from './workload';
import { Workload } from './workload';
import type { WorkloadAttributes, WorkloadOptions } from './workload-options';
import { ROLE_NEEDS, WorkloadRole } from './workload-role';
import { checkApp } from '../core/app-check';
import type { ExternalObject } from '../core/external-object';
import { ExternalObjects } from '../core/external-object';
import { checkHostname } from '../core/names';
import { checkProps } from '../core/signatures/check-props';
import { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';
import { GatewayApi } from '../core/versions/gateway-api';
import { IstioVersion } from '../core/versions/istio-version';
import type { GatewayDeployment } from '../install/gateway-deployment';
import type { MeshInstall } from '../install/mesh-install';
import { checkRevision } from '../install/revision';
import { DestinationPolicies } from '../resilience/destination-policies';
import { AuthorizationMode, MtlsMode } from '../security/modes';
import { MeshTelemetry } from '../telemetry/mesh-telemetry';
import type { SpanTag } from '../telemetry/span-tag';

/** Properties of a mesh. */
export interface MlServingMeshProps {
  /** The namespace that models are served from. */
  readonly namespace: string;
  /**
   * The namespace exists and belongs to somebody else; its labels are then listed in `externalObjects`.
   * @default false - it is created
   */
  readonly adoptNamespace?: boolean;
  /**
   * How pods take part in the mesh.
   * @default DataPlane.AMBIENT
   */
  readonly dataPlane?: DataPlane;
  /**
   * The revision of Istio that gateways, waypoints and, in sidecar mode, namespaces belong to (label `istio.io/rev`).
   * @default - that of `install`, else the default revision
   */
  readonly revision?: string;
  /**
   * The release of Istio in the cluster.
   * @default IstioVersion.DEFAULT
   */
  readonly istioVersion?: IstioVersion;
  /**
   * The Gateway API CRDs in the cluster.
   * @default GatewayApi.DEFAULT
   */
  readonly gatewayApi?: GatewayApi;
  /**
   * Where requests from outside come in.
   * @default - nowhere: models are reached from inside the mesh only
   */
  readonly gateway?: MeshGateway;
  /**
   * Which connections pods take (PeerAuthentication).
   * @default MtlsMode.STRICT
   */
  readonly mtls?: MtlsMode;
  /**
   * What happens to calls that no `allowFrom` allows (AuthorizationPolicy).
   * @default AuthorizationMode.DENY_BY_DEFAULT
   */
  readonly authorization?: AuthorizationMode;
  /**
   * Replicas and resources of the waypoints (`infrastructure.parametersRef`). Ambient mode only.
   * @default - Istio's own
   */
  readonly waypoint?: GatewayDeployment;
  /**
   * How Istio is installed. With a tracing or access-log provider in it, the mesh-wide Telemetry is emitted.
   * @default - not known
   */
  readonly install?: MeshInstall;
  /**
   * Tags that every span carries beside Istio's own: `tracing[].customTags` of the mesh-wide Telemetry. Needs `install` with
   * `tracing`.
   * @default - none
   */
  readonly spanTags?: { readonly [tag: string]: SpanTag };
  /**
   * A CEL expression over Envoy's attributes; only what it holds for is logged, `response.code >= 400` for example:
   * `accessLogging[].filter.expression` of the mesh-wide Telemetry. Needs `install` with `accessLogs`.
   * @default - everything is logged
   */
  readonly accessLogFilter?: string;
  /**
   * The DNS domain of the cluster, the end of every Service's host name.
   * @default cluster.local
   */
  readonly clusterDomain?: string;
}

/** A mesh that routes and workloads belong to. */
export interface IMlServingMesh extends IConstruct {
  /** The namespace that models are served from. */
  readonly namespace: string;
  /** How pods take part. */
  readonly dataPlane: DataPlane;
  /** The release of Istio that the manifests are for. */
  readonly istioVersion: IstioVersion;
  /** The Gateway API CRDs that the manifests are for. */
  readonly gatewayApi: GatewayApi;
}

/**
 * The mesh of an ML serving platform: namespaces, mutual TLS, deny by default, the gateway and the workloads.
 *
 * Secure from the start: pods take mutual TLS only, and nobody may call anybody until `allowFrom` says so.
 */
export class MlServingMesh extends Construct implements IMlServingMesh {
  public readonly namespace: string;
  public readonly dataPlane: DataPlane;
  public readonly istioVersion: IstioVersion;
  public readonly gatewayApi: GatewayApi;

  private readonly context: MeshContext;

  constructor(scope: Construct, id: string, props: MlServingMeshProps) {
    super(scope, id);
    checkProps(Site.of(this), 'MlServingMeshProps', props);
    this.namespace = props.namespace;
    this.dataPlane = props.dataPlane ?? props.install?.dataPlane ?? DataPlane.AMBIENT;
    this.istioVersion = props.istioVersion ?? props.install?.istioVersion ?? IstioVersion.DEFAULT;
    this.gatewayApi = props.gatewayApi ?? GatewayApi.DEFAULT;
    this.checkProps(props);

    this.context = this.createContext(props);
    registerContext(this, this.context);
    this.addNamespace(props.namespace, { adopt: props.adoptNamespace });
    this.context.gateway = props.gateway?._bind(this.context);
    this.addTelemetry(props);
    this.node.addValidation({ validate: () => duplicateObjects(this.node.root) });
    this.node.addValidation({ validate: () => checkApp(this) });
  }

  /** What the manifests rely on and do not contain: adopted objects, and what each must carry. */
  public get externalObjects(): ExternalObject[] {
    return this.context.externals.list();
  }

  /** The gateway, where the mesh has one. As a caller: for a server that the gateway itself asks, external authorization for instance. */
  public get gateway(): IMeshGateway | undefined {
    return this.context.gateway;
  }

  /** The namespaces of the mesh, the serving namespace first. */
  public get namespaces(): IMeshNamespace[] {
    return [...this.context.namespaces.values()];
  }

  /**
   * Adds a namespace to the mesh: for training, for a feature store.
   * @param name its name
   * @param options created unless `adopt` is set
   */
  public addNamespace(name: string, options: NamespaceOptions = {}): IMeshNamespace {
    Site.of(this, 'addNamespace').check(!this.context.namespaces.has(name), {
      problem: 'names a namespace that is part of the mesh already',
      got: name,
      fix: 'add it once',
    });
    const namespace = new MeshNamespace(this.context, name, options);
    this.context.namespaces.set(name, namespace);
    this.keepOpen(name);
    return namespace;
  }

  /**
   * Adds a workload that this app brings: its service account and Service are emitted, and `podMetadata` is what its
   * pod template must carry.
   * @param id its name, from which the others are made
   * @param options its ports and needs
   */
  public addWorkload(id: string, options: WorkloadOptions = {}): IWorkload {
    const site = Site.of(this, 'addWorkload');
    namespaceOf(this.context, site.at('namespace'), options.namespace);
    this.checkId(site, id);
    return this.declareWorkload(new Workload(this, id, { ...options, context: this.context, adopted: false }), options.role);
  }

  /**
   * A workload that exists: nothing of it is emitted, and what it must carry is listed in `externalObjects`.
   * @param id its name here
   * @param attributes what is known of it
   */
  public workloadFromAttributes(id: string, attributes: WorkloadAttributes = {}): IWorkload {
    this.checkId(Site.of(this, 'workloadFromAttributes'), id);
    return this.declareWorkload(new Workload(this, id, { ...attributes, context: this.context, adopted: true }), attributes.role);
  }

  /** What was declared in the namespace before it joined must pass its deny-by-default too. */
  private keepOpen(namespace: string): void {
    const { gateway, workloads } = this.context;
    if (gateway?.namespace === namespace) {
      gateway.keepOpen();
    }
    workloads.filter((workload) => workload.namespace === namespace).forEach((workload) => workload.keepOpen());
  }

  private checkId(site: Site, id: string): void {
    site.at('id').check(this.node.tryFindChild(id) === undefined, {
      problem: 'is taken by a part of the mesh',
      got: id,
      fix: 'choose another id; serviceName and serviceAccount can still be the same word',
    });
  }

  private declareWorkload(workload: Workload, role = WorkloadRole.GENERIC): IWorkload {
    if (ROLE_NEEDS[role].scrapes) {
      this.context.scrapers.push(workload.callerIdentity);
      this.context.workloads.forEach((other) => other.admitScraper(workload.callerIdentity));
    }
    return workload;
  }

  private createContext(props: MlServingMeshProps): MeshContext {
    const target = { istio: this.istioVersion, gatewayApi: this.gatewayApi, dataPlane: this.dataPlane };
    const clusterDomain = props.clusterDomain ?? 'cluster.local';
    const context: MeshContext = {
      scope: this,
      target,
      revision: props.revision ?? props.install?.revision,
      mtls: props.mtls ?? MtlsMode.STRICT,
      authorization: props.authorization ?? AuthorizationMode.DENY_BY_DEFAULT,
      install: props.install,
      waypoint: props.waypoint,
      clusterDomain,
      mainNamespace: props.namespace,
      namespaces: new Map(),
      services: new Map(),
      workloads: [],
      scrapers: [],
      externals: new ExternalObjects((namespace) => foreignNamespace(context, namespace)),
      destinations: new DestinationPolicies(this, { target, clusterDomain }),
      grants: new ReferenceGrants(this, target),
      claims: new RouteClaims(),
    };
    return context;
  }

  private checkProps(props: MlServingMeshProps): void {
    const site = Site.of(this);
    if (props.revision !== undefined) {
      checkRevision(site.at('revision'), props.revision);
      site.at('revision').check(!props.install || props.install.revision === props.revision, {
        problem: `differs from that of install, which is ${props.install?.revision ?? 'the default one'}`,
        got: props.revision,
        fix: 'give it to MeshInstall only',
      });
    }
    if (props.clusterDomain !== undefined) {
      checkHostname(site.at('clusterDomain'), props.clusterDomain);
    }
    site.at('install').check(!props.install || props.install.dataPlane === this.dataPlane, {
      problem: `installs the ${props.install?.dataPlane} data plane, and the mesh is for ${this.dataPlane}`,
      fix: 'give both the same dataPlane',
    });
    site.at('install').check(!props.install || props.install.istioVersion.toString() === this.istioVersion.toString(), {
      problem: `installs Istio ${props.install?.istioVersion}, and the mesh is for ${this.istioVersion}`,
      fix: 'give both the same istioVersion',
    });
    site.at('waypoint').check(!props.waypoint || this.dataPlane === DataPlane.AMBIENT, {
      problem: 'needs the ambient data plane: in sidecar mode there are no waypoints',
      fix: 'size the sidecars with the proxy prop of a workload, or with MeshInstall',
    });
    this.checkAuthorization(props);
  }

  private checkAuthorization({ authorization, mtls }: MlServingMeshProps): void {
    const site = Site.of(this, 'authorization');
    site.check(authorization !== AuthorizationMode.DRY_RUN || this.dataPlane === DataPlane.SIDECAR, {
      problem: 'needs the sidecar data plane: in ambient mode istiod drops policies with istio.io/dry-run',
      got: authorization,
      fix: 'start with ALLOW_BY_DEFAULT, declare the edges, then go to DENY_BY_DEFAULT',
    });
    const denies = (authorization ?? AuthorizationMode.DENY_BY_DEFAULT) === AuthorizationMode.DENY_BY_DEFAULT;
    site.check(mtls !== MtlsMode.PERMISSIVE || !denies, {
      problem: 'refuses callers without a certificate, which mtls: PERMISSIVE lets in',
      got: authorization ?? AuthorizationMode.DENY_BY_DEFAULT,
      fix: 'set authorization: ALLOW_BY_DEFAULT until every caller is in the mesh, then both to their defaults',
    });
  }

  private addTelemetry({ install, spanTags, accessLogFilter }: MlServingMeshProps): void {
    const traces = install?.tracingProvider !== undefined;
    const logs = install !== undefined && install.accessLogProviders.length > 0;
    Site.of(this, 'spanTags').check(spanTags === undefined || traces, {
      problem: 'needs a tracing provider: without one no span is sent',
      fix: 'give install: new MeshInstall({ tracing: … }), or say it in a MeshTelemetry that names one',
    });
    Site.of(this, 'accessLogFilter').check(accessLogFilter === undefined || logs, {
      problem: 'needs an access log: without one nothing is written',
      got: accessLogFilter,
      fix: 'give install: new MeshInstall({ accessLogs: … }), or say it in a MeshTelemetry that names a provider',
    });
    if (traces || logs) {
      new MeshTelemetry(this, 'telemetry', {
        rootNamespace: install.rootNamespace,
        tracingProvider: install.tracingProvider,
        samplingPercentage: install.samplingPercentage,
        spanTags,
        accessLogProviders: install.accessLogProviders,
        accessLogFilter,
      });
    }
  }
}
