import { bundledSchemas } from './bundled-schemas';
import { linkedSchema } from './linked-schema';
import type { Schema } from './schema';

const TEXT: Schema = { type: 'string' };
const NUMBER: Schema = { type: 'integer' };
const TEXTS: Schema = { type: 'object', additionalProperties: TEXT };

/** What is read of the specs of kinds whose controllers make pods and whose schemas are not bundled. */
const SCHEMAS: Readonly<Record<string, () => Schema>> = {
  'argoproj.io/Rollout': () => object({ replicas: NUMBER, template: template(), workloadRef: object({ kind: TEXT, name: TEXT }) }),
  'leaderworkerset.x-k8s.io/LeaderWorkerSet': () => object({
    replicas: NUMBER,
    leaderWorkerTemplate: object({ size: NUMBER, leaderTemplate: template(), workerTemplate: template() }),
  }),
  'serving.kserve.io/InferenceService': () => object({ predictor: component(), transformer: component(), explainer: component() }),
  'serving.kserve.io/LLMInferenceService': () => object({
    ...servers(),
    prefill: object(servers()),
    router: object({ scheduler: object({ template: podSpec() }) }),
  }),
  'ray.io/RayCluster': () => object(rayGroups()),
  'ray.io/RayService': () => object({ rayClusterConfig: object(rayGroups()) }),
  'ray.io/RayJob': () => object({ rayClusterSpec: object(rayGroups()) }),
};

const made = new Map<string, Schema | undefined>();

/** The shape of what is read of the spec of such a kind. */
export function foreignSchema(kind: string): Schema | undefined {
  if (!made.has(kind)) {
    made.set(kind, SCHEMAS[kind]?.());
  }
  return made.get(kind);
}

/** A component of an InferenceService is the spec of a pod, and says what the pod has beside it. */
function component(): Schema {
  const { serviceAccountName, containers } = podSpec().properties!;
  return object({ labels: TEXTS, annotations: TEXTS, minReplicas: NUMBER, serviceAccountName, containers });
}

function servers(): Record<string, Schema> {
  return { replicas: NUMBER, labels: TEXTS, annotations: TEXTS, template: podSpec(), worker: podSpec() };
}

function rayGroups(): Record<string, Schema> {
  const group = object({ groupName: TEXT, replicas: NUMBER, template: template() });
  return { headGroupSpec: group, workerGroupSpecs: { type: 'array', items: group } };
}

/** Presets add what is left out. */
function podSpec(): Schema {
  const { required, ...rest } = fieldOf('v1/Pod', 'spec');
  return rest;
}

function template(): Schema {
  const { metadata } = fieldOf('apps/v1/Deployment', 'spec').properties!.template.properties!;
  return object({ metadata, spec: podSpec() });
}

function fieldOf(kind: string, field: string): Schema {
  return linkedSchema(bundledSchemas().sets.kubernetes[kind].schema).properties![field];
}

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}
