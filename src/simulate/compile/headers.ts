import { NO_OPERATIONS } from '../tables';
import type { HeaderPair, RuleHeaders } from './rule';

export type { HeaderPair, RuleHeaders };

/** Headers as Istio's own API writes them. */
export interface WrittenHeaders {
  readonly set?: Readonly<Record<string, string>>;
  readonly add?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

export const NO_HEADERS: RuleHeaders = NO_OPERATIONS;

/** First what is set, then what is added, each by name (pilot/pkg/networking/core/route/route.go `TranslateHeadersOperations`). */
export function headerOperations({ set = {}, add = {}, remove = [] }: WrittenHeaders): RuleHeaders {
  return {
    remove: remove.filter((name) => !isInternal(name)),
    change: [...changes(set, false), ...changes(add, true)],
    host: authority(set) ?? authority(add),
  };
}

function changes(headers: Readonly<Record<string, string>>, appends: boolean) {
  return Object.keys(headers).filter((name) => !isInternal(name)).sort().map((name) => ({ name, value: headers[name], appends }));
}

function authority(headers: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(headers).find((key) => ['host', ':authority'].includes(key.toLowerCase()));
  return name === undefined ? undefined : headers[name] || undefined;
}

/** Names that no proxy changes as headers. */
function isInternal(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}
