import type { Url } from '../../request';
import type { ListenerTable, VirtualHostTable } from '../../tables';

/** The listener of the port; of those with TLS the one whose server name is the most specific. */
export function findListener(listeners: readonly ListenerTable[], { scheme, port, host }: Pick<Url, 'scheme' | 'port' | 'host'>): ListenerTable | undefined {
  const onPort = listeners.filter((listener) => listener.port === port && (listener.isTls === (scheme === 'https') || takesBytes(listener)));
  return mostSpecific(onPort, host, ({ serverName }) => [serverName ?? '*']);
}

function takesBytes({ isTls, passes }: ListenerTable): boolean {
  return passes !== undefined && !isTls;
}

interface Domains {
  /** Of equal ones the first. */
  readonly exact: ReadonlyMap<string, VirtualHostTable>;
  readonly wild: readonly VirtualHostTable[];
}

/** A mesh has thousands of them. */
const known = new WeakMap<readonly VirtualHostTable[], Domains>();

/** The virtual host of a listener that is for the host. Domains are in small letters. */
export function findVirtualHost({ virtualHosts }: ListenerTable, host: string): VirtualHostTable | undefined {
  const { exact, wild } = known.get(virtualHosts) ?? byDomain(virtualHosts);
  return exact.get(host.toLowerCase()) ?? mostSpecific(wild, host, ({ domains }) => domains);
}

function byDomain(virtualHosts: readonly VirtualHostTable[]): Domains {
  const exact = new Map<string, VirtualHostTable>();
  for (const virtualHost of virtualHosts) {
    for (const domain of virtualHost.domains) {
      if (!exact.has(domain)) {
        exact.set(domain, virtualHost);
      }
    }
  }
  const domains = { exact, wild: virtualHosts.filter((virtualHost) => virtualHost.domains.some((domain) => domain.startsWith('*'))) };
  known.set(virtualHosts, domains);
  return domains;
}

/** What has a name for the host: in full, then the longest wildcard at its front, then `*` (Envoy, `VirtualHost.domains`). */
export function mostSpecific<T>(candidates: readonly T[], host: string, names: (candidate: T) => readonly string[]): T | undefined {
  const wanted = host.toLowerCase();
  let best: { readonly candidate: T; readonly rank: number } | undefined;
  for (const candidate of candidates) {
    for (const name of names(candidate)) {
      const rank = rankOf(name.toLowerCase(), wanted);
      if (rank > (best?.rank ?? 0)) {
        best = { candidate, rank };
      }
    }
  }
  return best?.candidate;
}

/** Zero where the name does not mean the host. */
function rankOf(name: string, host: string): number {
  if (name === '*') {
    return 1;
  }
  if (name === host) {
    return Infinity;
  }
  return name.startsWith('*') && host.endsWith(name.slice(1)) && host.length >= name.length ? name.length : 0;
}
