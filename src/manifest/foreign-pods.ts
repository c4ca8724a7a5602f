import { kind } from './kind';
import { LLM_INFERENCE_SERVICE, llmPods } from './llm-inference-service';
import type { ManifestObject } from './manifest-object';
import { PodSet, type PodSource, source, templated } from './pod-set';
import { RAY_CLUSTER, RAY_JOB, RAY_SERVICE, rayPods } from './ray';
import type { PodTemplate, RolloutSpec } from './shapes';

export const INFERENCE_SERVICE = kind<Record<string, any>>('serving.kserve.io', 'InferenceService');
const LEADER_WORKER_SET = kind<Record<string, any>>('leaderworkerset.x-k8s.io', 'LeaderWorkerSet');
export const ROLLOUT = kind<RolloutSpec>('argoproj.io', 'Rollout');

/** Kinds of others, whose controllers make pods. */
export const FOREIGN_PODS: readonly PodSource<any>[] = [
  source(INFERENCE_SERVICE, inferenceServicePods),
  source(LLM_INFERENCE_SERVICE, llmPods),
  source(LEADER_WORKER_SET, leaderWorkerPods),
  source(ROLLOUT, rolloutPods),
  ...[RAY_CLUSTER, RAY_SERVICE, RAY_JOB].map((each) => source(each, rayPods)),
];

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
