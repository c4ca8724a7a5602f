import { isRegex } from '../../core/regex';
import type { Reason } from '../reason';
import type { StringMatch } from '../string-match';
import type { Origin, RouteEntry } from '../tables';
import type { UnknownCause } from '../unknown';
import { noRoutes } from './default-route';

/** What a route of the Gateway API compares with. */
interface Compared {
  readonly path?: Pick<StringMatch, 'value'> & { readonly kind: string };
  readonly headers: readonly { readonly match: StringMatch }[];
  readonly query: readonly { readonly match: StringMatch }[];
}

/** An expression that Envoy's engine does not take. Nobody before Envoy looks at those of the Gateway API. */
export function wrongExpression({ path, headers, query }: Compared): string | undefined {
  const all = [...(path === undefined ? [] : [path]), ...[...headers, ...query].map(({ match }) => match)];
  return all.find(({ kind, value }) => kind === 'regex' && !isRegex(value))?.value;
}

/**
 * What a proxy gets for several ports comes in one answer, which Envoy takes port by port, in no order that holds, until it refuses one
 * (Envoy, `WatchMap::onConfigUpdate`): of the others some have their routes then and some do not.
 */
export const REFUSED_BESIDE: UnknownCause = 'refused-beside';

/** Envoy takes the routes of a port as a whole, or refuses them: a sidecar that starts then has none. */
export function refusedRoutes(routes: readonly RouteEntry[], port: number): RouteEntry | undefined {
  for (const { match, origin } of routes) {
    const wrong = wrongExpression(match);
    if (wrong !== undefined) {
      return noRoutes(origin, refusal(`all routes of port ${port}`, wrong, origin).text);
    }
  }
  return undefined;
}

export function refusal(what: string, expression: string, origin: Origin): Reason {
  return { text: `Envoy refuses ${what}: ${origin.object.id} has the expression '${expression}', which RE2 does not take`, origin };
}
