import type { Range } from './documents';
import { KUBERNETES_YAML } from './kubernetes-yaml';
import type { LoadedDocument } from './load-documents';
import { load, loadAll, YAMLException } from '../../vendor/js-yaml';

/** Undefined where they are not the documents that they are alone: between two of them a byte order mark means nothing. */
export function loadTogether(text: string, batch: readonly Range[]): readonly LoadedDocument[] | undefined {
  const stream = text.slice(batch[0].start, batch.at(-1)!.end);
  if (batch.length === 1 || stream.startsWith('{') || stream.includes('\uFEFF')) {
    return undefined;
  }
  const { value: values } = attempt(() => loadAll(stream, { schema: KUBERNETES_YAML }));
  return values?.length === batch.length ? batch.map((range, index) => ({ ...range, value: values[index] })) : undefined;
}

export function loadAlone(text: string, range: Range): LoadedDocument {
  return { ...range, ...attempt(() => parse(text.slice(range.start, range.end))) };
}

function attempt<T>(read: () => T): { readonly value?: T; readonly error?: YAMLException } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof YAMLException) {
      return { error };
    }
    throw error;
  }
}

/** Most of what tools write as JSON is one value, which the engine reads much faster. */
function parse(text: string): unknown {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // A flow mapping of YAML, or broken: the YAML parser says.
    }
  }
  return load(text, { schema: KUBERNETES_YAML });
}
