import { groupBy } from './group-by';
import { type Kind, kind } from './kind';
import * as kinds from './kinds';
import { hasLabels } from './labels';
import type { Location } from './location';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';
import type { Path } from './path';
import type { Container, ContainerPort, CronJobSpec, JobSpec, Labels, PodSpec, PodTemplate, ReplicatedSpec, RolloutSpec, ServicePort } from './shapes';
import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';

/** The pods that an object makes: all alike. */
export class PodSet {
  constructor(
    /** The Deployment, Job, Pod, … */
    public readonly owner: ManifestObject,
    public readonly labels: Labels,
    public readonly annotations: Labels,
    /** What is known of them: empty where the owner does not say. */
    public readonly spec: PodSpec,
    /** How many there are wanted, or undefined where it depends (on nodes, on a schedule, on an autoscaler). */
    public readonly replicas: number | undefined,
    private readonly path: Path,
  ) {}

  public get namespace(): string {
    return this.owner.namespace;
  }

  public get serviceAccount(): string {
    return this.spec.serviceAccountName ?? 'default';
  }

  public get containers(): readonly Container[] {
    return this.spec.containers ?? [];
  }

  /** What the containers that keep running say they listen on: native sidecars too (Kubernetes 1.36 endpointslice/utils.go `FindPort`). */
  public get ports(): readonly ContainerPort[] {
    const sidecars = (this.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    return [...this.containers, ...sidecars].flatMap(({ ports = [] }) => ports);
  }

  /** Whether they may listen on a port: those who declare none may listen anywhere. */
  public mayListen(port: number): boolean {
    return this.ports.length === 0 || this.ports.some(({ containerPort }) => containerPort === port);
  }

  /** Where a port of a Service leads; undefined: it has a name that no container gives a port, and pods without one are no endpoints. */
  public targetOf({ port, protocol, targetPort = port }: ServicePort): number | undefined {
    return typeof targetPort === 'number'
      ? targetPort
      : this.ports.find((each) => each.name === targetPort && (each.protocol ?? 'TCP') === (protocol ?? 'TCP'))?.containerPort;
  }

  /** A field of the pod, as it is written in the owner: `at('metadata', 'labels')`. */
  public at(...path: Path): Location {
    return this.owner.at(...this.path, ...path);
  }
}

/** How pods are derived from objects of a kind. */
interface PodSource<S> {
  readonly kind: Kind<S>;
  pods(object: ManifestObject<S>, objects: Objects): PodSet[];
}

const INFERENCE_SERVICE = kind<Record<string, any>>('serving.kserve.io', 'InferenceService');
const LEADER_WORKER_SET = kind<Record<string, any>>('leaderworkerset.x-k8s.io', 'LeaderWorkerSet');
export const ROLLOUT = kind<RolloutSpec>('argoproj.io', 'Rollout');

const SOURCES: readonly PodSource<any>[] = [
  source(kinds.POD, (pod) => [new PodSet(pod, pod.labels, pod.annotations, pod.spec, 1, [])]),
  ...[kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.REPLICA_SET].map((replicated) => source<ReplicatedSpec>(replicated, (object, objects) => (
    templated(object, object.spec.template, replicasOf(object, objects), ['spec', 'template'])))),
  source(kinds.DAEMON_SET, (object) => templated(object, object.spec.template, undefined, ['spec', 'template'])),
  source<JobSpec>(kinds.JOB, (object) => templated(object, object.spec.template, object.spec.parallelism, ['spec', 'template'])),
  source<CronJobSpec>(kinds.CRON_JOB, (object) => (
    templated(object, object.spec.jobTemplate.spec?.template, undefined, ['spec', 'jobTemplate', 'spec', 'template']))),
  source(kinds.GATEWAY, gatewayPods),
  source(INFERENCE_SERVICE, inferenceServicePods),
  source(LEADER_WORKER_SET, leaderWorkerPods),
  source(ROLLOUT, rolloutPods),
];

/** The pods of the input, derived from what makes them. */
export class Pods {
  private sets: readonly PodSet[] | undefined;
  private spaces: ReadonlyMap<string, readonly PodSet[]> | undefined;
  private labelled: ReadonlyMap<string, readonly { readonly pods: PodSet }[]> | undefined;

  constructor(private readonly objects: Objects) {}

  public all(): readonly PodSet[] {
    this.sets ??= SOURCES.flatMap((entry) => this.objects.all(entry.kind).flatMap((object) => entry.pods(object, this.objects)));
    return this.sets;
  }

  public in(namespace: string): readonly PodSet[] {
    this.spaces ??= groupBy(this.all(), (pods) => pods.namespace);
    return this.spaces.get(namespace) ?? [];
  }

  /** The pods of a namespace that have all of the labels. */
  public matching(namespace: string, labels: Labels): readonly PodSet[] {
    const [label] = Object.entries(labels);
    const some = label === undefined ? this.in(namespace) : this.having(namespace, label);
    return some.filter((pods) => hasLabels(pods.labels, labels));
  }

  /** A large namespace has many pods, and few with the same label. */
  private having(namespace: string, [key, value]: readonly [string, string]): readonly PodSet[] {
    this.labelled ??= groupBy(this.all().flatMap((pods) => (
      Object.entries(pods.labels).map((label) => ({ pods, key: labelKey(pods.namespace, label) })))), (each) => each.key);
    return (this.labelled.get(labelKey(namespace, [key, value])) ?? []).map(({ pods }) => pods);
  }
}

function labelKey(namespace: string, [key, value]: readonly [string, string]): string {
  return `${namespace}|${key}=${value}`;
}

function source<S>(of: Kind<S>, pods: PodSource<S>['pods']): PodSource<S> {
  return { kind: of, pods };
}

function templated(owner: ManifestObject, template: PodTemplate | undefined, replicas: number | undefined, path: Path): PodSet[] {
  const { metadata, spec } = template ?? {};
  return [new PodSet(owner, metadata?.labels ?? {}, metadata?.annotations ?? {}, spec ?? {}, replicas, path)];
}

/** The classes whose Gateways Istio deploys itself. */
const MANAGED_CLASSES = ['istio', 'istio-waypoint'];

/** What is appended to the name of a Gateway for what it becomes (pilot/pkg/config/kube/gatewaycommon, `DisableNameSuffix`). */
const NAME_SUFFIXES: Readonly<Record<string, string>> = { 'istio': '-istio', 'istio-waypoint': '' };

/** The account of a Gateway that Istio deploys. */
export function gatewayAccount({ annotations, name, spec: { gatewayClassName } }: ManifestObject<GatewaySpec>): string {
  return annotations['gateway.istio.io/service-account'] ?? `${name}${NAME_SUFFIXES[gatewayClassName]}`;
}

/** istio.io/istio pilot/pkg/config/kube/gateway/deploymentcontroller.go: name, account and labels of what a Gateway becomes. */
function gatewayPods(gateway: ManifestObject<GatewaySpec>): PodSet[] {
  const { gatewayClassName, infrastructure, addresses = [] } = gateway.spec;
  if (!MANAGED_CLASSES.includes(gatewayClassName) || addresses.some(({ type }) => type === 'Hostname')) {
    return [];
  }
  const labels = { ...infrastructure?.labels, 'gateway.networking.k8s.io/gateway-name': gateway.name };
  return [new PodSet(gateway, labels, infrastructure?.annotations ?? {}, { serviceAccountName: gatewayAccount(gateway) }, undefined, ['spec', 'infrastructure'])];
}

/**
 * KServe v0.15, pkg/constants/constants.go: a component's pods carry `serving.kserve.io/inferenceservice` and `component`, and in raw
 * mode `app: isvc.<name>-<component>`. Labels and annotations of the InferenceService are passed on.
 */
function inferenceServicePods(object: ManifestObject<Record<string, any>>): PodSet[] {
  return ['predictor', 'transformer', 'explainer'].filter((component) => object.spec[component] !== undefined).map((component) => {
    const { labels, annotations, minReplicas, serviceAccountName, containers } = object.spec[component];
    return new PodSet(object, {
      ...object.labels,
      ...labels,
      'app': `isvc.${object.name}-${component}`,
      component,
      'serving.kserve.io/inferenceservice': object.name,
    }, { ...object.annotations, ...annotations }, { serviceAccountName, containers: containers ?? [] }, minReplicas, ['spec', component]);
  });
}

/** LeaderWorkerSet v1, pkg/utils/pod: leaders and workers carry the name of the set. */
function leaderWorkerPods(object: ManifestObject<Record<string, any>>): PodSet[] {
  const { leaderWorkerTemplate: { leaderTemplate, workerTemplate, size = 1 } = {} as Record<string, any>, replicas = 1 } = object.spec;
  const name = { 'leaderworkerset.sigs.k8s.io/name': object.name };
  const pods = (template: PodTemplate | undefined, count: number, path: string) => {
    const { metadata, spec } = template ?? {};
    return new PodSet(object, { ...metadata?.labels, ...name }, metadata?.annotations ?? {}, spec ?? {}, count, ['spec', 'leaderWorkerTemplate', path]);
  };
  return [
    ...(leaderTemplate === undefined ? [] : [pods(leaderTemplate, replicas, 'leaderTemplate')]),
    ...(workerTemplate === undefined ? [] : [pods(workerTemplate, leaderTemplate === undefined ? replicas * size : replicas * (size - 1), 'workerTemplate')]),
  ];
}

/** Argo Rollouts v1: pods of a template of its own; those of a Deployment that it takes over are that one's. */
function rolloutPods(rollout: ManifestObject<RolloutSpec>): PodSet[] {
  const { template, workloadRef, replicas = 1 } = rollout.spec;
  return workloadRef === undefined ? templated(rollout, template, replicas, ['spec', 'template']) : [];
}

/** Whoever has a Rollout take over keeps no replicas of its own. */
function replicasOf({ namespace, kind: own, name, spec: { replicas } }: ManifestObject<ReplicatedSpec>, objects: Objects): number | undefined {
  const rollout = objects.in(ROLLOUT, namespace).find(({ spec: { workloadRef } }) => workloadRef?.kind === own && workloadRef.name === name);
  return rollout === undefined ? replicas : rollout.spec.replicas ?? 1;
}
