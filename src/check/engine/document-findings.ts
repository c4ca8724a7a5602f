import { type Draft, draft } from './draft';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { BrokenDocument, ReadObjects } from '../../manifest/read';
import { duplicateObject, strayDocument, unreadableDocument } from '../rules/documents/reading';

const TEMPLATE = /\{\{/;

/** What reading found. */
export function documentFindings({ objects, broken, strays }: ReadObjects): Draft[] {
  return [
    ...broken.map(brokenDocument),
    ...strays.map(({ at, problem }) => draft(strayDocument, { at, data: { problem } })),
    ...duplicates(objects),
  ];
}

function brokenDocument({ document: { source, start, end }, position, problem }: BrokenDocument): Draft {
  const fix = TEMPLATE.test(source.text.slice(start, end))
    ? 'this looks like a template: render it first (helm template)'
    : undefined;
  return draft(unreadableDocument, { at: { source, start, position }, data: { problem }, fix });
}

function duplicates(objects: readonly ManifestObject[]): Draft[] {
  const first = new Map<string, ManifestObject>();
  return objects.filter(({ isStub, name }) => !isStub && name !== '').flatMap((object) => {
    const key = `${object.kindKey}|${object.namespace}|${object.name}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, object);
      return [];
    }
    return [draft(duplicateObject, {
      at: object.at('metadata', 'name'),
      data: { object: object.id },
      related: [{ at: earlier.at('metadata', 'name'), label: 'the other one' }],
    }, object)];
  });
}
