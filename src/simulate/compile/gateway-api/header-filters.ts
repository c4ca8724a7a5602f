import type { RequestHeaderModifier } from '../../../../imports/gateway.networking.k8s.io';
import { type HeaderPair, headerOperations, NO_HEADERS, type RuleHeaders } from '../headers';

/** The filters that rules and backends have in common. */
interface HeaderFilter {
  readonly type: string;
  readonly requestHeaderModifier?: RequestHeaderModifier;
  readonly responseHeaderModifier?: RequestHeaderModifier;
}

/** Of several modifiers of a kind the last one counts: each replaces the one before. */
export function headersOf(filters: readonly HeaderFilter[] = []): HeaderPair {
  const last = (type: string) => filters.filter((filter) => filter.type === type).at(-1);
  return {
    request: operations(last('RequestHeaderModifier')?.requestHeaderModifier),
    response: operations(last('ResponseHeaderModifier')?.responseHeaderModifier),
  };
}

function operations(modifier: RequestHeaderModifier | undefined): RuleHeaders {
  if (modifier === undefined) {
    return NO_HEADERS;
  }
  const { set, add, remove } = modifier;
  return headerOperations({ set: pairs(set), add: pairs(add), remove });
}

/** Of equal names the first one counts, whatever their case (Gateway API, HTTPHeaderFilter). */
function pairs(headers: RequestHeaderModifier['set'] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value] as const).reverse());
}
