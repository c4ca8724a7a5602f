import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ObjectivePool } from './inference-objective';
import { poolRef } from './inference-objective';
import { labelFrom } from '../../core/names';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';
import { objectiveVersion } from '../../inference/picker/release';

/** A model that requests are led to. */
export interface ModelRewriteTarget {
  /** The name of a model or LoRA adapter that every server of the pool serves (`modelRewrite`). */
  readonly model: string;
  /**
   * Its share beside those of the other targets (`weight`), 1 to 1000000. For all targets or for none; leave out a target that
   * shall get nothing.
   * @default - every target gets the same
   */
  readonly weight?: number;
}

/** Another model in the place of the one that a request asks for. */
export interface ModelRewriteOptions {
  /**
   * The names that requests ask for (`matches`): an alias, or the name of a model that is served.
   * @default - every name that no other rewrite of the pool has
   */
  readonly models?: string[];
  /** The models that take them. */
  readonly targets: ModelRewriteTarget[];
}

interface ModelRewriteProps extends ModelRewriteOptions {
  readonly site: Site;
  readonly pool: ObjectivePool;
  /** What the servers serve; undefined where that is not known. */
  readonly served?: readonly string[];
}

const MAX_WEIGHT = 1_000_000;

/** An InferenceModelRewrite with one rule. */
export class ModelRewrite extends Construct {
  constructor(scope: Construct, id: string, props: ModelRewriteProps) {
    super(scope, `rewrite-${id}`);
    const { site, pool, models, targets } = props;
    checkModels(site.at('models'), models);
    checkTargets(site.at('targets'), props);
    new ApiObject(this, 'Resource', {
      apiVersion: objectiveVersion(pool.release),
      kind: 'InferenceModelRewrite',
      metadata: { namespace: pool.namespace, name: labelFrom(site.at('id'), pool.name, id) },
      spec: {
        poolRef: poolRef(pool.name),
        rules: [{
          ...(models && { matches: models.map((value) => ({ model: { type: 'Exact', value } })) }),
          targets: targets.map(({ model, weight }) => ({ modelRewrite: model, ...(weight !== undefined && { weight }) })),
        }],
      },
    });
  }
}

function checkModels(site: Site, models: readonly string[] | undefined): void {
  site.check(models?.length !== 0, { problem: 'must not be empty', got: [], fix: 'name the models, or leave the prop out for all of them' });
  models?.forEach((model, i) => {
    site.at(i).check(model.trim() !== '', { problem: 'must be the name of a model', got: model, fix: 'write it as requests do' });
    site.at(i).check(models.indexOf(model) === i, { problem: 'is named twice', got: model, fix: 'name it once' });
  });
}

function checkTargets(site: Site, { targets, served }: ModelRewriteProps): void {
  site.check(targets.length > 0, { problem: 'must not be empty', got: [], fix: 'name the model that requests are led to' });
  targets.forEach(({ model, weight }, i) => {
    site.at(i, 'model').check(served === undefined || served.includes(model), {
      problem: `is not served by every server of the pool (${served?.join(', ') || 'they share no model'}), and the picker takes any of them`,
      got: model,
      fix: 'name one of these, or declare the adapter on every server (loraAdapters)',
    });
    site.at(i, 'model').check(targets.findIndex((other) => other.model === model) === i, {
      problem: 'is there twice',
      got: model,
      fix: 'give it once, with the whole weight',
    });
    if (weight !== undefined) {
      checkInteger(site.at(i, 'weight'), weight, { min: 1, max: MAX_WEIGHT, fix: 'leave out a target that shall get nothing' });
    }
    site.at(i, 'weight').check((weight === undefined) === (targets[0].weight === undefined), {
      problem: 'must be given to all targets or to none',
      got: targets.map((target) => target.weight ?? null),
      fix: 'give each its share',
    });
  });
}
