import { checkCookieName, checkCookieValue } from '../cookie';
import { checkHeaderName, checkHeaderValue } from '../http';
import { checkRegex, quoteRegex } from '../regex';
import type { Site } from '../site';

/** The match as rules are rendered from it; not exported. */
export interface HeaderMatchConfig {
  readonly type: 'Exact' | 'RegularExpression';
  readonly name: string;
  readonly value: string;
}

/** How a header of a request is compared. Names ignore case, values do not. */
export class HeaderMatch {
  /** The header has exactly this value. */
  public static exact(name: string, value: string): HeaderMatch {
    return new HeaderMatch('Exact', name, value);
  }

  /**
   * The whole value matches an RE2 expression.
   * @param name the header
   * @param regex RE2 syntax, at most 1024 characters
   */
  public static regex(name: string, regex: string): HeaderMatch {
    return new HeaderMatch('RegularExpression', name, regex);
  }

  /** The header is there, whatever its value. */
  public static present(name: string): HeaderMatch {
    return new HeaderMatch('RegularExpression', name, '.*');
  }

  /** The request carries this cookie with this value, among any others. */
  public static cookie(name: string, value: string): HeaderMatch {
    const regex = `(.*;[ \\t]*)?${quoteRegex(name)}=${quoteRegex(value)}([ \\t]*;.*)?`;
    return new HeaderMatch('RegularExpression', 'cookie', regex, { name, value });
  }

  private constructor(
    private readonly type: HeaderMatchConfig['type'],
    private readonly name: string,
    private readonly value: string,
    private readonly ofCookie?: { readonly name: string; readonly value: string },
  ) {}

  /** @internal */
  public _bind(site: Site): HeaderMatchConfig {
    if (this.ofCookie) {
      checkCookieName(site, this.ofCookie.name);
      checkCookieValue(site, this.ofCookie.value);
    }
    const value = this.type === 'Exact' ? this.value : checkRegex(site, this.value);
    // The CRD asks the same of expressions.
    return { type: this.type, name: checkHeaderName(site, this.name), value: checkHeaderValue(site, value) };
  }
}
