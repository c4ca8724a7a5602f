import { hostnamesMeet } from './hostnames';
import type { Site } from '../../core/site';

/** A route on a host that no listener serves is accepted by the API server and answers nothing. */
export function checkRouteHosts(
  site: Site,
  gateway: { readonly name: string; readonly hostnames: readonly string[] },
  hostnames: readonly string[],
): void {
  hostnames.forEach((hostname, i) => {
    const served = gateway.hostnames.length === 0 || gateway.hostnames.some((listener) => hostnamesMeet(listener, hostname));
    site.at('hostnames', i).check(served, {
      problem: `must be a host that the gateway ${gateway.name} serves (${gateway.hostnames.join(', ')})`,
      got: hostname,
      fix: 'add it to the hostnames of the gateway',
    });
  });
}
