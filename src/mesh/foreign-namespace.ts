import type { MeshContext } from './context';

/** Lists a namespace that is named and not part of the mesh, so that checks find it. It may still be added later. */
export function listForeignNamespace(context: MeshContext, namespace: string): void {
  context.externals.add(() => (context.namespaces.has(namespace) ? [] : [{ apiVersion: 'v1', kind: 'Namespace', name: namespace }]));
}
