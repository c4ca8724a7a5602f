import type { Claims } from './attributes';
import type { TextTest } from './text';

/** Where a claim is: `[realm_access][roles]`; undefined for what is no such path (pilot/pkg/security/authz/model/util.go). */
export function claimPath(brackets: string): readonly string[] | undefined {
  if (/^(\[[^[\]]*\])+$/.test(brackets)) {
    return brackets.slice(1, -1).split('][');
  }
  return brackets.startsWith('[') && brackets.endsWith(']') ? [brackets.slice(1, -1)] : undefined;
}

export function claimAt(claims: Claims | undefined, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key) ? (value as Claims)[key] : undefined), claims);
}

/** Whether the claim is such a text, or a list with one. Numbers and truth values never are. */
export function claimHolds(value: unknown, test: TextTest): boolean {
  return Array.isArray(value) ? value.some((item) => isText(item, test)) : isText(value, test);
}

/** Whether issuer and subject are those of `issuer/subject` (model/generator.go `requestPrincipalGenerator`). */
export function requestPrincipalTest(pattern: string): (claims: Claims | undefined) => boolean {
  const [issuer, subject] = principalTests(pattern);
  return (claims) => isText(claims?.iss, issuer) && isText(claims?.sub, subject);
}

const some: TextTest = (text) => text !== '';

/** An issuer may be a URL, so that the last slash divides. `*` stands at one end of the whole. */
function principalTests(pattern: string): readonly [TextTest, TextTest] {
  const slash = pattern.lastIndexOf('/');
  const issuer = slash < 0 ? pattern : pattern.slice(0, slash);
  const subject = slash < 0 ? '' : pattern.slice(slash + 1);
  if (pattern === '*') {
    return [some, some];
  }
  if (pattern.startsWith('*')) {
    return slash < 0 ? [some, ends(pattern.slice(1))] : [issuer === '*' ? some : ends(issuer.slice(1)), equals(subject)];
  }
  if (pattern.endsWith('*')) {
    return slash < 0 ? [starts(pattern.slice(0, -1)), some] : [equals(issuer), subject === '*' ? some : starts(subject.slice(0, -1))];
  }
  return [equals(issuer), equals(subject)];
}

const equals = (wanted: string): TextTest => (text) => text === wanted;
const starts = (wanted: string): TextTest => (text) => text.startsWith(wanted);
const ends = (wanted: string): TextTest => (text) => text.endsWith(wanted);

function isText(value: unknown, test: TextTest): boolean {
  return typeof value === 'string' && test(value);
}
