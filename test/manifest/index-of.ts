import { ManifestIndex, type IndexOptions } from '../../src/manifest/manifest-index';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';

/** The index of some YAML. */
export function indexOf(text: string, options?: IndexOptions): ManifestIndex {
  const { objects, broken, strays } = readSources([new Source('a.yaml', text)]);
  expect([broken, strays]).toEqual([[], []]);
  return new ManifestIndex(objects, options);
}

/** YAML of some objects. */
export function manifests(...objects: object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

/** The index of some objects. */
export function indexOfObjects(...objects: object[]): ManifestIndex {
  return indexOf(manifests(...objects));
}
