import { checkLiteral } from './header-change';
import { checkHeaderValue } from '../core/http';
import { checkLabel, checkNamespace } from '../core/names';
import { checkPort } from '../core/numbers';
import type { Site } from '../core/site';
import { PickerRelease, RELEASES } from '../inference/picker/release';
import type { MeshContext } from '../mesh/context';
import { deniesByDefault } from '../mesh/context';
import type { IInferenceObjective } from '../mesh/inference/inference-objective';
import { InferenceObjective } from '../mesh/inference/inference-objective';
import type { BoundPool, IInferencePool } from '../mesh/inference/pool-binding';
import { bindPool } from '../mesh/inference/pool-binding';
import { PortProtocol, renderPort, resolvePort } from '../mesh/port';
import type { BoundProvider, IExternalProvider } from '../mesh/provider/provider-binding';
import { bindProvider } from '../mesh/provider/provider-binding';
import type { IWorkload } from '../mesh/workload';
import { Workload } from '../mesh/workload';

/** A Service by name. */
export interface ServiceBackendOptions {
  /**
   * The namespace of the Service. Another one than the route's gets a ReferenceGrant.
   * @default - the route's
   */
  readonly namespace?: string;
  /**
   * What is spoken on the port.
   * @default PortProtocol.HTTP
   */
  readonly protocol?: PortProtocol;
}

/** How requests come to a pool. */
export interface PoolBackendOptions {
  /**
   * What these requests are worth, whatever the caller says: an objective of this pool. Set at the gateway before the picker is asked
   * (EnvoyFilter on the route of Envoy).
   * @default - whatever the caller names in the header `objectiveHeader` of the pool
   */
  readonly objective?: IInferenceObjective;
  /**
   * Whose these requests are, whatever the caller says: a tenant, for the fairness of flow control. Set in the same way.
   * @default - whatever the caller names in the header `fairnessHeader` of the pool
   */
  readonly fairnessId?: string;
}

/** What a backend turns out to be. */
export interface BackendConfig {
  readonly group: '' | 'inference.networking.k8s.io' | 'networking.istio.io';
  /** A Hostname is that of a ServiceEntry, which Istio takes in a `backendRef`. */
  readonly kind: 'Service' | 'InferencePool' | 'Hostname';
  readonly namespace: string;
  readonly name: string;
  /** The port of the Service; a pool has its own. */
  readonly port?: number;
  readonly protocol: PortProtocol;
  /** The pods behind it, where they are known. */
  readonly workload?: Workload;
  /** The port of those pods. */
  readonly targetPort?: number;
  /** The pool, where it is one. */
  readonly pool?: BoundPool;
  /** The provider, where it is outside of the cluster. */
  readonly provider?: BoundProvider;
  /** Headers by which the picker of the pool judges the requests. */
  readonly marks?: { readonly [header: string]: string };
}

/** The route that a backend is for. */
export interface BackendSite {
  readonly context: MeshContext;
  readonly namespace: string;
  readonly site: Site;
}

/** Where a route sends requests. */
export class Backend {
  /**
   * A workload, at its Service.
   * @param workload of the same mesh
   * @param port one of its Service ports; the main one if left out
   */
  public static workload(workload: IWorkload, port?: number): Backend {
    return new Backend((at) => bindWorkload(at, workload, port));
  }

  /**
   * A Service by name. Where a workload of the mesh has this Service, the same as `Backend.workload`.
   * @param name `metadata.name`
   * @param port the port of the Service
   */
  public static service(name: string, port: number, options: ServiceBackendOptions = {}): Backend {
    return new Backend((at) => bindService(at, name, port, options));
  }

  /**
   * An InferencePool, at a gateway only: Istio asks an endpoint picker nowhere else. The gateway is let through to the picker and to the
   * model servers.
   * @param pool a construct of the same mesh, or InferencePool.fromAttributes(…)
   * @param options what its requests are worth, and whose they are
   */
  public static inferencePool(pool: IInferencePool, options: PoolBackendOptions = {}): Backend {
    return new Backend((at) => bindInferencePool(at, pool, options));
  }

  /**
   * A provider of models outside of the cluster, at a gateway only: it encrypts, and adds the credential.
   * @param provider an ExternalProvider of the same mesh
   */
  public static externalProvider(provider: IExternalProvider): Backend {
    return new Backend((at) => bindExternalProvider(at, provider));
  }

  private constructor(private readonly bind: (at: BackendSite) => BackendConfig) {}

  /** @internal */
  public _bind(at: BackendSite): BackendConfig {
    return this.bind(at);
  }
}

function bindWorkload({ context, site }: BackendSite, declared: IWorkload, port = declared.port): BackendConfig {
  const workload = declared instanceof Workload && declared.context === context ? declared : site.fail({
    problem: "must be a workload of the route's own mesh",
    got: declared.workloadName,
    fix: 'declare it there with mesh.addWorkload or mesh.workloadFromAttributes',
  });
  site.check(!workload.outsideMesh, {
    problem: `must be part of the mesh, and the workload '${workload.workloadName}' is outside of it`,
    fix: 'leave outsideMesh out',
  });
  const found = workload.ports.find((candidate) => candidate.port === port) ?? site.fail({
    problem: `must name a port of the workload '${workload.workloadName}' (${workload.ports.map((known) => known.port).join(', ') || 'it has none'})`,
    got: port ?? null,
    fix: 'give port to the workload, or one of its ports here',
  });
  checkHttp(site, found.protocol);
  site.check(workload.isGuarded || !deniesByDefault(context, workload.namespace), {
    problem: `names the workload '${workload.workloadName}', of whose pods the labels are not known, and its namespace ${workload.namespace} `
      + 'denies by default: nothing would reach them',
    fix: 'give podLabels in workloadFromAttributes',
  });
  return {
    group: '',
    kind: 'Service',
    namespace: workload.namespace,
    name: workload.serviceName!,
    port: found.port,
    protocol: found.protocol,
    workload,
    targetPort: found.targetPort,
  };
}

function bindService(at: BackendSite, name: string, port: number, options: ServiceBackendOptions): BackendConfig {
  const { context, site } = at;
  checkLabel(site, name);
  checkPort(site, port);
  const namespace = options.namespace === undefined ? at.namespace : checkNamespace(site, options.namespace);
  const workload = context.workloads.find((candidate) => candidate.serviceName === name && candidate.namespace === namespace);
  if (workload) {
    return bindWorkload(at, workload, port);
  }
  site.check(!deniesByDefault(context, namespace), {
    problem: `names a Service of which the pods are not known, and its namespace ${namespace} denies by default: nothing would reach them`,
    got: name,
    fix: `declare it before the route: mesh.workloadFromAttributes('${name}', { port: ${port}, podLabels: { … } })`,
  });
  const protocol = checkHttp(site, options.protocol ?? PortProtocol.HTTP);
  context.externals.add(() => [{
    apiVersion: 'v1',
    kind: 'Service',
    namespace,
    name,
    requirements: [`port ${port} (${protocol})`],
    stub: { spec: { ports: [renderPort(resolvePort(site, { port }, protocol))] } },
  }]);
  return { group: '', kind: 'Service', namespace, name, port, protocol };
}

function bindInferencePool({ context, namespace, site }: BackendSite, declared: IInferencePool, options: PoolBackendOptions): BackendConfig {
  site.check(context.install?.inferenceExtension !== false, {
    problem: 'names an InferencePool, and istiod does not read them as it is installed',
    got: declared.poolName,
    fix: 'set inferenceExtension: true in MeshInstall',
  });
  const pool = bindPool({ context, namespace, site }, declared);
  const marks = marksFor(site, pool, options);
  return {
    group: 'inference.networking.k8s.io',
    kind: 'InferencePool',
    namespace: pool.namespace,
    name: pool.name,
    protocol: pool.protocol,
    pool,
    ...(Object.keys(marks).length > 0 && { marks }),
  };
}

function marksFor(site: Site, { namespace, name, release }: BoundPool, options: PoolBackendOptions): { readonly [header: string]: string } {
  const { objective, fairnessId } = options;
  const known = objective instanceof InferenceObjective ? objective : undefined;
  site.at('objective').check(objective === undefined || (known?.pool.namespace === namespace && known.pool.name === name), {
    problem: `must be an objective of the pool '${name}'`,
    got: objective?.objectiveName,
    fix: 'create it with addObjective of that pool',
  });
  site.at('fairnessId').check(fairnessId === undefined || release !== undefined, {
    problem: `concerns the pool '${name}', of whose picker the release is not known, and so not the header that it reads`,
    got: fairnessId,
    fix: 'have callers set the header, or create the pool with new InferencePool(…)',
  });
  const { objectiveHeader, fairnessHeader } = RELEASES[release ?? PickerRelease.GIE_1_5];
  const fairnessSite = site.at('fairnessId');
  return {
    ...(known && { [objectiveHeader]: known.objectiveName }),
    ...(fairnessId !== undefined && { [fairnessHeader]: checkLiteral(fairnessSite, checkHeaderValue(fairnessSite, fairnessId)) }),
  };
}

function bindExternalProvider({ context, namespace, site }: BackendSite, declared: IExternalProvider): BackendConfig {
  const provider = bindProvider(site, context, declared);
  return { group: 'networking.istio.io', kind: 'Hostname', namespace, name: provider.hostname, port: provider.port, protocol: PortProtocol.HTTP, provider };
}

/** What copies of requests can go to. */
export function checkMirrored(site: Site, { kind, name }: BackendConfig, got?: number): void {
  const problems = {
    Service: undefined,
    InferencePool: `mirrors to the InferencePool '${name}', and Istio would not ask its endpoint picker`,
    Hostname: `mirrors to the external provider '${name}', and a copy carries neither its host nor its credential`,
  };
  const problem = problems[kind];
  const fix = kind === 'InferencePool' ? 'mirror to the Service of its model servers, Backend.workload(server.workload)' : 'mirror to a Service';
  site.check(problem === undefined, { problem: problem!, ...(got !== undefined && { got }), fix });
}

function checkHttp(site: Site, protocol: PortProtocol): PortProtocol {
  site.check(protocol !== PortProtocol.TCP, {
    problem: 'leads to a port on which no HTTP is spoken, as it is declared, so that no rule of a route could read it',
    got: protocol,
    fix: 'declare the port as PortProtocol.HTTP, H2C or GRPC',
  });
  return protocol;
}
