import { documentRanges, type Range } from './documents';
import { KUBERNETES_YAML, yamlValue } from './kubernetes-yaml';
import { loadAll, YAMLException } from '../../vendor/js-yaml';

/** A document of a text: what it holds, or why it could not be read. */
export interface LoadedDocument extends Range {
  readonly value?: unknown;
  readonly error?: ReadingError;
}

/** Why a text could not be read. */
export interface ReadingError {
  readonly reason: string;
  /** From the beginning of the document. */
  readonly offset: number;
}

/** Where a list or a mapping may be a key, as in templates that were not rendered: the library makes a text of it. */
const SUSPICIOUS = /[}\]]\s*:|[{,]\s*[{[]|\?\s/;

/** Characters that are read in one go: to set up the library costs as much as to read half a thousand of them, and many at once wear the memory. */
const BATCH_LENGTH = 8_000;

/** The documents of a text. Neighbours are read in one go, unless one of them is broken: that would lose all of them. */
export function loadDocuments(text: string): readonly LoadedDocument[] {
  return batches(text).flatMap((batch) => loadTogether(text, batch) ?? batch.map((range) => loadAlone(text, range)));
}

/** Documents that lie side by side. */
function batches(text: string): Range[][] {
  const found: Range[][] = [];
  for (const range of documentRanges(text)) {
    const batch = found.at(-1);
    if (batch !== undefined && text.startsWith('---', range.start) && batch.at(-1)!.end === range.start && range.end - batch[0].start <= BATCH_LENGTH) {
      batch.push(range);
    } else {
      found.push([range]);
    }
  }
  return found;
}

/** Undefined where they are not the documents that they are alone: between two of them a byte order mark means nothing. */
function loadTogether(text: string, batch: readonly Range[]): readonly LoadedDocument[] | undefined {
  const stream = text.slice(batch[0].start, batch.at(-1)!.end);
  if (batch.length === 1 || stream.startsWith('{') || stream.includes('\uFEFF') || SUSPICIOUS.test(stream)) {
    return undefined;
  }
  const { value: values } = attempt(() => loadAll(stream, null, { schema: KUBERNETES_YAML }));
  return values?.length === batch.length ? batch.map((range, index) => ({ ...range, value: values[index] })) : undefined;
}

function loadAlone(text: string, range: Range): LoadedDocument {
  const document = text.slice(range.start, range.end);
  const json = jsonObject(document);
  return { ...range, ...(json === undefined ? readYaml(document) : { value: json }) };
}

/** Most of what tools write as JSON is one object, which the engine reads much faster. */
function jsonObject(text: string): object | undefined {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text) as object;
    } catch {
      // A flow mapping of YAML, or broken: the YAML parser says.
    }
  }
  return undefined;
}

function readYaml(text: string): Read<unknown> {
  const read = attempt(() => yamlValue(text));
  const offset = read.error === undefined && SUSPICIOUS.test(text) ? offsetOfComplexKey(text) : undefined;
  return offset === undefined ? read : { error: { reason: 'a key must be a text', offset } };
}

function offsetOfComplexKey(text: string): number | undefined {
  const { complexKey } = require('./complex-keys') as typeof import('./complex-keys');
  return complexKey(text);
}

type Read<T> = { readonly value: T; readonly error?: undefined } | { readonly value?: undefined; readonly error: ReadingError };

function attempt<T>(read: () => T): Read<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof YAMLException) {
      return { error: { reason: error.reason, offset: error.mark?.position ?? 0 } };
    }
    throw error;
  }
}
