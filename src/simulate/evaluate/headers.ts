import type { Headers } from '../headers';
import type { HeaderOperations, Proxy } from '../tables';

const ENVIRONMENT = /%ENVIRONMENT\(([^)]+)\)%/g;

/** First what is removed, then the changes in order (Envoy, `HeaderParser::evaluateHeaders`). */
export function withOperations(headers: Headers, { remove, change }: HeaderOperations, { environment }: Proxy): Headers {
  const kept = remove.reduce((result, name) => result.remove(name), headers);
  return change.reduce((result, { name, value, appends }) => {
    const written = value.replace(ENVIRONMENT, (whole, variable: string) => environment?.get(variable) ?? whole);
    return appends ? result.add(name, written) : result.set(name, written);
  }, kept);
}

export function changesAnything({ remove, change }: HeaderOperations): boolean {
  return remove.length + change.length > 0;
}
