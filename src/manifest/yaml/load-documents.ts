import { documentRanges, type Range } from './documents';
import { plainDocument } from './plain-document';
import type { YAMLException } from '../../vendor/js-yaml';

/** A document of a text: what it holds, or why it could not be read. */
export interface LoadedDocument extends Range {
  readonly value?: unknown;
  readonly error?: YAMLException;
}

/** Characters that are read in one go: to set up the library costs as much as to read half a thousand of them, and many at once wear the memory. */
const BATCH_LENGTH = 8_000;

/**
 * The documents of a text. What is not of the form in which programs write is for the library, to which neighbours are given in one go, unless one of
 * them is broken: that would lose all of them.
 */
export function loadDocuments(text: string): readonly LoadedDocument[] {
  const documents: LoadedDocument[] = [];
  let batch: Range[] = [];
  const readBatch = () => {
    if (batch.length > 0) {
      const { loadTogether, loadAlone } = require('./library-documents') as typeof import('./library-documents');
      documents.push(...(loadTogether(text, batch) ?? batch.map((range) => loadAlone(text, range))));
      batch = [];
    }
  };
  for (const range of documentRanges(text)) {
    const value = plainDocument(text, range);
    if (batch.length > 0 && (value !== undefined || !continues(batch, range, text))) {
      readBatch();
    }
    if (value === undefined) {
      batch.push(range);
    } else {
      documents.push({ ...range, value });
    }
  }
  readBatch();
  return documents;
}

/** Whether the document lies beside those of the batch, and is not too much for it. */
function continues(batch: readonly Range[], range: Range, text: string): boolean {
  return text.startsWith('---', range.start) && batch.at(-1)!.end === range.start && range.end - batch[0].start <= BATCH_LENGTH;
}
