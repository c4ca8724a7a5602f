import type { Headers } from '../../headers';
import type { HeaderChange, HeaderOperations, Proxy } from '../../tables';

const ENVIRONMENT = /%ENVIRONMENT\(([^)]+)\)%/g;

/** First what is removed, then what is set, then what is added, wherever they stand (Envoy, `HeaderParser::evaluateHeaders`). */
export function withOperations(headers: Headers, { remove, change }: HeaderOperations, { environment }: Pick<Proxy, 'environment'>): Headers {
  const written = ({ value }: HeaderChange) => value.replace(ENVIRONMENT, (whole, variable: string) => environment?.get(variable) ?? whole);
  const kept = remove.reduce((result, name) => result.remove(name), headers);
  const set = change.filter(({ appends }) => !appends).reduce((result, each) => result.set(each.name, written(each)), kept);
  return change.filter(({ appends }) => appends).reduce((result, each) => result.add(each.name, written(each)), set);
}

export function changesAnything({ remove, change }: HeaderOperations): boolean {
  return remove.length + change.length > 0;
}
