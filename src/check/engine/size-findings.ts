import { type Draft, draft } from './draft';
import { CONFIG_MAP, SECRET } from '../../manifest/kinds';
import type { Manifest, ManifestObject } from '../../manifest/manifest-object';
import type { Path } from '../../manifest/path';
import { isObject } from '../../manifest/schema/defaults';
import { mayTake, Sizes } from '../../manifest/sizes';
import { tooLarge, tooLargeForApply } from '../rules/documents/size';

/** Something that may be too large. */
interface Limit {
  readonly what: string;
  readonly by: string;
  readonly bytes: number;
  isFor?(object: ManifestObject): boolean;
  /** At least: what the server adds is not counted. */
  size(manifest: Manifest, sizes: Sizes): number;
  at(manifest: Manifest, sizes: Sizes): Path;
}

/** The annotations of an object, names and values (k8s.io/apimachinery pkg/api/validation/objectmeta.go `ValidateAnnotationsSize`). */
const ANNOTATIONS_BYTES = 256 * 1024;

/** The values of a ConfigMap or a Secret (pkg/apis/core/validation of Kubernetes, `MaxSecretSize`). */
const DATA_BYTES = 1024 * 1024;

/** What etcd takes in one request unless it is told otherwise (server/embed/config.go `DefaultMaxRequestBytes`). */
const STORED_BYTES = 1.5 * 1024 * 1024;

/** What the API server reads of one request (k8s.io/apiserver pkg/server/config.go `MaxRequestBodyBytes`). */
const SENT_BYTES = 3 * 1024 * 1024;

/** `kubectl apply` keeps the object as JSON in this annotation, unless the server applies it. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The first one that is exceeded is told. */
const LIMITS: readonly Limit[] = [
  {
    what: 'annotations',
    by: 'an object',
    bytes: ANNOTATIONS_BYTES,
    size: ({ metadata: { annotations } }, sizes) => sizes.texts(annotations) + sizes.texts(Object.keys(annotations ?? {})),
    at: () => ['metadata', 'annotations'],
  },
  { what: 'data', by: 'a ConfigMap', bytes: DATA_BYTES, isFor: (object) => object.is(CONFIG_MAP), size: configMapBytes, at: largestPart },
  { what: 'data', by: 'a Secret', bytes: DATA_BYTES, isFor: (object) => object.is(SECRET), size: secretBytes, at: largestPart },
  { what: 'an object', by: 'the store of a cluster', bytes: STORED_BYTES - 1, isFor: isStoredAsJson, size: (manifest, sizes) => sizes.json(manifest), at: largestPart },
  { what: 'an object', by: 'the store of a cluster', bytes: STORED_BYTES - 1, isFor: isStoredAsTexts, size: (manifest, sizes) => sizes.texts(manifest), at: largestPart },
  { what: 'an object', by: 'the API server', bytes: SENT_BYTES, size: (manifest, sizes) => sizes.json(manifest), at: largestPart },
];

/** What a cluster does not take because it is too large. */
export function sizeFindings(objects: readonly ManifestObject[]): Draft[] {
  return objects.filter(({ isStub, origin }) => !isStub && mayTake(ANNOTATIONS_BYTES, origin)).flatMap(findingsOf);
}

function findingsOf(object: ManifestObject): Draft[] {
  const { manifest } = object;
  const sizes = new Sizes();
  const exceeded = LIMITS.find(({ isFor, bytes, size }) => (isFor === undefined || isFor(object)) && size(manifest, sizes) > bytes);
  if (exceeded !== undefined) {
    const { what, by, bytes, size, at } = exceeded;
    const data = { what, by, bytes: inWords(size(manifest, sizes)), limit: inWords(bytes) };
    return [draft(tooLarge, { at: object.at(...at(manifest, sizes)), data }, object)];
  }
  const bytes = sizes.json(manifest) + LAST_APPLIED.length;
  const data = { bytes: inWords(bytes), limit: inWords(ANNOTATIONS_BYTES) };
  return bytes > ANNOTATIONS_BYTES ? [draft(tooLargeForApply, { at: object.at(...largestPart(manifest, sizes)), data }, object)] : [];
}

function configMapBytes({ data, binaryData }: Manifest, sizes: Sizes): number {
  return sizes.texts(data) + decodedBytes(binaryData);
}

function secretBytes({ data, stringData }: Manifest, sizes: Sizes): number {
  const replaced = Object.keys(stringData ?? {});
  return decodedBytes(Object.fromEntries(Object.entries(data ?? {}).filter(([key]) => !replaced.includes(key)))) + sizes.texts(stringData);
}

function decodedBytes(data: unknown): number {
  return Object.values(data ?? {}).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value), 'base64'), 0);
}

/** Custom resources are stored as they are sent; Kubernetes' own kinds without the names of their fields. Groups of k8s.io may be of either sort. */
function isStoredAsJson({ group }: ManifestObject): boolean {
  return group.includes('.') && (!group.endsWith('.k8s.io') || group.endsWith('.networking.k8s.io'));
}

/** Not so what a ConfigMap or a Secret has in base64. */
function isStoredAsTexts(object: ManifestObject): boolean {
  return !object.is(CONFIG_MAP) && !object.is(SECRET);
}

/** The innermost field that holds more than half of the object. */
function largestPart(manifest: Manifest, sizes: Sizes): Path {
  const half = sizes.json(manifest) / 2;
  const path: string[] = [];
  let part: unknown = manifest;
  while (isObject(part)) {
    const fields: Record<string, unknown> = part;
    const largest = Object.keys(fields).find((field) => sizes.json(fields[field]) > half);
    path.push(...(largest === undefined ? [] : [largest]));
    part = largest === undefined ? undefined : fields[largest];
  }
  return path;
}

function inWords(bytes: number): string {
  return bytes.toLocaleString('en-US');
}
