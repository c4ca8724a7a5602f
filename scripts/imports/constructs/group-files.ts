import { renderGroupFile } from './group-file';
import { Crd } from '../crd';

/** The L1 files of a set of CRDs, one per API group. */
export function renderGroupFiles(crds: readonly Crd[], origin: string): Record<string, string> {
  const groups = [...new Set(crds.map((crd) => crd.group))];
  return Object.fromEntries(groups.map((group) => [
    `imports/${group}.ts`,
    renderGroupFile(crds.filter((crd) => crd.group === group), origin),
  ]));
}
