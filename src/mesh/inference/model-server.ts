import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkTargetPorts } from './target-ports';
import type { ExternalFact } from '../../core/external-object';
import { checkPath } from '../../core/match/path-match';
import { labelFrom } from '../../core/names';
import { checkPort } from '../../core/numbers';
import { checkProps } from '../../core/signatures/check-props';
import { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { declareDeployment } from '../../inference/deployment';
import type { ModelEngine } from '../../inference/model-engine';
import { engineLabels, ENGINES, ServingRole } from '../../inference/model-engine';
import type { ModelServerOptions } from '../../inference/model-server-options';
import { gracePeriodOf, modelServerPod } from '../../inference/model-server-pod';
import { proxiedPorts } from '../../inference/routing-sidecar';
import { contextOf, namespaceOf } from '../context';
import type { IMlServingMesh } from '../ml-serving-mesh';
import type { WorkloadPort } from '../port';
import { PortProtocol } from '../port';
import type { IWorkload } from '../workload';
import { Workload } from '../workload';
import { WorkloadRole } from '../workload-role';

/** Pods that serve a model, as an InferencePool sees them. */
export interface IModelServer {
  /** The pods as part of the mesh: who may call them, and their Service. */
  readonly workload: IWorkload;
  /** The program that serves the model. */
  readonly engine: ModelEngine;
  /** The ports of its API; several where a pod holds several copies of the model. */
  readonly targetPorts: number[];
  /** What is spoken on them. */
  readonly protocol: PortProtocol;
  /** The port of its metrics where it is another one than that of the API. */
  readonly metricsPort?: number;
  /** The path of its metrics. */
  readonly metricsPath: string;
  /** Its part where prompt and answer are computed by different pods. */
  readonly role?: ServingRole;
  /** Names of the LoRA adapters that it serves. */
  readonly loraAdapters: string[];
  /** The model name by which requests ask for its base model; undefined where that is not known. */
  readonly servedModelName?: string;
  /** Seconds that a pod has to end its answers once it stops. */
  readonly gracePeriod: number;
}

/** Properties of a model server. */
export interface ModelServerProps extends ModelServerOptions {
  /** The mesh that it belongs to. */
  readonly mesh: IMlServingMesh;
  /**
   * The namespace its pods run in.
   * @default - the mesh's own
   */
  readonly namespace?: string;
  /**
   * The service account its pods run as.
   * @default - the id
   */
  readonly serviceAccount?: string;
  /**
   * Labels of its pods, by which Service, policies and pool select them.
   * @default - `app: <id>`
   */
  readonly labels?: { readonly [key: string]: string };
  /**
   * The port of its API.
   * @default - that of the engine: 8000, of SGLANG 30000
   */
  readonly port?: number;
  /**
   * Further ports where the same API is served: one for each copy of the model in a pod (data parallelism), 7 at most.
   * @default - none
   */
  readonly dataParallelPorts?: number[];
  /**
   * What is spoken on these ports. With `PortProtocol.GRPC` the picker of a pool needs a parser for it (`PickerConfig.parsers`).
   * @default PortProtocol.HTTP
   */
  readonly protocol?: PortProtocol;
}

/** What is known of a model server that exists. */
export interface ModelServerAttributes {
  /** The program that serves the model. */
  readonly engine: ModelEngine;
  /**
   * The ports of its API.
   * @default - what the main port of the workload leads to
   */
  readonly targetPorts?: number[];
  /**
   * The path of its metrics.
   * @default - that of the engine
   */
  readonly metricsPath?: string;
  /**
   * Its part where prompt and answer are computed by different pods.
   * @default - it does both
   */
  readonly role?: ServingRole;
  /**
   * Names of the LoRA adapters that it serves.
   * @default - none
   */
  readonly loraAdapters?: string[];
  /**
   * The model name by which requests ask for its base model. With it, model rewrites are checked, and requests can be routed by
   * model.
   * @default - not known
   */
  readonly servedModelName?: string;
}

const DEFAULT_GRACE_PERIOD = 130;

/**
 * A model server: its Deployment, with what it needs behind a gateway, and its part in the mesh. In ambient mode its pods have a sidecar all
 * the same: without one no gateway would follow an endpoint picker to them.
 *
 * Probes, drain time and `preStop`, shared memory, accelerators, the token of the model's repository, and the labels by which
 * an endpoint picker knows how to read its metrics.
 */
export class ModelServer extends Construct implements IModelServer {
  /**
   * A model server that exists: its pods carry the labels of the workload.
   * @param workload declared with mesh.workloadFromAttributes, or with mesh.addWorkload where the app brings the Deployment
   */
  public static fromWorkload(workload: IWorkload, attributes: ModelServerAttributes): IModelServer {
    return adopt(workload, attributes);
  }

  public readonly workload: IWorkload;
  public readonly engine: ModelEngine;
  public readonly targetPorts: number[];
  public readonly protocol: PortProtocol;
  public readonly metricsPort?: number;
  public readonly metricsPath: string;
  public readonly role?: ServingRole;
  public readonly loraAdapters: string[];
  public readonly servedModelName?: string;
  public readonly gracePeriod: number;

  constructor(scope: Construct, id: string, props: ModelServerProps) {
    super(scope, id);
    checkProps(Site.of(this), 'ModelServerProps', props);
    const site = Site.of(this);
    const context = contextOf(site.at('mesh'), props.mesh);
    const { name: namespace } = namespaceOf(context, site.at('namespace'), props.namespace);
    const profile = ENGINES[props.engine];
    const name = labelFrom(site.at('id'), id);
    this.engine = props.engine;
    this.protocol = props.protocol ?? PortProtocol.HTTP;
    this.targetPorts = checkTargetPorts(site.at('dataParallelPorts'), [checkPort(site.at('port'), props.port ?? profile.port), ...props.dataParallelPorts ?? []]);
    this.metricsPort = this.targetPorts.includes(profile.metricsPort!) ? undefined : profile.metricsPort;
    this.metricsPath = profile.metricsPath;
    this.role = props.role;
    this.loraAdapters = (props.loraAdapters ?? []).map((adapter) => adapter.name);
    this.servedModelName = servedModelNameOf(props);
    this.gracePeriod = gracePeriodOf(site, props);
    site.at('protocol').check(this.protocol !== PortProtocol.TCP, {
      problem: 'must be one of HTTP, since a route leads to it',
      got: this.protocol,
      fix: 'leave it out, or say PortProtocol.GRPC',
    });
    site.at('protocol').check(this.protocol === PortProtocol.HTTP || props.role !== ServingRole.DECODE, {
      problem: 'must be HTTP, which is what the sidecar in front of the engine speaks',
      got: this.protocol,
      fix: 'leave it out',
    });

    const [port, ...others] = this.targetPorts;
    const workload = new Workload(this, id, {
      context,
      site,
      adopted: false,
      namespace,
      serviceAccount: props.serviceAccount,
      labels: props.labels,
      role: WorkloadRole.INFERENCE,
      sidecar: context.target.dataPlane === DataPlane.AMBIENT,
      port,
      protocol: this.protocol,
      additionalPorts: others.map((other): WorkloadPort => ({ port: other, protocol: this.protocol })),
      metricsPort: this.metricsPort ?? port,
      replicas: props.replicas ?? 1,
    });
    this.workload = workload;
    const spec = modelServerPod({ site, options: props, serviceAccountName: workload.serviceAccountName, ports: this.targetPorts });
    declareDeployment(this, {
      namespace,
      name,
      replicas: props.replicas ?? 1,
      selector: workload.podLabels!,
      labels: { ...workload.podMetadata.labels, ...engineLabels(props.engine, props.role) },
      annotations: { ...workload.podMetadata.annotations, ...proxiedPorts(props, this.targetPorts) },
      strategy: { type: 'RollingUpdate', rollingUpdate: rolloutOf(props.replicas ?? 1) },
      // Loading a model is no standstill.
      progressDeadlineSeconds: (props.startupTime?.toSeconds() ?? 600) + this.gracePeriod + 60,
      spec,
    });
    listSecret(props, namespace, (object) => context.externals.add(() => [object]));
  }
}

/** Arguments by which a server is called otherwise than its props say, or serves more. */
const NAMING_ARGS = /^--(served-model-name|enable-lora|lora-modules|lora-paths)\b/;

/** Only of engines whose default is known: the model as it was given (vLLM, SGLang `--served-model-name`). */
function servedModelNameOf({ engine, model, servedModelName, args = [] }: ModelServerProps): string | undefined {
  const known = ENGINES[engine].servedNameFlag !== undefined && !args.some((arg) => NAMING_ARGS.test(arg));
  return known ? servedModelName ?? model : undefined;
}

/** One pod more than wanted would wait for accelerators that the old pods hold; only a single pod is not stopped before there is another. */
function rolloutOf(replicas: number): object {
  return replicas > 1 ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 };
}

function adopt(workload: IWorkload, attributes: ModelServerAttributes): IModelServer {
  const known = workload instanceof Workload ? workload : Site.named('ModelServer.fromWorkload', 'workload').fail({
    problem: 'must be a workload of an MlServingMesh',
    got: workload.workloadName,
    fix: 'declare it with mesh.workloadFromAttributes',
  });
  const site = Site.of(known, 'modelServer');
  const profile = ENGINES[attributes.engine];
  const [main] = known.ports;
  const targetPorts = attributes.targetPorts ?? (main ? [main.targetPort] : site.at('targetPorts').fail({
    problem: 'is needed: the workload has no port of its own',
    fix: 'give the ports of its pods, or port to the workload',
  }));
  site.at('workload').check(main?.protocol !== PortProtocol.TCP, {
    problem: 'speaks no HTTP on its main port, as it is declared',
    got: main?.protocol,
    fix: 'declare the port as PortProtocol.HTTP, H2C or GRPC',
  });
  const metricsPort = known.metricsPort ?? profile.metricsPort;
  return {
    workload,
    engine: attributes.engine,
    targetPorts: checkTargetPorts(site.at('targetPorts'), targetPorts),
    protocol: main?.protocol ?? PortProtocol.HTTP,
    metricsPort: metricsPort === undefined || targetPorts.includes(metricsPort) ? undefined : metricsPort,
    metricsPath: attributes.metricsPath === undefined ? profile.metricsPath : checkPath(site.at('metricsPath'), attributes.metricsPath),
    role: attributes.role,
    loraAdapters: [...attributes.loraAdapters ?? []],
    servedModelName: attributes.servedModelName,
    gracePeriod: DEFAULT_GRACE_PERIOD,
  };
}

/** Token and models are somebody else's objects. */
function listSecret({ tokenSecret, tokenSecretKey = 'token', modelClaim }: ModelServerProps, namespace: string, list: (object: ExternalFact) => void): void {
  if (tokenSecret !== undefined) {
    list({ ...k8s.KubeSecret.GVK, namespace, name: tokenSecret, requirements: [`key ${tokenSecretKey}, the token for downloading the model`] });
  }
  if (modelClaim !== undefined) {
    list({
      ...k8s.KubePersistentVolumeClaim.GVK,
      namespace,
      name: modelClaim,
      requirements: ['the models, readable by several pods at once'],
      stub: { spec: { accessModes: ['ReadOnlyMany'], resources: { requests: { storage: '1Gi' } } } },
    });
  }
}
