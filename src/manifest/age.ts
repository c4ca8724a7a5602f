import type { ManifestObject } from './manifest-object';

/** What istiod sorts by where the oldest object counts (istio.io/istio pilot/pkg/model/config.go `sortConfigByCreationTime`). */
const KEYS: readonly ((object: ManifestObject) => string)[] = [createdAt, ({ name, namespace }) => `${name}.${namespace}`];

/** The oldest first. Objects that were never in a cluster are of the same age and sorted by name. */
export function oldestFirst<S>(objects: readonly ManifestObject<S>[]): readonly ManifestObject<S>[] {
  return [...objects].sort((a, b) => {
    const key = KEYS.find((each) => each(a) !== each(b));
    return key === undefined ? 0 : key(a) < key(b) ? -1 : 1;
  });
}

/** When the cluster says that the object was made; unset where it never was in one. */
export function createdAt({ manifest }: ManifestObject): string {
  const { creationTimestamp } = manifest.metadata;
  return typeof creationTimestamp === 'string' ? creationTimestamp : '';
}
