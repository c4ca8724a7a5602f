import { checkRegex } from '../regex';
import type { Site } from '../site';

/** The match as rules are rendered from it; not exported. */
export interface QueryParamMatchConfig {
  readonly type: 'Exact' | 'RegularExpression';
  readonly name: string;
  readonly value: string;
}

/** The HTTPRoute schema's own limits (HTTPQueryParamMatch). */
const NAME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/;
const MAX_VALUE = 1024;

/** How a parameter of the query is compared, names and values with their case. */
export class QueryParamMatch {
  /** The parameter has exactly this value. */
  public static exact(name: string, value: string): QueryParamMatch {
    return new QueryParamMatch('Exact', name, value);
  }

  /**
   * The whole value matches an RE2 expression.
   * @param name the parameter
   * @param regex RE2 syntax, at most 1024 characters
   */
  public static regex(name: string, regex: string): QueryParamMatch {
    return new QueryParamMatch('RegularExpression', name, regex);
  }

  private constructor(
    private readonly type: QueryParamMatchConfig['type'],
    private readonly name: string,
    private readonly value: string,
  ) {}

  /** @internal */
  public _bind(site: Site): QueryParamMatchConfig {
    site.check(NAME.test(this.name), {
      problem: 'must name a query parameter: 1 to 256 letters, digits and a few signs',
      got: this.name,
      fix: 'a route cannot match other names; use a header',
    });
    site.check(this.value.length > 0 && this.value.length <= MAX_VALUE, {
      problem: `must have a value of 1 to ${MAX_VALUE} characters`,
      got: this.value,
      fix: "use regex(name, '.*') for a parameter that is only there",
    });
    return { type: this.type, name: this.name, value: this.type === 'Exact' ? this.value : checkRegex(site, this.value) };
  }
}
