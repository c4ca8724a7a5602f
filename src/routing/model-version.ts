import type { Backend } from './backend';
import type { Site } from '../core/site';

/** A header or cookie value that needs no quoting. */
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9._]{0,61}[A-Za-z0-9])?$/;

/** A version of a model, and where it runs. */
export class ModelVersion {
  /**
   * A version, by the name that callers and `promote` use.
   *
   * @param name what the version header and the cookie say: letters, digits, - . and _, 63 characters at most
   * @param backend where it runs
   */
  public static of(name: string, backend: Backend): ModelVersion {
    return new ModelVersion(name, backend);
  }

  /**
   * A version that is another model of the same servers: a LoRA adapter, or the base model. All versions of a CanaryModel are then of
   * one pool, whose picker writes the model into the request; they take no more pods than one.
   *
   * @param name what `promote` says: letters, digits, - . and _, 63 characters at most
   * @param backend Backend.inferencePool(…), the same for all versions
   * @param model the name of the model or adapter, as the servers know it
   */
  public static ofModel(name: string, backend: Backend, model: string): ModelVersion {
    return new ModelVersion(name, backend, model);
  }

  private constructor(
    /** What the version header and the cookie say. */
    public readonly name: string,
    /** Where it runs. */
    public readonly backend: Backend,
    /** The model that the servers are asked for, where that makes the version. */
    public readonly model?: string,
  ) {}
}

export function checkVersionName(site: Site, name: string): string {
  site.check(NAME.test(name), {
    problem: 'must be 1 to 63 letters, digits, - . and _, since it is a header and cookie value',
    got: name,
    fix: "write for example 'v2' or '2024-06.1'",
  });
  return name;
}
