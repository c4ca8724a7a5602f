import { isRegex } from '../../core/regex';
import { routeExpressions } from '../../manifest/gateway-api/expressions';
import type { Listener } from '../../manifest/gateway-api/listeners';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { Reason } from '../reason';
import { refusal } from './wrong-expressions';

/**
 * The listeners whose routes Envoy refuses, because it does not take an expression of one of them: it takes the routes of a port as a whole, and with TLS those
 * of a listener (`RouteConfiguration`). One that runs keeps what it had before; what is foreseen is one that starts.
 */
export function routeRefusals(index: ManifestIndex, listeners: readonly Listener[]): ReadonlyMap<Listener, Reason> {
  const refused = listeners.flatMap((listener) => {
    const reason = refusalOf(index, listener);
    return reason === undefined ? [] : [{ listener, reason }];
  });
  return new Map(listeners.flatMap((listener) => {
    const found = refused.find((other) => other.listener === listener || areOne(other.listener, listener));
    return found === undefined ? [] : [[listener, found.reason] as const];
  }));
}

function areOne({ spec: a }: Listener, { spec: b }: Listener): boolean {
  return a.protocol === 'HTTP' && b.protocol === 'HTTP' && a.port === b.port;
}

function refusalOf(index: ManifestIndex, listener: Listener): Reason | undefined {
  for (const { route } of index.attachments.on(listener)) {
    const wrong = routeExpressions(route).find(({ expression }) => !isRegex(expression));
    if (wrong !== undefined) {
      return refusal(`all routes of port ${listener.spec.port}`, wrong.expression, { object: route, at: wrong.at });
    }
  }
  return undefined;
}
