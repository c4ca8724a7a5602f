import type { IModelServer } from './model-server';

/** Model names that a pool answers to. */
export interface PoolModels {
  /** Of the base model; undefined where it is not known. */
  readonly base?: string;
  readonly adapters: readonly string[];
}

/**
 * What every server of the pool serves: a picker does not know which of them has a model, and sends requests for it to any. Undefined
 * where the names of one are not known.
 */
export function modelsOf(servers: readonly IModelServer[]): PoolModels {
  const [{ servedModelName: base, loraAdapters }, ...others] = servers;
  return {
    base: others.every(({ servedModelName }) => servedModelName === base) ? base : undefined,
    adapters: loraAdapters.filter((adapter) => others.every((other) => other.loraAdapters.includes(adapter))),
  };
}

/** True where nothing else than the names of `modelsOf` can be asked for. */
export function knowsModels(servers: readonly IModelServer[]): boolean {
  return servers.every(({ servedModelName }) => servedModelName !== undefined);
}
