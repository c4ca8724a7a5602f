/** True where a request can be for both: equal, or covered by a wildcard of either side. */
export function hostnamesMeet(a: string, b: string): boolean {
  return a === b || covers(a, b) || covers(b, a);
}

function covers(wildcard: string, hostname: string): boolean {
  return wildcard.startsWith('*.') && hostname.endsWith(wildcard.slice(1));
}
