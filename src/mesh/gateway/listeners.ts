import type { MeshGatewayOptions } from './gateway-options';

/** One listener of a Gateway. */
export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly secure: boolean;
}

/** Gateway API: `spec.listeners` has 64 items at most. */
export const LISTENER_LIMIT = 64;

/** A listener for each host, by HTTP and, with a certificate, by HTTPS. Names stay when hosts are added or reordered. */
export function listenersFor(hostnames: readonly string[], options: MeshGatewayOptions): Listener[] {
  const hosts = hostnames.length > 0 ? hostnames : [undefined];
  const plain = hosts.map((hostname) => ({ name: listenerName('http', hostname), hostname, port: options.httpPort ?? 80, secure: false }));
  const secure = hosts.map((hostname) => ({ name: listenerName('https', hostname), hostname, port: options.httpsPort ?? 443, secure: true }));
  return options.tlsSecret === undefined ? plain : [...plain, ...secure];
}

/** A section name is a DNS subdomain. The wildcard goes to the prefix, since any label may be that of another host. */
function listenerName(prefix: string, hostname: string | undefined): string {
  return hostname === undefined ? prefix : `${prefix}${hostname.startsWith('*') ? '-any' : ''}.${hostname.replace(/^\*\./, '')}`;
}
