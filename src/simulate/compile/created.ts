import type { RouteSet } from './rule';
import type { ManifestObject } from '../../manifest/manifest-object';

/** When the cluster says that the object was made; objects that were never in one are of the same age. */
export function createdAt({ manifest }: ManifestObject): string {
  const { creationTimestamp } = manifest.metadata;
  return typeof creationTimestamp === 'string' ? creationTimestamp : '';
}

/** The order in which istiod goes through them: by age, name, namespace (pilot/pkg/model/config.go `configCompareByCreationTime`). */
export function oldestFirst<T extends Pick<RouteSet, 'created' | 'name' | 'namespace'>>(sets: readonly T[]): readonly T[] {
  const keys: readonly ((set: T) => string)[] = [({ created }) => created, ({ name }) => name, ({ namespace }) => namespace];
  return [...sets].sort((a, b) => {
    const key = keys.find((each) => each(a) !== each(b));
    return key === undefined ? 0 : key(a) < key(b) ? -1 : 1;
  });
}
