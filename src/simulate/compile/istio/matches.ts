import type { VirtualServiceAllowOrigin as Comparison, VirtualServiceMatch } from '../../../../imports/networking.istio.io';
import { exactly, prefixed, PRESENT, regularly, type StringMatch } from '../../string-match';
import type { Origin } from '../../tables';
import type { RuleMatch, RuleNamedMatch, RulePath } from '../rule';
import { gatewayName } from './virtual-service';

/** A match of a VirtualService. */
export function matchOf(match: VirtualServiceMatch, namespace: string, origin: Origin): RuleMatch {
  const { name, uri, ignoreUriCase, method, authority, scheme, headers, withoutHeaders, queryParams } = match;
  const { port, gateways, sourceLabels, sourceNamespace } = match;
  return {
    origin,
    name,
    path: uri && pathOf(uri),
    ignoresCase: ignoreUriCase,
    method: method && comparison(method),
    authority: authority && comparison(authority),
    scheme: scheme && comparison(scheme),
    headers: [...named(headers, false), ...named(withoutHeaders, true)],
    query: named(queryParams, false),
    port: port === 0 ? undefined : port,
    gateways: gateways?.map((gateway) => gatewayName(gateway, namespace)),
    sourceLabels,
    sourceNamespace,
  };
}

function pathOf({ exact, prefix, regex }: Comparison): RulePath {
  if (exact !== undefined) {
    return { kind: 'exact', value: exact };
  }
  return prefix === undefined ? { kind: 'regex', value: regex! } : { kind: 'prefix', value: prefix };
}

function named(matches: Readonly<Record<string, Comparison>> = {}, inverted: boolean): RuleNamedMatch[] {
  return Object.entries(matches).map(([name, match]) => ({ name, match: comparison(match), inverted }));
}

/** Nothing, and the expression `*`, which is none, ask for presence. */
export function comparison({ exact, prefix, regex }: Comparison): StringMatch {
  if (exact !== undefined) {
    return exactly(exact);
  }
  if (prefix !== undefined) {
    return prefixed(prefix);
  }
  return regex === undefined || regex === '*' ? PRESENT : regularly(regex);
}
