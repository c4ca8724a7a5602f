import { checkHeaderName } from '../core/http';
import type { Site } from '../core/site';

/** Whose tokens are counted together: a value of the request that gets a count of its own (`counters`, an expression in CEL). */
export class TokenCounter {
  /**
   * The user, as a Kuadrant AuthPolicy knows him: `auth.identity.userid`. The AuthPolicy must put that into
   * `response.success.filters.identity`; this library makes none.
   */
  public static user(): TokenCounter {
    return new TokenCounter('auth.identity.userid');
  }

  /** The model that the body of the request names: `requestBodyJSON("/model")`. */
  public static model(): TokenCounter {
    return new TokenCounter('requestBodyJSON("/model")');
  }

  /** A header: `request.headers['x-team']`. Callers can write what they want into it, unless something in front sees to it. */
  public static header(name: string): TokenCounter {
    return new TokenCounter(`request.headers['${name.toLowerCase()}']`, name);
  }

  /**
   * Any value of the request, by Kuadrant's well-known attributes.
   * @param expression in CEL: `auth.identity.metadata.annotations["plan"]`
   */
  public static expression(expression: string): TokenCounter {
    return new TokenCounter(expression);
  }

  private constructor(private readonly value: string, private readonly headerName?: string) {}

  /** @internal */
  public _bind(site: Site): string {
    site.check(this.value !== '', { problem: 'must not be empty', got: this.value, fix: 'write an expression in CEL' });
    if (this.headerName !== undefined) {
      checkHeaderName(site, this.headerName);
      site.check(!this.headerName.includes("'"), { problem: "must have no ', which ends a text in CEL", got: this.headerName, fix: 'use another header' });
    }
    return this.value;
  }
}
