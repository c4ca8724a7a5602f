import { INFERENCE_SERVICE } from './foreign-pods';
import type { Kind } from './kind';
import { INFERENCE_POOL, SERVICE } from './kinds';
import { LLM_INFERENCE_SERVICE } from './llm-inference-service';
import type { Objects } from './objects';
import { RAY_CLUSTER, RAY_SERVICE } from './ray';

/** What the controller of a kind makes beside pods: a kind, and what is appended to the name. */
const MADE: readonly (readonly [maker: Kind, made: Kind, suffixes: readonly string[]])[] = [
  [RAY_CLUSTER, SERVICE, ['-head-svc']],
  [RAY_SERVICE, SERVICE, ['-head-svc', '-serve-svc']],
  [INFERENCE_SERVICE, SERVICE, ['', '-predictor', '-transformer', '-explainer']],
  [LLM_INFERENCE_SERVICE, SERVICE, ['-kserve-workload-svc', '-epp-service']],
  [LLM_INFERENCE_SERVICE, INFERENCE_POOL, ['-inference-pool']],
];

/** Services and pools that others will make of objects of the input: they will be there, and nobody here has seen them. */
export class MadeObjects {
  private made: ReadonlySet<string> | undefined;

  constructor(private readonly objects: Objects) {}

  public has({ key }: Pick<Kind, 'key'>, namespace: string, name: string): boolean {
    this.made ??= new Set(MADE.flatMap(([maker, made, suffixes]) => (
      this.objects.all(maker).flatMap((object) => suffixes.map((suffix) => `${made.key}|${object.namespace}|${object.name}${suffix}`)))));
    return this.made.has(`${key}|${namespace}|${name}`);
  }
}
