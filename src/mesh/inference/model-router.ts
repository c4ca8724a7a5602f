import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { InferencePool } from './inference-pool';
import { BASE_MODEL_HEADER, pathsToRead, registerModelRouter } from './model-requests';
import { declareRouterFilter } from './model-router-filter';
import { declareModelNames, declareRouterRights } from './model-router-names';
import { DestinationRule } from '../../../imports/networking.istio.io';
import { HeaderMatch } from '../../core/match/header-match';
import { labelFrom } from '../../core/names';
import { checkInteger } from '../../core/numbers';
import { checkProps } from '../../core/signatures/check-props';
import { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { declareDeployment } from '../../inference/deployment';
import { MODEL_ROUTER_PORTS, modelRouterPod } from '../../inference/model-router-pod';
import { contextOf } from '../context';
import type { MeshContext } from '../context';
import type { GatewayBinding } from '../gateway/binding';
import type { IMlServingMesh } from '../ml-serving-mesh';
import { PortProtocol } from '../port';
import { Workload } from '../workload';
import { WorkloadRole } from '../workload-role';

/** Properties of a body-based router. */
export interface ModelRouterProps {
  /** The mesh at whose gateway it stands. */
  readonly mesh: IMlServingMesh;
  /**
   * The pools between which it tells requests apart, by the names of their models, LoRA adapters and model rewrites. No name may be
   * that of two pools.
   */
  readonly pools: InferencePool[];
  /**
   * Requests pass unread while no pod of the router is ready (`failure_mode_allow`). They then have the headers that their caller wrote,
   * and none of the routes by model if it wrote none. Until the gateway knows of a pod that ended, requests with a body are answered 500 all the
   * same: Envoy does not keep what it has sent to the router.
   * @default false: they are answered 500
   */
  readonly failOpen?: boolean;
  /**
   * How many pods (`spec.replicas`).
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Its image (`containers[0].image`).
   * @default - the body-based router of the Inference Extension 1.5
   */
  readonly image?: string;
  /**
   * CPU that is set aside (`resources.requests.cpu`).
   * @default '500m'
   */
  readonly cpu?: string;
  /**
   * Memory that is set aside, and no more is given (`resources.requests.memory` and `limits.memory`). It holds every body while it is
   * sent.
   * @default '512Mi'
   */
  readonly memory?: string;
}

const MAX_REPLICAS = 100;

/**
 * Reads the model of a request from its body, and writes it into headers by which routes choose: one host for many models, as OpenAI's clients
 * expect it.
 *
 * A program that the gateway asks (the body-based router of the Inference Extension), with rights, policies, the names of the models and
 * an EnvoyFilter, for which Istio has no API. It reads the requests only whose model a route compares. There a body must be JSON,
 * and comes to the model server when all of it has arrived at the gateway. A request that names no model keeps the headers that its caller wrote.
 */
export class ModelRouter extends Construct {
  private readonly pools: readonly InferencePool[];

  constructor(scope: Construct, id: string, props: ModelRouterProps) {
    super(scope, id);
    checkProps(Site.of(this), 'ModelRouterProps', props);
    const site = Site.of(this);
    const context = contextOf(site.at('mesh'), props.mesh);
    this.pools = props.pools;
    const gateway = gatewayOf(site, context);
    const { namespace } = gateway;
    const name = labelFrom(site.at('id'), id);
    const replicas = checkInteger(site.at('replicas'), props.replicas ?? 2, { min: 0, max: MAX_REPLICAS, fix: 'give the number of pods' });
    const secure = context.target.dataPlane === DataPlane.SIDECAR;
    const workload = declareWorkload(this, context, { namespace, name, replicas });
    declareRouterRights(this, workload);
    const names = declareModelNames(this, site.at('pools'), { namespace, name, pools: props.pools });
    site.at('mesh').check(registerModelRouter(context, names), {
      problem: 'has a ModelRouter at its gateway already',
      fix: 'give that one all pools',
    });
    declareDeployment(this, {
      namespace,
      name,
      replicas,
      selector: workload.podLabels!,
      labels: workload.podMetadata.labels,
      annotations: {
        ...workload.podMetadata.annotations,
        // The sidecar would want mutual TLS, and refuses the name of an Envoy cluster as :authority.
        ...(secure && { 'traffic.sidecar.istio.io/excludeInboundPorts': String(MODEL_ROUTER_PORTS.extProc) }),
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      spec: modelRouterPod({ site, ...props, serviceAccountName: workload.serviceAccountName, secure }),
    });
    if (replicas > 1) {
      new k8s.KubePodDisruptionBudget(this, 'budget', {
        metadata: { namespace, name },
        spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: { ...workload.podLabels } } },
      });
    }
    if (secure) {
      declareTls(this, context, workload);
    }
    workload.admitGatewayDirectly(site, gateway, MODEL_ROUTER_PORTS.extProc);
    declareRouterFilter(this, {
      gateway,
      name,
      cluster: `outbound|${MODEL_ROUTER_PORTS.extProc}||${name}.${namespace}.svc.${context.clusterDomain}`,
      failOpen: props.failOpen ?? false,
      paths: () => pathsToRead(context),
    });
    this.node.addValidation({
      validate: () => (pathsToRead(context) ? [] : [`${site} is asked by no route: give modelHeader: router.modelHeader(pool) to an LlmRoute`]),
    });
  }

  /** The requests that name a model of this pool: for `modelHeader` of an LlmRoute. */
  public modelHeader(pool: InferencePool): HeaderMatch {
    const site = Site.of(this, 'modelHeader');
    site.check(this.pools.includes(pool), { problem: 'names a pool that the router does not know', got: pool.poolName, fix: 'add it to pools' });
    return HeaderMatch.exact(BASE_MODEL_HEADER, pool._models().base!);
  }
}

/** The gateway of the mesh, in a namespace where objects can be made. */
function gatewayOf(site: Site, { gateway, namespaces }: MeshContext): GatewayBinding {
  const found = gateway ?? site.at('mesh').fail({ problem: 'needs a gateway, and the mesh has none', fix: 'give gateway to the MlServingMesh' });
  site.at('mesh').check(namespaces.has(found.namespace), {
    problem: `has its gateway in the namespace ${found.namespace}, where an EnvoyFilter and the router must be, and which is not the mesh's`,
    fix: `add it first: mesh.addNamespace('${found.namespace}')`,
  });
  return found;
}

function declareWorkload(
  scope: ModelRouter,
  context: MeshContext,
  { namespace, name, replicas }: { readonly namespace: string; readonly name: string; readonly replicas: number },
): Workload {
  return new Workload(scope, name, {
    context,
    site: Site.of(scope),
    adopted: false,
    namespace,
    role: WorkloadRole.GENERIC,
    port: MODEL_ROUTER_PORTS.extProc,
    protocol: PortProtocol.H2C,
    additionalPorts: [{ port: MODEL_ROUTER_PORTS.metrics, name: 'http-metrics' }],
    metricsPort: MODEL_ROUTER_PORTS.metrics,
    replicas,
  });
}

/** For the one port: the metrics beside it stay as they are. */
function declareTls(scope: Construct, { clusterDomain }: MeshContext, { namespace, serviceName }: Workload): void {
  new DestinationRule(scope, 'destination', {
    metadata: { namespace, name: serviceName! },
    spec: {
      host: `${serviceName}.${namespace}.svc.${clusterDomain}`,
      trafficPolicy: {
        portLevelSettings: [{ port: { number: MODEL_ROUTER_PORTS.extProc }, tls: { mode: 'SIMPLE', insecureSkipVerify: true } }],
      },
    },
  });
}
