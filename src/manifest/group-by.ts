/** The items by key, in order; items without a key are left out. */
export function groupBy<K, T>(items: readonly T[], key: (item: T) => K | undefined): ReadonlyMap<K, readonly T[]> {
  const result = new Map<K, T[]>();
  for (const item of items) {
    const of = key(item);
    const same = of === undefined ? undefined : result.get(of);
    if (same !== undefined) {
      same.push(item);
    } else if (of !== undefined) {
      result.set(of, [item]);
    }
  }
  return result;
}
