import { checkLabels } from '../core/names';
import type { Site } from '../core/site';

/** Namespaces that carry all of these labels. */
export interface NamespaceSelector {
  /** Labels and their values: `matchLabels`. */
  readonly matchLabels: { readonly [key: string]: string };
}

export function checkSelectors(site: Site, selectors: NamespaceSelector[] = []): readonly NamespaceSelector[] {
  selectors.forEach(({ matchLabels }, i) => {
    site.at(i, 'matchLabels').check(Object.keys(matchLabels).length > 0, {
      problem: 'must not be empty, since it would match every namespace',
      got: matchLabels,
      fix: 'name a label, or leave out discoverySelectors',
    });
    checkLabels(site.at(i, 'matchLabels'), matchLabels);
  });
  return selectors;
}

export function withRootNamespace(selectors: readonly NamespaceSelector[], namespace: string): readonly NamespaceSelector[] {
  return selectors.length > 0 ? [...selectors, { matchLabels: { 'kubernetes.io/metadata.name': namespace } }] : [];
}
