import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkObjectName, labelFrom } from '../../core/names';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';
import type { PickerRelease } from '../../inference/picker/release';
import { objectiveVersion } from '../../inference/picker/release';

/** What requests of one kind are worth to their pool. */
export interface InferenceObjectiveOptions {
  /**
   * Higher goes first while the servers are full, which takes flow control; below 0 is turned away then (`spec.priority`). Requests
   * without an objective have 0. Of a picker that exists (`EndpointPicker.fromWorkload`) it is not known whether it has flow control: without,
   * a figure above 0 is taken and has no effect.
   */
  readonly priority: number;
  /**
   * `metadata.name`, by which requests name it. Pools of one namespace cannot share one.
   * @default - the id
   */
  readonly objectiveName?: string;
}

/** An objective of a pool; requests have it by the header `pool.objectiveHeader`, or by their route. */
export interface IInferenceObjective {
  /** `metadata.name`, which is what the header says. */
  readonly objectiveName: string;
  /** `spec.priority` */
  readonly priority: number;
}

/** The pool that objectives and model rewrites are for. */
export interface ObjectivePool {
  readonly namespace: string;
  readonly name: string;
  readonly release: PickerRelease;
  readonly flowControl?: boolean;
}

/** CRD of llm-d 0.10: an int32. */
const MAX_PRIORITY = 2 ** 31 - 1;

/** The InferenceObjective of a pool, in its namespace: the picker knows those of its own pool and namespace only. */
export class InferenceObjective extends Construct implements IInferenceObjective {
  readonly objectiveName: string;
  readonly priority: number;

  constructor(scope: Construct, site: Site, readonly pool: ObjectivePool, id: string, options: InferenceObjectiveOptions) {
    super(scope, `objective-${id}`);
    const { objectiveName } = options;
    this.objectiveName = objectiveName === undefined ? labelFrom(site.at('id'), id) : checkObjectName(site.at('objectiveName'), objectiveName);
    this.priority = checkInteger(site.at('priority'), options.priority, {
      min: -MAX_PRIORITY,
      max: MAX_PRIORITY,
      fix: 'give a higher figure to what goes first, one below 0 to what may be turned away',
    });
    site.at('priority').check(this.priority <= 0 || pool.flowControl !== false, {
      problem: 'has no effect above 0: without flow control the picker only tells priorities below 0 from the others',
      got: this.priority,
      fix: 'give flowControl to the config of the endpoint picker, or priorities below 0 to what may be turned away',
    });
    new ApiObject(this, 'Resource', {
      apiVersion: objectiveVersion(pool.release),
      kind: 'InferenceObjective',
      metadata: { namespace: pool.namespace, name: this.objectiveName },
      spec: { priority: this.priority, poolRef: poolRef(pool.name) },
    });
  }
}

export function poolRef(name: string): object {
  return { group: 'inference.networking.k8s.io', kind: 'InferencePool', name };
}
