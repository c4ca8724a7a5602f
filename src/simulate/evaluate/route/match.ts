import { withoutQuery } from './normalize';
import { isUntold } from '../../forwarded-for';
import { type Message, schemeOf, type Token } from '../../request';
import type { StringMatch } from '../../string-match';
import type { ClaimMatch, NamedMatch, PathMatch, RouteMatch } from '../../tables';
import type { Verdict } from '../../verdict';

/** What a route compares: the message, and the claims of a token that was found valid. */
export interface Matched {
  readonly message: Message;
  readonly token?: Token;
}

type Comparison = (match: RouteMatch, matched: Matched) => readonly Verdict[];

/** Every comparison, in the order in which Envoy makes them. All have to match. */
const COMPARISONS: readonly Comparison[] = [
  ({ path }, { message }) => [pathVerdict(path, withoutQuery(message.path))],
  ({ method }, { message }) => optional('method', method, message.method),
  ({ authority }, { message }) => optional('authority', authority, message.authority),
  ({ scheme }, { message }) => optional('scheme', scheme, schemeOf(message)),
  ({ headers }, { message }) => headers.map((each) => headerVerdict(each, message.headers.all(each.name))),
  ({ query }, { message }) => (query.length === 0 ? [] : query.map((each) => parameterVerdict(each, message.path))),
  ({ claims }, { token }) => claims.map((each) => claimVerdict(each, token)),
];

/** Compares up to the first difference, which is the last verdict then. */
export function compare(match: RouteMatch, matched: Matched): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const comparison of COMPARISONS) {
    for (const verdict of comparison(match, matched)) {
      verdicts.push(verdict);
      if (!verdict.matches) {
        return verdicts;
      }
    }
  }
  return verdicts;
}

const PATH_WORDS: Readonly<Record<PathMatch['kind'], string>> = { exact: '', prefix: 'text prefix ', segments: 'prefix ', regex: 'regex ' };

function pathVerdict({ kind, value, matches }: PathMatch, path: string): Verdict {
  return { matches: matches(path), field: 'path', wanted: `${PATH_WORDS[kind]}${value || '/'}`, got: path };
}

function optional(field: string, match: StringMatch | undefined, got: string): readonly Verdict[] {
  return match === undefined ? [] : [{ matches: match.matches(got), field, wanted: wanted(match), got }];
}

function headerVerdict(header: NamedMatch, got: readonly string[]): Verdict {
  const verdict = named('header', header, got);
  return got.some(isUntold) ? { ...verdict, isOpen: true } : verdict;
}

function parameterVerdict(parameter: NamedMatch, path: string): Verdict {
  const value = queryParameters(path).get(parameter.name);
  return named('query parameter', parameter, value === undefined ? [] : [value]);
}

/** Each value of a repeated header counts by itself. */
function named(what: string, { name, match, inverted = false }: NamedMatch, got: readonly string[]): Verdict {
  // Without a presence to compare, a header that is missing is an empty one (pilot/pkg/networking/core/route/route.go `TranslateRouteMatch`).
  const missing = inverted && match.kind !== 'present' ? '' : undefined;
  const holds = got.length === 0 ? match.matches(missing) : got.some((value) => match.matches(value));
  return {
    matches: holds !== inverted,
    field: `${what} ${name}`,
    wanted: `${inverted ? 'not ' : ''}${wanted(match)}`,
    got: got.length === 0 ? undefined : got.join(', '),
  };
}

function claimVerdict({ claim, match, inverted = false }: ClaimMatch, token: Token | undefined): Verdict {
  const values = claimValues(claim, token);
  const matches = values.some((value) => match.matches(value)) !== inverted;
  return { matches, field: `claim ${claim.join('.')}`, wanted: `${inverted ? 'not ' : ''}${wanted(match)}`, got: values.join(',') || undefined };
}

/** Texts, and lists of them; of a text with blanks each word counts by itself, too. */
function claimValues(claim: readonly string[], token: Token | undefined): readonly string[] {
  const { issuer: iss, subject: sub, audiences: aud, claims } = token ?? {};
  const value = claim.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], { ...claims, iss, sub, aud });
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function wanted({ kind, value }: StringMatch): string {
  return { exact: value, prefix: `${value}…`, suffix: `…${value}`, contains: `…${value}…`, regex: `regex ${value}`, present: 'anything' }[kind];
}

/** Of equal names the first one; nothing is decoded (Envoy, `QueryParamsMulti::parseQueryString`). */
function queryParameters(path: string): ReadonlyMap<string, string> {
  const start = path.indexOf('?');
  const parameters = new Map<string, string>();
  for (const part of start < 0 ? [] : path.slice(start + 1).replace(/#.*$/, '').split('&')) {
    const equals = part.indexOf('=');
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    if (!parameters.has(name)) {
      parameters.set(name, value);
    }
  }
  return parameters;
}
