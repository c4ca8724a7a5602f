import type { ManifestObject } from '../manifest-object';

/**
 * Whether an object may be seen from the namespace (`exportTo`; for Services the annotation).
 * @param usual what holds where it is unset; empty: everywhere
 */
export function isExportedTo(object: ManifestObject, namespace: string, usual: readonly string[] = []): boolean {
  const targets = exportsOf(object, usual);
  return targets.length === 0 || targets.some((target) => target === '*' || target === namespace || (target === '.' && namespace === object.namespace));
}

/** Whether an object may be seen from every namespace. */
export function isExportedEverywhere(object: ManifestObject, usual: readonly string[] = []): boolean {
  return readersOf(object, usual).includes('*');
}

/** `*`, `.`, `~` and names of namespaces. */
export function exportsOf(object: ManifestObject, usual: readonly string[] = []): readonly string[] {
  const { exportTo } = object.spec as { readonly exportTo?: readonly string[] };
  const annotation = object.annotations['networking.istio.io/exportTo'];
  const own = exportTo ?? annotation?.split(',').map((target) => target.trim()) ?? [];
  return own.length === 0 ? usual : own;
}

/**
 * Whether some namespace sees both, which are of one kind.
 * @param usual what holds where exportTo is unset; empty: everywhere
 */
export function haveReadersInCommon(a: ManifestObject, b: ManifestObject, usual: readonly string[]): boolean {
  const [first, second] = [readersOf(a, usual), readersOf(b, usual)];
  return first.includes('*') || second.includes('*') || first.some((namespace) => second.includes(namespace));
}

/** Namespaces, or `*`. */
function readersOf(object: ManifestObject, usual: readonly string[]): readonly string[] {
  const targets = exportsOf(object, usual);
  return targets.length === 0 ? ['*'] : targets.map((target) => (target === '.' ? object.namespace : target));
}
