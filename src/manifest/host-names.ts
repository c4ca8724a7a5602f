/** Host names with wildcards, as Gateway API and Istio compare them: `*.` stands for one label or more, case does not count. */

/** Whether every name that `b` stands for is one of `a`'s. */
export function hostCovers(a: string, b: string): boolean {
  const [wide, narrow] = [a.toLowerCase(), b.toLowerCase()];
  if (wide === '*' || wide === narrow) {
    return true;
  }
  return wide.startsWith('*.') && narrow.endsWith(wide.slice(1)) && narrow.length > wide.length - 1;
}

/** The narrower of two hosts that have names in common, or undefined if they have none. Left out means any. */
export function hostIntersection(a: string | undefined, b: string | undefined): string | undefined {
  const [first, second] = [a || '*', b || '*'];
  if (hostCovers(first, second)) {
    return second;
  }
  return hostCovers(second, first) ? first : undefined;
}
