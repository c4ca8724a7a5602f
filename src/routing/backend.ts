import { checkLabel, checkNamespace } from '../core/names';
import { checkPort } from '../core/numbers';
import type { Site } from '../core/site';
import type { MeshContext } from '../mesh/context';
import { deniesByDefault } from '../mesh/context';
import type { PoolMembers } from '../mesh/pool-access';
import { bindPoolMembers, poolFacts } from '../mesh/pool-access';
import { PortProtocol, renderPort, resolvePort } from '../mesh/port';
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

/** An InferencePool by name. */
export interface InferencePoolBackendOptions {
  /**
   * The namespace of the pool. Another one than the route's gets a ReferenceGrant.
   * @default - the route's
   */
  readonly namespace?: string;
  /**
   * The model servers that the pool selects, in its namespace. The gateway is then let through to them, and the picker to
   * their metrics.
   * @default - not known; needed where the namespace of the pool denies by default
   */
  readonly servers?: IWorkload;
  /**
   * The ports of those pods that the pool names (`spec.targetPorts`), 1 to 8 of them.
   * @default - what the main port of `servers` leads to
   */
  readonly targetPorts?: number[];
  /**
   * The endpoint picker that the pool names (`spec.endpointPickerRef`), in its namespace. The gateway is then let through
   * to its main port.
   * @default - not known; needed where the namespace of the pool denies by default
   */
  readonly endpointPicker?: IWorkload;
}

/** What a backend turns out to be. */
export interface BackendConfig {
  readonly group: '' | 'inference.networking.k8s.io';
  readonly kind: 'Service' | 'InferencePool';
  readonly namespace: string;
  readonly name: string;
  /** The port of the Service; a pool has its own. */
  readonly port?: number;
  readonly protocol: PortProtocol;
  /** The pods behind it, where they are known. */
  readonly workload?: Workload;
  /** The port of those pods. */
  readonly targetPort?: number;
  /** Who is behind a pool, where that is known. */
  readonly pool?: PoolMembers;
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
   * An InferencePool by name, at a gateway only: Istio asks an endpoint picker nowhere else. With `servers` and
   * `endpointPicker` the gateway is let through to both, and the picker to the metrics of the servers.
   * @param name `metadata.name`
   */
  public static inferencePool(name: string, options: InferencePoolBackendOptions = {}): Backend {
    return new Backend((at) => bindPool(at, name, options));
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

function bindPool({ context, namespace, site }: BackendSite, name: string, options: InferencePoolBackendOptions): BackendConfig {
  checkLabel(site, name);
  site.check(context.install?.inferenceExtension !== false, {
    problem: 'names an InferencePool, and istiod does not read them as it is installed',
    got: name,
    fix: 'set inferenceExtension: true in MeshInstall',
  });
  const pool = {
    group: 'inference.networking.k8s.io' as const,
    kind: 'InferencePool' as const,
    namespace: options.namespace === undefined ? namespace : checkNamespace(site, options.namespace),
    name,
  };
  const members = bindPoolMembers({ context, site, pool, ...options });
  site.check(members !== undefined || !deniesByDefault(context, pool.namespace), {
    problem: `names an InferencePool of which model servers and endpoint picker are not known, and its namespace ${pool.namespace} denies by default: `
      + 'nothing would reach them',
    got: name,
    fix: 'declare both as workloads (mesh.workloadFromAttributes, with podLabels and port), and give them as servers and endpointPicker',
  });
  context.externals.add(() => [poolFacts(pool, members)]);
  return { ...pool, protocol: PortProtocol.HTTP, pool: members };
}

function checkHttp(site: Site, protocol: PortProtocol): PortProtocol {
  site.check(protocol !== PortProtocol.TCP, {
    problem: 'leads to a port on which no HTTP is spoken, as it is declared, so that no rule of a route could read it',
    got: protocol,
    fix: 'declare the port as PortProtocol.HTTP, H2C or GRPC',
  });
  return protocol;
}
