import type { Terminal } from './terminal';
import { readFiles } from '../manifest/files';
import type { Location } from '../manifest/location';
import type { ManifestObject } from '../manifest/manifest-object';
import { readSources } from '../manifest/read';

/** What files hold, those that are only assumed to exist among them. */
export interface ObjectsOfFiles {
  readonly objects: readonly ManifestObject[];
  /** Whether every file and every document in them could be read. */
  readonly isWhole: boolean;
}

/** Reads manifests, and tells of what cannot be read; nothing where there is nothing to ask. */
export function readObjects(files: readonly string[], assumed: readonly string[], terminal: Terminal): ObjectsOfFiles | undefined {
  const [own, others] = [files, assumed].map(readFiles);
  const unreadable = [...own.unreadable, ...others.unreadable];
  unreadable.forEach(({ file, problem }) => terminal.err(`cannot read ${file}: ${problem}\n`));
  const read = [readSources(own.sources), readSources(others.sources, { asStubs: true })];
  const broken = read.flatMap((each) => each.broken);
  broken.forEach(({ document: { source }, problem, position }) => terminal.err(`cannot read ${source.name}:${position.line}: ${problem}\n`));
  const strays = read.flatMap((each) => each.strays);
  strays.forEach(({ at, problem }) => terminal.err(`passed over ${placeOf(at)}: the document ${problem}\n`));
  const objects = read.flatMap((each) => each.objects);
  const isWhole = unreadable.length + broken.length === 0;
  if (objects.length > 0) {
    return { objects, isWhole };
  }
  if (isWhole) {
    terminal.err(`${nothingIn(files)}\n`);
  }
  return undefined;
}

/** What is told of files without a single object. */
export function nothingIn(files: readonly string[]): string {
  return `no objects in ${files.join(', ')}: give the folder that cdk8s synth wrote, or other manifests`;
}

function placeOf(at: Location): string {
  const line = at.span()?.start.line;
  return line === undefined ? at.file ?? '' : `${at.file}:${line}`;
}
