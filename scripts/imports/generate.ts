import { renderGroupFiles } from './constructs/group-files';
import { readCrds } from './crd';
import { SOURCES } from './sources';

/** Every generated file: its path within the package, and its text. */
export function generate(): Record<string, string> {
  const sets = SOURCES.flatMap((source) => source.sets.map((set) => ({ source, set, crds: readCrds(source, set) })));
  return Object.assign({}, ...sets
    .filter(({ set }) => set.constructs)
    .map(({ source, set, crds }) => renderGroupFiles(crds, `${source.module} ${source.version}, ${set.path}`)));
}
