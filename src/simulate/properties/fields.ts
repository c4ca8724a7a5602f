import type { PathNormalization } from '../path-normalization';
import type { Language } from './cells';
import { ANYTHING, oneOf } from './predicate';

/** What of a request comparisons are about: a name, and for headers, parameters and claims which of them. */
export type Field = 'path' | 'method' | 'authority' | 'token' | 'address' | `header ${string}` | `query ${string}` | `claim ${string}`;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Methods that an Envoy takes. The last one stands for those that nobody thinks of. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE'];

const PATH_LETTERS = `${LETTERS}/-._~!$&'()*+,;=:@%`;

/** Only escapes that stand for what is no plain character. */
const ESCAPED = '/(?:[^%]|%(?:2[0-9A-CFa-cf]|[0189A-Fa-f][0-9A-Fa-f]))*';
const DOTS = `${ANYTHING}/\\.\\.?(?:/${ANYTHING})?`;
/** A path that is nothing but two slashes keeps them. */
const REPEATED_SLASHES = `(?s:.+)//${ANYTHING}|//(?s:.+)`;
const ESCAPED_SLASHES = `${ANYTHING}%(?:2[Ff]|5[Cc])${ANYTHING}`;

/** Names of hosts. */
export const HOST: Language = { letters: `${LETTERS.slice(0, 36)}-.`, must: ['[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*'], mustNot: [] };

const VISIBLE = `${LETTERS}-._~:/@!#$%&'()*+,;<=>?[]^{|}"\\\``;

/** What a header carries, or a claim. */
const TEXT: Language = { letters: `${VISIBLE} `, must: ['(?:[!-~](?:[ -~]*[!-~])?)?'], mustNot: [] };

const PARAMETER: Language = { letters: [...VISIBLE].filter((letter) => !'&#"<>\\^`{|}'.includes(letter)).join(''), must: [], mustNot: [] };

const METHOD: Language = { letters: LETTERS.slice(36), must: [oneOf(METHODS)], mustNot: [] };

const LANGUAGES: Readonly<Record<string, Language>> = { authority: HOST, method: METHOD, header: TEXT, claim: TEXT, query: PARAMETER };

/** What texts a field may have. */
export function languageOf(field: Field, paths: PathNormalization): Language {
  return field === 'path' ? pathLanguage(paths) : LANGUAGES[field.split(' ')[0]];
}

/** Paths as they reach comparisons: normalized already, so that none can be written in two ways. */
function pathLanguage({ resolves, mergesSlashes, unescapesSlashes }: PathNormalization): Language {
  return {
    letters: resolves ? PATH_LETTERS : `${PATH_LETTERS}\\`,
    must: [resolves ? ESCAPED : `/${ANYTHING}`],
    mustNot: [...(resolves ? [DOTS] : []), ...(mergesSlashes ? [REPEATED_SLASHES] : []), ...(unescapesSlashes ? [ESCAPED_SLASHES] : [])],
  };
}

/** Whether a request may be without it. */
export function isOptional(field: Field): boolean {
  return field.includes(' ');
}

/** `x-version` of `header x-version`. */
export function nameOf(field: Field): string {
  return field.slice(field.indexOf(' ') + 1);
}
