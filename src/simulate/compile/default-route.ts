import type { Origin, Passing, RetryPolicy, RouteEntry } from '../tables';
import { NO_OPERATIONS } from '../tables';
import { pathMatch } from './path-match';
import { retryPolicy } from './retry';
import type { MeshSettings } from '../settings';

/** What is there where nobody writes routes: everything to the one that was called (`BuildDefaultHTTPOutboundRoute`). */
export function defaultRoute(host: string, port: number, origin: Origin, { retries }: MeshSettings): RouteEntry {
  return everythingTo(host, port, origin, retryPolicy(retries, 'always'));
}

/** At the pods' own side of the mesh only what never was begun is tried again, and no gRPC (`BuildDefaultHTTPInboundRoute`). */
export function inboundRoute(host: string, port: number, origin: Origin, isGrpc: boolean): RouteEntry {
  return everythingTo(host, port, origin, isGrpc ? undefined : { retries: 2, conditions: ['reset-before-request'], codes: [], avoidsPrevious: 'never' });
}

/** What a server with `httpsRedirect` does with requests in plaintext (`VirtualHost.require_tls`; Envoy, source/common/http/utility.cc `createSslRedirectPath`). */
export function toTls(origin: Origin): RouteEntry {
  return { ...everything('https-redirect', origin), action: { kind: 'redirect', status: 301, scheme: 'https', keepsPort: true } };
}

/** What a proxy answers that has no routes, for the origin's sake. */
export function noRoutes(origin: Origin, why: string): RouteEntry {
  return { ...everything('none', origin), action: { kind: 'respond', status: 404, why } };
}

/** What becomes of connections that nobody reads, as a route that takes everything. */
export function connectionsTo({ destinations, origin }: Passing): RouteEntry {
  const clusters = destinations.map((each) => ({ ...each, requestHeaders: NO_OPERATIONS, responseHeaders: NO_OPERATIONS }));
  return { ...everything('connections', origin), action: { kind: 'forward', clusters, missingStatus: 503, mirrors: [], pickers: [] } };
}

function everythingTo(host: string, port: number, origin: Origin, retry: RetryPolicy | undefined): RouteEntry {
  return {
    ...everything('default', origin),
    action: {
      kind: 'forward',
      clusters: [{ cluster: { host, port }, weight: 1, requestHeaders: NO_OPERATIONS, responseHeaders: NO_OPERATIONS, origin }],
      missingStatus: 503,
      retry,
      mirrors: [],
      pickers: [],
    },
  };
}

function everything(name: string, origin: Origin): Omit<RouteEntry, 'action'> {
  const match = { path: pathMatch(undefined, 'istio'), headers: [], query: [], claims: [] };
  return { name, origin, match, requestHeaders: NO_OPERATIONS, responseHeaders: NO_OPERATIONS };
}
