import { bundledSchemas } from './bundled-schemas';
import { linkedSchema } from './linked-schema';
import type { Schema } from './schema';

const TEXT: Schema = { type: 'string' };
const NUMBER: Schema = { type: 'integer' };
const TEXTS: Schema = { type: 'object', additionalProperties: TEXT };

/** A component of an InferenceService is the spec of a pod, and says what the pod has beside it. */
const component = (): Schema => {
  const { serviceAccountName, containers } = fieldOf('v1/Pod', 'spec').properties!;
  return object({ labels: TEXTS, annotations: TEXTS, minReplicas: NUMBER, serviceAccountName, containers });
};

/** What is read of the specs of kinds whose controllers make pods and whose schemas are not bundled. */
const SCHEMAS: Readonly<Record<string, () => Schema>> = {
  'argoproj.io/Rollout': () => object({ replicas: NUMBER, template: template(), workloadRef: object({ kind: TEXT, name: TEXT }) }),
  'leaderworkerset.x-k8s.io/LeaderWorkerSet': () => object({
    replicas: NUMBER,
    leaderWorkerTemplate: object({ size: NUMBER, leaderTemplate: template(), workerTemplate: template() }),
  }),
  'serving.kserve.io/InferenceService': () => object({ predictor: component(), transformer: component(), explainer: component() }),
};

const made = new Map<string, Schema | undefined>();

/** The shape of what is read of the spec of such a kind. */
export function foreignSchema(kind: string): Schema | undefined {
  if (!made.has(kind)) {
    made.set(kind, SCHEMAS[kind]?.());
  }
  return made.get(kind);
}

function template(): Schema {
  return fieldOf('apps/v1/Deployment', 'spec').properties!.template;
}

function fieldOf(kind: string, field: string): Schema {
  return linkedSchema(bundledSchemas().sets.kubernetes[kind].schema).properties![field];
}

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}
