import type { ManifestObject } from '../manifest-object';

/** Whether an object may be seen from the namespace (`exportTo`; for Services the annotation). Unset means everywhere. */
export function isExportedTo(object: ManifestObject, namespace: string): boolean {
  const targets = exportsOf(object);
  return targets.length === 0 || targets.some((target) => target === '*' || target === namespace || (target === '.' && namespace === object.namespace));
}

/** `*`, `.`, `~` and names of namespaces. */
export function exportsOf(object: ManifestObject): readonly string[] {
  const { exportTo } = object.spec as { readonly exportTo?: readonly string[] };
  const annotation = object.annotations['networking.istio.io/exportTo'];
  return exportTo ?? annotation?.split(',').map((target) => target.trim()) ?? [];
}
