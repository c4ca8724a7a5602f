import { checkHeaderName } from '../core/http';
import type { Site } from '../core/site';

/** One entry of `customTags`. */
export interface SpanTagConfig {
  readonly literal?: { readonly value: string };
  readonly header?: { readonly name: string; readonly defaultValue?: string };
  readonly environment?: { readonly name: string; readonly defaultValue?: string };
}

/** The value of a tag that every span of the mesh carries. */
export class SpanTag {
  /**
   * Always the same text: `customTags.<tag>.literal`.
   * @param value the text
   */
  public static literal(value: string): SpanTag {
    return new SpanTag((site) => ({ literal: { value: checkFilled(site, value) } }));
  }

  /**
   * A header of the request: `customTags.<tag>.header`.
   * @param name the header, `x-model-version` for example
   * @param defaultValue the value where the request has no such header; no tag if left out
   */
  public static header(name: string, defaultValue?: string): SpanTag {
    return new SpanTag((site) => ({ header: { name: checkHeaderName(site, name), defaultValue } }));
  }

  /**
   * An environment variable of the proxy: `customTags.<tag>.environment`.
   * @param name the variable
   * @param defaultValue the value where the proxy has no such variable; no tag if left out
   */
  public static environment(name: string, defaultValue?: string): SpanTag {
    return new SpanTag((site) => ({ environment: { name: checkFilled(site, name), defaultValue } }));
  }

  private constructor(private readonly config: (site: Site) => SpanTagConfig) {}

  /** @internal */
  public _bind(site: Site): SpanTagConfig {
    return this.config(site);
  }
}

function checkFilled(site: Site, text: string): string {
  site.check(text.length > 0, { problem: 'must not be empty', got: text, fix: 'give a value, or leave the tag out' });
  return text;
}
