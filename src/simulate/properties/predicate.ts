import { quoteRegex } from '../../core/regex';
import type { StringMatch } from '../string-match';
import type { PathMatch } from '../tables';

/** A comparison of a text that the configuration makes. */
export interface Predicate {
  /** Takes the whole text. */
  readonly regex: string;
  /** What a proxy before it puts in place of a beginning. */
  readonly rewrite?: Rewrite;
  /** What follows the text where it is compared: the port after a host. */
  readonly end?: string;
}

export interface Rewrite {
  readonly from: string;
  readonly to: string;
}

/** Any text. */
export const ANYTHING = '(?s:.*)';

/** One of some texts. */
export function oneOf(texts: readonly string[]): string {
  return texts.map(quoteRegex).join('|');
}

const PATHS: Readonly<Record<PathMatch['kind'], (value: string) => string>> = {
  exact: quoteRegex,
  prefix: (value) => quoteRegex(value) + ANYTHING,
  segments: (value) => `${quoteRegex(value)}(?:/${ANYTHING})?`,
  regex: (value) => value,
};

/** What a route compares of the path. */
export function pathRegex({ kind, value, ignoresCase = false }: PathMatch): string {
  const regex = PATHS[kind](value);
  return ignoresCase && kind !== 'regex' ? `(?i:${regex})` : regex;
}

const TEXTS: Readonly<Record<StringMatch['kind'], (value: string) => string>> = {
  exact: quoteRegex,
  prefix: (value) => quoteRegex(value) + ANYTHING,
  suffix: (value) => ANYTHING + quoteRegex(value),
  contains: (value) => ANYTHING + quoteRegex(value) + ANYTHING,
  regex: (value) => value,
  present: () => ANYTHING,
};

/** What a route compares of a header, a parameter or a claim. */
export function textRegex({ kind, value }: StringMatch): string {
  return TEXTS[kind](value);
}

/** What a policy compares: `*` at one of its ends. */
export function affixRegex(pattern: string): string {
  if (pattern === '*') {
    return '(?s:.+)';
  }
  if (pattern.startsWith('*')) {
    return ANYTHING + quoteRegex(pattern.slice(1));
  }
  return pattern.endsWith('*') ? quoteRegex(pattern.slice(0, -1)) + ANYTHING : quoteRegex(pattern);
}

const OPERATOR = /(\{\*\*?\})/;

/** What a policy compares of a path: templates, too, whose `{*}` is wider here than there, so that near misses are looked at besides. */
export function policyPathRegex(pattern: string): string {
  return OPERATOR.test(pattern)
    ? pattern.split(OPERATOR).map((part) => ({ '{*}': '[^/]+', '{**}': ANYTHING })[part] ?? quoteRegex(part)).join('')
    : affixRegex(pattern);
}

/** What is chosen by a name with a wildcard at its front. */
export function domainRegex(domain: string): string {
  return domain.startsWith('*') ? `(?s:.+)${quoteRegex(domain.slice(1))}` : quoteRegex(domain);
}
