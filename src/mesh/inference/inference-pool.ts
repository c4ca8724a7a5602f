import { Construct } from 'constructs';
import { EndpointPicker } from './endpoint-picker';
import type { InferencePoolAttributes } from './foreign-pool';
import { foreignPool } from './foreign-pool';
import type { IInferenceObjective, InferenceObjectiveOptions, ObjectivePool } from './inference-objective';
import { InferenceObjective } from './inference-objective';
import { checkFollowable } from './member-checks';
import type { ModelRewriteOptions } from './model-rewrite';
import { ModelRewrite } from './model-rewrite';
import type { IModelServer } from './model-server';
import { admitPicker } from './pool-access';
import type { PoolMembers, PoolServer } from './pool-access';
import type { IInferencePool } from './pool-binding';
import { registerPool } from './pool-binding';
import type { PoolModels } from './pool-models';
import { knowsModels, modelsOf } from './pool-models';
import { selectorOf } from './pool-selector';
import { admitDecodeServers } from './prefill-access';
import { InferencePool as InferencePoolObject } from '../../../imports/inference.networking.k8s.io';
import { checkLabel, labelFrom } from '../../core/names';
import { checkProps } from '../../core/signatures/check-props';
import { Site } from '../../core/site';
import { requireCapability } from '../../core/versions/capabilities';
import { ENGINES, ServingRole } from '../../inference/model-engine';
import { RELEASES } from '../../inference/picker/release';
import { contextOf } from '../context';
import type { MeshContext } from '../context';
import type { IMlServingMesh } from '../ml-serving-mesh';
import { PortProtocol, speaksHttp2 } from '../port';
import { Workload } from '../workload';

/** What the gateway does while the picker cannot be asked. */
export enum PickerFailureMode {
  /** It answers 500. */
  FAIL_CLOSE = 'FailClose',
  /**
   * It takes the servers in turn. Until it knows that the picker is not ready, requests with a body are answered 500 all the same: Envoy does
   * not keep what it has sent to the picker.
   */
  FAIL_OPEN = 'FailOpen',
}

/** Properties of a pool. */
export interface InferencePoolProps {
  /** The mesh that it belongs to. */
  readonly mesh: IMlServingMesh;
  /**
   * The model servers, of one namespace and alike: ports, protocol, engine. Several where prompt and answer are computed by different
   * pods; the pool then selects by the labels that all have.
   */
  readonly servers: IModelServer[];
  /**
   * `metadata.name`
   * @default - the id
   */
  readonly poolName?: string;
  /**
   * Who says which server gets a request (`spec.endpointPickerRef`).
   * @default EndpointPicker.create()
   */
  readonly endpointPicker?: EndpointPicker;
  /**
   * What the gateway does while the picker cannot be asked (`spec.endpointPickerRef.failureMode`).
   * @default PickerFailureMode.FAIL_CLOSE
   */
  readonly failureMode?: PickerFailureMode;
}

/**
 * Model servers of which an endpoint picker chooses one for each request: by their queues, their caches and the prompt.
 *
 * Pool, picker, rights, configuration and policies come from one declaration. A route at the gateway leads to it with
 * `Backend.inferencePool`; callers in the mesh use the Service of the gateway, since Istio asks a picker nowhere else.
 */
export class InferencePool extends Construct implements IInferencePool {
  /** A pool that exists. With `servers` and `endpointPicker` the gateway is let through to both, and the picker to the metrics. */
  public static fromAttributes(attributes: InferencePoolAttributes): IInferencePool {
    return foreignPool(attributes);
  }

  public readonly poolName: string;
  /** The namespace of the pool: that of its servers. */
  public readonly namespace: string;
  /** The header by which a request names its objective; one that nobody declared counts as none. */
  public readonly objectiveHeader: string;
  /**
   * The header by which a request says whose it is, a tenant's for instance: with flow control, those of one priority are kept
   * apart by it (`FlowFairness`).
   */
  public readonly fairnessHeader: string;

  private readonly site: Site;
  private readonly context: MeshContext;
  private readonly servers: readonly IModelServer[];
  private readonly objectivePool: ObjectivePool;
  private readonly rewritesModels?: boolean;
  /** Requests of JSON are answered: servers and picker read more than calls of gRPC. @internal */
  public readonly _takesJson: boolean;
  private readonly objectives: InferenceObjective[] = [];
  private readonly rewrites: { readonly id: string; readonly models?: readonly string[] }[] = [];

  constructor(scope: Construct, id: string, props: InferencePoolProps) {
    super(scope, id);
    checkProps(Site.of(this), 'InferencePoolProps', props);
    const site = Site.of(this);
    const context = contextOf(site.at('mesh'), props.mesh);
    this.site = site;
    this.context = context;
    this.servers = props.servers;
    this.poolName = props.poolName === undefined ? labelFrom(site.at('id'), id) : checkLabel(site.at('poolName'), props.poolName);
    const servers = props.servers.map((server, i) => bindServer(site.at('servers', i), context, server));
    const alike = checkAlike(site.at('servers'), props.servers, servers);
    this.namespace = servers[0].workload.namespace;
    const h2c = speaksHttp2(alike.protocol);
    if (h2c) {
      requireCapability(context.target, 'inferencePoolH2c', site.at('servers'));
    }
    const disaggregated = isDisaggregated(site.at('servers'), props.servers);
    site.at('failureMode').check(props.failureMode !== PickerFailureMode.FAIL_OPEN || !disaggregated, {
      problem: 'would send requests to servers that compute prompts only, while the picker cannot be asked',
      got: props.failureMode,
      fix: 'use PickerFailureMode.FAIL_CLOSE',
    });
    if (disaggregated) {
      admitDecodeServers(this, site, this.poolName, { servers: props.servers, pods: servers });
    }
    const selector = selectorOf(this, site.at('servers'), context, servers.map(({ workload }) => workload));
    const pickerSite = site.at('endpointPicker');
    const picker = (props.endpointPicker ?? EndpointPicker.create())._bind({
      scope: this,
      site: pickerSite,
      context,
      pool: { namespace: this.namespace, name: this.poolName },
      servers: {
        engineType: ENGINES[alike.engine].engineType,
        metricsPath: alike.metricsPath,
        h2c,
        grpc: alike.protocol === PortProtocol.GRPC,
        disaggregated,
      },
      metricsPorts: servers[0].metricsPorts,
      ownMetricsPort: alike.metricsPort,
      serverGracePeriod: Math.max(...props.servers.map(({ gracePeriod }) => gracePeriod)),
    });
    this.objectivePool = { namespace: this.namespace, name: this.poolName, release: picker.release, flowControl: picker.flowControl };
    this.rewritesModels = picker.rewritesModels;
    this._takesJson = alike.protocol !== PortProtocol.GRPC && picker.takesJson !== false;
    this.objectiveHeader = RELEASES[picker.release].objectiveHeader;
    this.fairnessHeader = RELEASES[picker.release].fairnessHeader;
    new InferencePoolObject(this, 'Resource', {
      metadata: { namespace: this.namespace, name: this.poolName },
      spec: {
        selector: { matchLabels: selector },
        targetPorts: alike.targetPorts.map((number) => ({ number })),
        appProtocol: h2c ? 'kubernetes.io/h2c' : 'http',
        endpointPickerRef: {
          group: '',
          kind: 'Service',
          name: picker.workload.serviceName!,
          port: { number: picker.port },
          failureMode: props.failureMode ?? PickerFailureMode.FAIL_CLOSE,
        },
      },
    });
    const members: PoolMembers = { servers, picker: picker.workload };
    admitPicker(members);
    registerPool(this, (at) => {
      at.site.check(at.context === context, {
        problem: "must be a pool of the route's own mesh",
        got: this.poolName,
        fix: 'give both the same mesh',
      });
      return {
        namespace: this.namespace,
        name: this.poolName,
        protocol: alike.protocol,
        members,
        timeToLive: picker.timeToLive,
        release: picker.release,
        failsClosed: props.failureMode !== PickerFailureMode.FAIL_OPEN,
        takesJson: this._takesJson,
        addModelRewrite: (rewriteSite, rewrite, options) => this.declareRewrite(rewriteSite, rewrite, options),
      };
    });
  }

  /**
   * What requests of one kind are worth: interactive ones, batches. A request has it when it names it in the header `objectiveHeader`,
   * or when its route says so: `Backend.inferencePool(pool, { objective })`.
   */
  public addObjective(id: string, options: InferenceObjectiveOptions): IInferenceObjective {
    const site = this.site.at('addObjective', id);
    const taken = OBJECTIVES.get(this.context) ?? new Map<string, string>();
    OBJECTIVES.set(this.context, taken);
    site.check(this.objectives.every(({ node }) => node.id !== `objective-${id}`), { problem: 'is there twice', got: id, fix: 'choose another id' });
    const objective = new InferenceObjective(this, site, this.objectivePool, id, options);
    const key = `${this.namespace}/${objective.objectiveName}`;
    site.check(!taken.has(key), {
      problem: `is an objective of the pool '${taken.get(key)}' too, and an objective is for one pool`,
      got: objective.objectiveName,
      fix: 'give objectiveName',
    });
    taken.set(key, this.poolName);
    this.objectives.push(objective);
    return objective;
  }

  /**
   * Has requests answered by another model of the same servers than the one they name: aliases, LoRA adapters, shares for a canary. The
   * picker changes the body, whatever route the request took.
   */
  public addModelRewrite(id: string, options: ModelRewriteOptions): void {
    this.declareRewrite(this.site.at('addModelRewrite', id), id, options);
  }

  /**
   * Names that requests for this pool may ask for: the base model, and whatever is an adapter or an alias.
   * @internal
   */
  public _models(): PoolModels {
    const { base, adapters } = modelsOf(this.servers);
    const aliases = this.rewrites.flatMap(({ models = [] }) => models);
    return { base, adapters: [...new Set([...adapters, ...aliases])].filter((name) => name !== base) };
  }

  private declareRewrite(site: Site, id: string, options: ModelRewriteOptions): void {
    site.check(this.rewritesModels !== false, {
      problem: 'has no effect: with its parser the picker passes requests on as they are',
      fix: 'leave parsers out of the config of the picker, or name RequestParser.OPENAI',
    });
    site.check(this.rewrites.every((other) => other.id !== id), { problem: 'is there twice', got: id, fix: 'choose another id' });
    for (const { id: other, models } of this.rewrites) {
      const twice = options.models ? options.models.find((model) => models?.includes(model)) : models === undefined ? 'every model' : undefined;
      site.at('models').check(twice === undefined, {
        problem: `is what the rewrite '${other}' has already, and the older one would win`,
        got: twice,
        fix: 'make one rewrite of both',
      });
    }
    const { base, adapters } = modelsOf(this.servers);
    const served = knowsModels(this.servers) ? [...base === undefined ? [] : [base], ...adapters] : undefined;
    new ModelRewrite(this, id, { ...options, site, pool: this.objectivePool, served });
    this.rewrites.push({ id, models: options.models });
  }
}

/** Which pool has an objective, by namespace and name. */
const OBJECTIVES = new WeakMap<MeshContext, Map<string, string>>();

/** True where prompt and answer are computed by different servers; then there must be some for each. */
function isDisaggregated(site: Site, servers: readonly IModelServer[]): boolean {
  const roles = new Set(servers.map(({ role }) => role));
  const none = roles.size === 1 && roles.has(undefined);
  site.check(none || (roles.size === 2 && !roles.has(undefined)), {
    problem: 'must all do both parts, or some prefill and some decode',
    got: servers.map(({ role }) => role ?? null),
    fix: 'give each a role, with both ServingRole.PREFILL and ServingRole.DECODE among them, or none of them',
  });
  return !none;
}

function bindServer(site: Site, context: MeshContext, server: IModelServer): PoolServer {
  const { workload } = server;
  const found = workload instanceof Workload && workload.context === context ? workload : site.fail({
    problem: "must be a model server of the pool's own mesh",
    got: workload?.workloadName,
    fix: 'give both the same mesh',
  });
  site.check(!found.outsideMesh, {
    problem: `must be part of the mesh, and the workload '${found.workloadName}' is outside of it`,
    fix: 'leave outsideMesh out',
  });
  site.check(found.podLabels !== undefined, {
    problem: `names the workload '${found.workloadName}', of whose pods the labels are not known, and a pool selects by them`,
    fix: 'give podLabels in workloadFromAttributes',
  });
  checkFollowable(site, found);
  return {
    workload: found,
    targetPorts: server.targetPorts,
    metricsPorts: server.metricsPort === undefined ? server.targetPorts : [server.metricsPort],
    metricsPath: server.metricsPath,
    prefillOnly: server.role === ServingRole.PREFILL,
  };
}

/** What a pool has once for all its servers. */
const ALIKE = ['targetPorts', 'protocol', 'engine', 'metricsPort', 'metricsPath'] as const;

function checkAlike(site: Site, servers: readonly IModelServer[], bound: readonly PoolServer[]): IModelServer {
  const [first, ...others] = servers;
  site.check(first !== undefined, { problem: 'must not be empty', got: [], fix: 'name the model servers behind the pool' });
  for (const prop of ALIKE) {
    const different = others.find((other) => JSON.stringify(other[prop]) !== JSON.stringify(first[prop]));
    site.check(different === undefined, {
      problem: `must have one ${prop}, since a pool and its picker know one for all servers`,
      got: [first[prop] ?? null, different?.[prop] ?? null],
      fix: 'make the servers alike, or a pool for each',
    });
  }
  const namespaces = new Set(bound.map(({ workload }) => workload.namespace));
  site.check(namespaces.size === 1, { problem: 'must be of one namespace, since a pool selects in its own', got: [...namespaces], fix: 'make a pool for each' });
  return first;
}
