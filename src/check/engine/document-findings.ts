import { type Draft, draft } from './draft';
import type { ManifestObject } from '../../manifest/manifest-object';
import { ISTIO_OPERATOR } from '../../manifest/mesh-config';
import type { BrokenDocument, ReadObjects, StrayDocument } from '../../manifest/read';
import { duplicateObject, installSettings, strayDocument, unreadableDocument } from '../rules/documents/reading';

const TEMPLATE = /\{\{/;

/** Files that programs read and nobody applies, by their names: nothing in them says what they are. */
const FILES_OF_PROGRAMS: readonly { readonly name: RegExp; readonly what: string }[] = [
  // `values.yaml`, `values-prod.yml`, `istiod.values.yaml`
  { name: /(^|[/\\._-])values([._-][^/\\]*)?\.ya?ml$/, what: 'values of a chart: Helm reads them, nobody applies them' },
  { name: /(^|[/\\])Chart\.yaml$/, what: 'the description of a chart: Helm reads it, nobody applies it' },
  { name: /(^|[/\\])kustomization\.ya?ml$/, what: 'a kustomization: kubectl apply -k reads it and applies what it names. Check what kubectl kustomize prints' },
];

/** What reading found. */
export function documentFindings({ objects, broken, strays }: ReadObjects): Draft[] {
  return [
    ...broken.map(brokenDocument),
    ...strays.map(strayFinding),
    ...objects.filter((object) => object.is(ISTIO_OPERATOR) && !object.isStub).map(operatorFinding),
    ...duplicates(objects),
  ];
}

function strayFinding({ at, problem }: StrayDocument): Draft {
  const read = FILES_OF_PROGRAMS.find(({ name }) => name.test(at.file ?? ''));
  return read === undefined ? draft(strayDocument, { at, data: { problem } }) : draft(installSettings, { at, data: { what: read.what } });
}

function operatorFinding(object: ManifestObject): Draft {
  return draft(installSettings, { at: object.at('kind'), data: { what: 'an IstioOperator: istioctl reads it, nobody applies it' } }, object);
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
