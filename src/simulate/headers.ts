/**
 * Of these Envoy keeps a single line, to which it appends with a comma (envoy/http/header_map.h `INLINE_REQ_HEADERS` and its neighbours; filters
 * register others, as source/extensions/filters/http/cors does).
 */
const SINGLE_LINE = new Set([
  'content-type', 'location', 'server', 'te', 'user-agent', 'via', 'origin', 'access-control-request-headers', 'access-control-request-method',
  'x-forwarded-for',
]);

/** Headers in order, a name as often as it was sent. Never changes: each change makes another one. */
export class Headers {
  public static readonly NONE = new Headers([]);

  public static of(entries: readonly (readonly [string, string])[]): Headers {
    return entries.reduce((headers, [name, value]) => headers.add(name, value), Headers.NONE);
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
    const key = name.toLowerCase();
    const line = SINGLE_LINE.has(key) ? this.first(key) : undefined;
    return line === undefined
      ? new Headers([...this.entries, [key, value]])
      : this.set(key, [line, value].filter((text) => text !== '').join(','));
  }

  public set(name: string, value: string): Headers {
    return this.remove(name).add(name, value);
  }

  public remove(name: string): Headers {
    const unwanted = name.toLowerCase();
    return this.has(name) ? new Headers(this.entries.filter(([known]) => known !== unwanted)) : this;
  }
}
