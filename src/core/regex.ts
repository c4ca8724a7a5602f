import type { Site } from './site';
import { RE2JS } from '../vendor/re2js';

/** Istio refuses longer ones ("regex is too large", pkg/config/validation) and counts bytes. */
const MAX_LENGTH = 1024;

/** Characters that mean something in RE2 outside of a class. */
const META = /[\\^$.|?*+()[\]{}]/g;

/** Checks that Envoy's engine, RE2, takes the expression: it knows no look-around and no back-references. */
export function checkRegex(site: Site, regex: string): string {
  site.check(regex.length > 0 && Buffer.byteLength(regex) <= MAX_LENGTH, {
    problem: `must be a regular expression of 1 to ${MAX_LENGTH} bytes`,
    got: regex,
    fix: 'shorten it, or match a prefix instead',
  });
  try {
    RE2JS.compile(regex);
  } catch (error) {
    site.fail({
      problem: `must be a regular expression that RE2 understands (${(error as Error).message})`,
      got: regex,
      fix: 'Envoy matches with RE2: no look-around, no back-references; see the RE2 syntax page',
    });
  }
  return regex;
}

/** An expression of an object that nobody has checked, and that Envoy would not take. */
export class RegexError extends Error {
  /** @param place the object and the field, where whoever asks knows them */
  constructor(regex: string, cause: unknown, place?: string) {
    super(`${place === undefined ? '' : `${place}: `}the regular expression '${regex}' must be one that RE2 understands (${(cause as Error).message}): Envoy matches with RE2: no look-around, no back-references`);
  }
}

/** True where the expression takes the whole text, as Envoy compares a header. */
export function matchesWhole(regex: string, text: string): boolean {
  return compiled(regex).matches(text);
}

/** Text that matches only itself. */
export function quoteRegex(text: string): string {
  return text.replace(META, '\\$&');
}

/** What every match of the expression starts with, as far as it is written out plainly. */
export function literalPrefix(regex: string): string {
  if (/\||\(\?/.test(regex)) {
    return '';
  }
  const plain = regex.replace(/^\^/, '');
  const end = plain.search(META);
  if (end < 0) {
    return plain;
  }
  // A quantifier makes the character before it optional.
  return '?*{'.includes(plain[end]) ? plain.slice(0, Math.max(0, end - 1)) : plain.slice(0, end);
}

/**
 * Tells whether a whole text matches, as Envoy's engine does.
 *
 * @param regex the expression
 * @param place the object and the field, where whoever asks knows them
 * @throws RegexError
 */
export function fullMatcher(regex: string, place?: string): (text: string) => boolean {
  const pattern = compiled(regex, place);
  return (text) => pattern.matches(text);
}

/** The same of a route that Envoy refuses where its engine does not take the expression: nothing matches, and what is refused with it says somebody else. */
export function matcherOrNever(regex: string): (text: string) => boolean {
  return isRegex(regex) ? fullMatcher(regex) : () => false;
}

/** Whether Envoy's engine takes the expression. */
export function isRegex(regex: string): boolean {
  try {
    compiled(regex);
    return true;
  } catch {
    return false;
  }
}

/** Replaces every match; `\1` in the replacement stands for a group, as in RE2. */
export function replaceMatches(text: string, regex: string, replacement: string): string {
  const matcher = compiled(regex).matcher(text);
  let result = '';
  let end = 0;
  while (matcher.find()) {
    result += text.slice(end, matcher.start()) + replacement.replace(/\\(\d|\\)/g, (_, group: string) => (group === '\\' ? '\\' : matcher.group(Number(group)) ?? ''));
    end = matcher.end();
  }
  return result + text.slice(end);
}

function compiled(regex: string, place?: string): RE2JS {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    throw new RegexError(regex, error, place);
  }
}
