/** Values that are worked out once. */
export class Memory<K, V> {
  private readonly values = new Map<K, V>();

  public recall(key: K, make: () => V): V {
    if (!this.values.has(key)) {
      this.values.set(key, make());
    }
    return this.values.get(key) as V;
  }
}
