import { FOREIGN_PODS, ROLLOUT } from './foreign-pods';
import { groupBy } from './group-by';
import * as kinds from './kinds';
import { hasLabels } from './labels';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';
import { PodSet, type PodSource, source, templated } from './pod-set';
import type { CronJobSpec, JobSpec, Labels, ReplicatedSpec } from './shapes';
import type { GatewaySpec } from '../../imports/gateway.networking.k8s.io';

export { ROLLOUT } from './foreign-pods';
export { PodSet } from './pod-set';

const SOURCES: readonly PodSource<any>[] = [
  source(kinds.POD, (pod) => [new PodSet(pod, pod.labels, pod.annotations, pod.spec, 1, [])]),
  ...[kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.REPLICA_SET].map((replicated) => source<ReplicatedSpec>(replicated, (object, objects) => (
    templated(object, object.spec.template, replicasOf(object, objects), ['spec', 'template'])))),
  source(kinds.DAEMON_SET, (object) => templated(object, object.spec.template, undefined, ['spec', 'template'])),
  source<JobSpec>(kinds.JOB, (object) => templated(object, object.spec.template, object.spec.parallelism, ['spec', 'template'])),
  source<CronJobSpec>(kinds.CRON_JOB, (object) => (
    templated(object, object.spec.jobTemplate.spec?.template, undefined, ['spec', 'jobTemplate', 'spec', 'template']))),
  source(kinds.GATEWAY, gatewayPods),
  ...FOREIGN_PODS,
];

/** The pods of the input, derived from what makes them. */
export class Pods {
  private sets: readonly PodSet[] | undefined;
  private spaces: ReadonlyMap<string, readonly PodSet[]> | undefined;
  private owners: ReadonlyMap<unknown, readonly PodSet[]> | undefined;
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

  /** The pods that an object makes, or the one that it is. */
  public of(owner: ManifestObject<unknown>): readonly PodSet[] {
    this.owners ??= groupBy<unknown, PodSet>(this.all(), (pods) => pods.owner);
    return this.owners.get(owner) ?? [];
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

/** The classes whose Gateways Istio deploys itself. */
const MANAGED_CLASSES = ['istio', 'istio-waypoint'];

/** What is appended to the name of a Gateway for what it becomes (pilot/pkg/config/kube/gatewaycommon, `DisableNameSuffix`). */
const NAME_SUFFIXES: Readonly<Record<string, string>> = { 'istio': '-istio', 'istio-waypoint': '' };

/** The name of the Deployment and the Service of a Gateway that Istio deploys. */
export function gatewayDeployment({ annotations, name, spec: { gatewayClassName } }: ManifestObject<GatewaySpec>): string {
  return annotations['gateway.istio.io/name-override'] ?? `${name}${NAME_SUFFIXES[gatewayClassName]}`;
}

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

/** Whoever has a Rollout take over keeps no replicas of its own. */
function replicasOf({ namespace, kind: own, name, spec: { replicas } }: ManifestObject<ReplicatedSpec>, objects: Objects): number | undefined {
  const rollout = objects.in(ROLLOUT, namespace).find(({ spec: { workloadRef } }) => workloadRef?.kind === own && workloadRef.name === name);
  return rollout === undefined ? replicas : rollout.spec.replicas ?? 1;
}
