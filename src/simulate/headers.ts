/** Headers in order, a name as often as it was sent. Never changes: each change makes another one. */
export class Headers {
  public static readonly NONE = new Headers([]);

  public static of(entries: readonly (readonly [string, string])[]): Headers {
    return entries.length === 0 ? Headers.NONE : new Headers(entries.map(([name, value]) => [name.toLowerCase(), value]));
  }

  private constructor(public readonly entries: readonly (readonly [string, string])[]) {}

  /** All values of it, joined by commas as Envoy compares them; undefined where it is absent. */
  public get(name: string): string | undefined {
    const values = this.all(name);
    return values.length > 1 ? values.join(',') : values[0];
  }

  /** Its first value. */
  public first(name: string): string | undefined {
    return this.all(name)[0];
  }

  public all(name: string): readonly string[] {
    const wanted = name.toLowerCase();
    return this.entries.filter(([known]) => known === wanted).map(([, value]) => value);
  }

  public has(name: string): boolean {
    const wanted = name.toLowerCase();
    return this.entries.some(([known]) => known === wanted);
  }

  public add(name: string, value: string): Headers {
    return new Headers([...this.entries, [name.toLowerCase(), value]]);
  }

  public set(name: string, value: string): Headers {
    return this.remove(name).add(name, value);
  }

  public remove(name: string): Headers {
    const unwanted = name.toLowerCase();
    return this.has(name) ? new Headers(this.entries.filter(([known]) => known !== unwanted)) : this;
  }
}
