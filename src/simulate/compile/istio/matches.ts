import type { VirtualServiceAllowOrigin as Comparison, VirtualServiceMatch } from '../../../../imports/networking.istio.io';
import { fullMatcher } from '../../../core/regex';
import { placeOf } from '../../explain/line';
import { exactly, prefixed, PRESENT, regularly, type StringMatch } from '../../string-match';
import type { Origin } from '../../tables';
import type { RuleMatch, RuleNamedMatch, RulePath } from '../rule';
import { gatewayName } from './virtual-service';

/** No expression, and taken for none. */
const ANY = '*';

/**
 * A match of a VirtualService.
 *
 * @throws RegexError for an expression that istiod's webhook refuses
 */
export function matchOf(match: VirtualServiceMatch, namespace: string, origin: Origin): RuleMatch {
  checkExpressions(match, origin);
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

function checkExpressions(match: VirtualServiceMatch, { object, at }: Origin): void {
  const { uri, method, authority, scheme, headers, withoutHeaders, queryParams } = match;
  const single = Object.entries({ uri, method, authority, scheme }).map(([field, wanted]) => ({ path: [field], wanted }));
  const several = Object.entries({ headers, withoutHeaders, queryParams }).flatMap(([field, byName = {}]) => (
    Object.entries(byName).map(([name, wanted]) => ({ path: [field, name], wanted }))));
  for (const { path, wanted: { regex } = {} } of [...single, ...several]) {
    if (regex !== undefined && regex !== ANY) {
      fullMatcher(regex, placeOf({ object, at: at.at(...path, 'regex') }));
    }
  }
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
  return regex === undefined || regex === ANY ? PRESENT : regularly(regex);
}
