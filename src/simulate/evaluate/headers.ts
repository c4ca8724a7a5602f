import type { Headers } from '../headers';
import type { HeaderOperations } from '../tables';

/** First what is removed, then the changes in order (Envoy, `HeaderParser::evaluateHeaders`). */
export function withOperations(headers: Headers, { remove, change }: HeaderOperations): Headers {
  const kept = remove.reduce((result, name) => result.remove(name), headers);
  return change.reduce((result, { name, value, appends }) => (appends ? result.add(name, value) : result.set(name, value)), kept);
}

export function changesAnything({ remove, change }: HeaderOperations): boolean {
  return remove.length + change.length > 0;
}
