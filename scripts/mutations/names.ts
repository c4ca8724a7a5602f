import { fieldsOf, shapeOf } from './fields';
import { nameOf } from './world';
import type { Finding } from '../../src/check/finding';
import type { Manifest } from '../../src/manifest/manifest-object';
import { isObject } from '../../src/manifest/schema/defaults';

/**
 * Whether a finding names one of the objects, or is about one that refers to them directly. They are one object before and after
 * it was broken: who still says its old name refers to it.
 */
export function isAbout({ object, message, related }: Finding, versions: readonly Manifest[]): boolean {
  const pointedAt = new Set(related.flatMap(({ at: { origin } }) => 'construct' in origin ? [origin.construct] : []));
  return versions.some((version) => (object !== undefined && (nameOf(object.manifest) === nameOf(version) || refersTo(object.manifest, version)))
    || pointedAt.has(nameOf(version))
    || says(message, version.metadata.name!));
}

/** Whether an object names another one, selects its pods, or is in it. */
export function refersTo(from: Manifest, to: Manifest): boolean {
  const name = to.metadata.name!;
  const isNear = to.metadata.namespace === from.metadata.namespace;
  if (to.kind === 'Namespace') {
    return from.metadata.namespace === name || texts(from).some((text) => says(text, name));
  }
  return texts(from).some((text) => says(text, name) && (isNear || saysAnywhere(from, to.metadata.namespace)))
    || texts(from).some((text) => hostsOf(to).some((host) => says(text, host)))
    || (isNear && selectorsOf(from).some((selector) => selects(selector, podLabelsOf(to))));
}

/** By which others refer to a ServiceEntry: its own name stands in none of them. */
function hostsOf({ kind, spec }: Manifest): readonly string[] {
  return kind === 'ServiceEntry' ? (spec as { readonly hosts?: readonly string[] } | undefined)?.hosts ?? [] : [];
}

const NO_REFERENCE = /^metadata\.(name|namespace|annotations)|abels\.(?!istio\.io)|selector\.|\.paths\./;

/** What an object says in which it can name another one. */
function texts(manifest: Manifest): string[] {
  return fieldsOf(manifest).flatMap((field) => typeof field.value === 'string' && !NO_REFERENCE.test(shapeOf(field)) ? [field.value] : []);
}

/** Whether the name is a word of the text, or a part of a host, account or path in it. */
export function says(text: string, name: string): boolean {
  return new RegExp(`(^|[^a-z0-9-])${name.replaceAll('.', '\\.')}($|[^a-z0-9-])`, 'i').test(text);
}

function saysAnywhere(manifest: Manifest, namespace = 'default'): boolean {
  return texts(manifest).some((text) => says(text, namespace));
}

type Labels = Readonly<Record<string, unknown>>;

function selectorsOf(manifest: Manifest): Labels[] {
  return fieldsOf(manifest)
    .filter((field) => /(^|\.)(selector|matchLabels|labels)$/.test(shapeOf(field)) && !/^metadata|template\.metadata/.test(shapeOf(field)))
    .flatMap(({ value }) => isObject(value) && Object.values(value).every((label) => typeof label === 'string') ? [value as Labels] : []);
}

function podLabelsOf({ kind, metadata, spec }: Manifest): Labels {
  const template = (spec as { readonly template?: { readonly metadata?: { readonly labels?: Labels } } } | undefined)?.template;
  return (kind === 'Pod' ? metadata.labels as Labels | undefined : template?.metadata?.labels) ?? {};
}

function selects(selector: Labels, labels: Labels): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
