import { bundle } from './bundle/bundle';
import { renderGroupFiles } from './constructs/group-files';
import { Crd, readCrds } from './crd';
import { renderNotice } from './notice';
import { renderRules } from './rules/rules-file';
import { SchemaSet, Source, SOURCES } from './sources';

interface ReadSet {
  readonly source: Source;
  readonly set: SchemaSet;
  readonly crds: readonly Crd[];
}

/** Every generated file: its path within the package, and its text. */
export function generate(): Record<string, string> {
  const sets = SOURCES.flatMap((source) => source.sets.map((set) => ({ source, set, crds: readCrds(source, set) })));
  const schemas = bundle(Object.fromEntries(sets.map(({ set, crds }) => [set.name, crds])));
  return {
    ...constructs(sets),
    'imports/schemas.json': `${JSON.stringify(schemas)}\n`,
    'imports/rules.ts': renderRules(schemas),
    'NOTICE': renderNotice(SOURCES),
  };
}

function constructs(sets: readonly ReadSet[]): Record<string, string> {
  return Object.assign({}, ...sets
    .filter(({ set }) => set.constructs)
    .map(({ source, set, crds }) => renderGroupFiles(crds, `${source.module} ${source.version}, ${set.path}`)));
}
