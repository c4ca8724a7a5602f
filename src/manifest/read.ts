import { Location } from './location';
import { type Manifest, ManifestObject } from './manifest-object';
import type { Path } from './path';
import { isObject } from './schema/defaults';
import { type Position, Source, type SourceDocument } from './source';
import { loadDocuments } from './yaml/load-documents';

/** A document that could not be read. */
export interface BrokenDocument {
  readonly document: SourceDocument;
  readonly position: Position;
  /** What the parser says. */
  readonly problem: string;
}

/** A document, or an item of a list, that is no object of Kubernetes. */
export interface StrayDocument {
  readonly at: Location;
  /** What it lacks. */
  readonly problem: string;
}

/** What was found in texts. */
export interface ReadObjects {
  readonly objects: readonly ManifestObject[];
  readonly broken: readonly BrokenDocument[];
  readonly strays: readonly StrayDocument[];
}

/** The objects of some texts: YAML of several documents, JSON, and lists of objects. */
export function readSources(sources: readonly Source[], options: { readonly asStubs?: boolean } = {}): ReadObjects {
  const reader = new Reader(options.asStubs ?? false);
  sources.forEach((source) => reader.source(source));
  return reader;
}

class Reader implements ReadObjects {
  public readonly objects: ManifestObject[] = [];
  public readonly broken: BrokenDocument[] = [];
  public readonly strays: StrayDocument[] = [];

  constructor(private readonly asStubs: boolean) {}

  public source(source: Source): void {
    for (const { start, end, value, error } of loadDocuments(source.text)) {
      const document = { source, start, end };
      if (error === undefined) {
        this.value(value, document, []);
      } else {
        const offset = Math.min(start + error.offset, Math.max(start, end - 1));
        this.broken.push({ document, position: source.position(offset), problem: error.reason });
      }
    }
  }

  private value(value: unknown, document: SourceDocument, path: Path): void {
    if (value === null || value === undefined) {
      return;
    }
    const items = listItems(value);
    if (items !== undefined) {
      items.forEach((item, index) => this.value(item, document, [...path, 'items', index]));
      return;
    }
    const origin = { document, path };
    const written = isInstallSettings(value) ? { metadata: {}, ...value } : value;
    const problem = strayProblem(written);
    if (problem === undefined) {
      this.objects.push(new ManifestObject(written as Manifest, origin, this.asStubs));
    } else {
      this.strays.push({ at: new Location(origin, []), problem });
    }
  }
}

/** The items of `kind: List`, and of lists of one kind as kubectl prints them. */
function listItems(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || typeof value.kind !== 'string' || !value.kind.endsWith('List') || !Array.isArray(value.items)) {
    return undefined;
  }
  const { apiVersion } = value;
  const kind = value.kind.slice(0, -'List'.length);
  return kind === '' ? value.items : value.items.map((item: unknown) => (isNameless(item) ? { apiVersion, kind, ...item } : item));
}

/** The API server leaves both out in a list of one kind (k8s.io/apimachinery pkg/apis/meta/v1/unstructured/helpers.go `decodeToList`). */
function isNameless(item: unknown): item is object {
  return isObject(item) && item.apiVersion === undefined && item.kind === undefined;
}

/** istioctl asks for no metadata. */
function isInstallSettings(value: unknown): value is object {
  return isObject(value) && value.kind === 'IstioOperator';
}

function strayProblem(value: unknown): string | undefined {
  if (!isObject(value)) {
    return Array.isArray(value) ? 'is a list' : `is the text '${String(value).slice(0, 40)}'`;
  }
  const missing = ['apiVersion', 'kind', 'metadata'].filter((field) => value[field] === undefined || value[field] === null);
  if (missing.length > 0) {
    return `has no ${missing.join(', no ')}`;
  }
  const wrong = [
    ...['apiVersion', 'kind'].filter((field) => typeof value[field] !== 'string'),
    ...(isObject(value.metadata) ? [] : ['metadata']),
  ];
  return wrong.length > 0 ? `has a ${wrong.join(' and a ')} of the wrong type` : undefined;
}
