import type { GatewayBinding } from '../mesh/gateway/binding';
import { hostnamesMeet } from '../mesh/gateway/hostnames';

/** The hosts that requests really come for: of a listener's and a route's, whichever is the narrower. */
export function hostsOf(gateway: GatewayBinding, hostnames: readonly string[]): readonly string[] {
  if (gateway.hostnames.length === 0 || hostnames.length === 0) {
    const all = [...gateway.hostnames, ...hostnames];
    return all.length > 0 ? all : ['any host'];
  }
  const pairs = gateway.hostnames.flatMap((listener) => hostnames.map((hostname) => [listener, hostname]));
  return [...new Set(pairs.filter(([a, b]) => hostnamesMeet(a, b)).map(narrower))];
}

/** Of two hosts that meet. */
function narrower([a, b]: readonly string[]): string {
  const [named] = [a, b].filter((host) => !host.startsWith('*'));
  return named ?? (a.length > b.length ? a : b);
}
