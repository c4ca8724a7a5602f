import type { MeshContext } from './context';
import { rootNamespaceOf } from './context';
import type { ExternalFact } from '../core/external-object';
import type { MeshInstall } from '../install/mesh-install';

/** Lists a namespace that callers are in and that is not part of the mesh, so that checks find it. It may still be added later. */
export function listForeignNamespace(context: MeshContext, namespace: string): void {
  context.externals.add(() => (context.namespaces.has(namespace) ? [] : [{ apiVersion: 'v1', kind: 'Namespace', name: namespace }]));
}

/** A namespace outside of the mesh in which istiod has to find something; nothing of one that is part of it. */
export function foreignNamespace(context: MeshContext, name: string): ExternalFact[] {
  if (context.namespaces.has(name)) {
    return [];
  }
  const fact = { apiVersion: 'v1', kind: 'Namespace', name };
  const { install } = context;
  return !install || isDiscovered(install, name, {}) || name === rootNamespaceOf(context)
    ? [fact]
    : [{ ...fact, requirements: [discoveryRequirement(install)], stub: { metadata: { labels: discoveryLabels(install) } } }];
}

/** True where istiod looks at the namespace: what it does not look at gets no proxy, no policy and no route, without a word. */
export function isDiscovered({ discoverySelectors }: MeshInstall, name: string, labels: { readonly [key: string]: string }): boolean {
  const known: { readonly [key: string]: string } = { ...labels, [NAME_LABEL]: name };
  return discoverySelectors.length === 0
    || discoverySelectors.some(({ matchLabels }) => Object.entries(matchLabels).every(([key, value]) => known[key] === value));
}

export function discoveryRequirement({ discoverySelectors }: MeshInstall): string {
  return `the labels of one of the discoverySelectors: ${discoverySelectors.map(({ matchLabels }) => JSON.stringify(matchLabels)).join(' or ')}`;
}

/** The labels of the first selector that somebody can set: the API server sets the name. */
export function discoveryLabels({ discoverySelectors }: MeshInstall): { readonly [key: string]: string } {
  return discoverySelectors.find(({ matchLabels }) => !(NAME_LABEL in matchLabels))?.matchLabels ?? {};
}

const NAME_LABEL = 'kubernetes.io/metadata.name';
