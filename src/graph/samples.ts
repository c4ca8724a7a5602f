import { regexExample } from './regex-example';
import type { StringMatch } from '../simulate/string-match';
import type { NamedMatch, PathMatch, RouteEntry, RouteMatch } from '../simulate/tables';

/** A request, as far as routes and policies look at it. */
export interface Sample {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** What a policy says of requests. */
export interface PolicyWords {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly headers: readonly (readonly [string, readonly string[]])[];
  /** Whether it excludes something, so that what it does not name counts, too. */
  readonly excludes: boolean;
}

type HeaderList = Sample['headers'];

const METHODS = ['GET', 'POST'];
const ALL_METHODS = [...METHODS, 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** Without a route every request is like any other. */
const ANYTHING: RouteMatch = { path: { kind: 'prefix', value: '/', matches: () => true }, headers: [], query: [], claims: [] };

/**
 * Requests between which routes and policies may tell a difference: for each route what it wants, with every path that policies name and it takes,
 * by every method, and with each header that policies want.
 */
export function samplesOf(routes: readonly RouteEntry[], words: readonly PolicyWords[]): readonly Sample[] {
  const methods = unique([
    ...(words.some(({ excludes }) => excludes) ? ALL_METHODS : METHODS),
    ...words.flatMap((each) => each.methods.filter((method) => method !== '*').map((method) => method.replace('*', 'X'))),
  ]);
  const paths = unique(words.flatMap((each) => each.paths.flatMap(pathsLike)));
  const named = words.flatMap((each) => each.headers.flatMap(([name, values]) => values.map((value) => [name, value.replace('*', 'x')] as const)));
  const headers = unique<HeaderList>([[], ...named.map((each) => [each])]);
  const matches = routes.length === 0 ? [ANYTHING] : routes.map(({ match }) => match);
  return unique(matches.flatMap((match) => samplesFor(match, methods, paths, headers)));
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function samplesFor(match: RouteMatch, anyMethod: readonly string[], named: readonly string[], more: readonly HeaderList[]): readonly Sample[] {
  const wantedMethod = match.method;
  const methods = wantedMethod === undefined ? anyMethod : [...anyMethod.filter(wantedMethod.matches), ...examplesOf(wantedMethod)];
  const paths = unique([...examplePaths(match.path), ...named.filter((path) => path.startsWith('/') && match.path.matches(path))]);
  const query = match.query.flatMap((each) => exampleOf(each).map((value) => `${each.name}=${value}`)).join('&');
  const wanted = match.headers.flatMap((each) => exampleOf(each).map((value) => [each.name, value] as const));
  return more.flatMap((headers) => paths.flatMap((path) => methods.map((method): Sample => (
    { method, path: query === '' ? path : `${path}?${query}`, headers: [...wanted, ...headers] }))));
}

/** What is left out where it must not be. */
function exampleOf({ match, inverted = false }: NamedMatch): readonly string[] {
  return inverted ? [] : examplesOf(match).slice(0, 1);
}

function examplesOf({ kind, value, matches }: StringMatch): readonly string[] {
  return [EXAMPLES[kind]?.(value) ?? value].filter(matches);
}

const EXAMPLES: { readonly [kind in StringMatch['kind']]?: (value: string) => string } = { regex: regexExample, present: () => 'x' };

function examplePaths({ kind, value, matches }: PathMatch): readonly string[] {
  const plain = value.replace(/\/$/, '');
  const guesses = kind === 'regex' ? [regexExample(value)] : [value, `${plain}/x`, `${value}x`];
  return guesses.filter((path) => path.startsWith('/') && matches(path));
}

/** Texts that a path of a policy stands for: `/v1/*`, `*.json`, `/v1/{*}/chat`. */
export function pathsLike(pattern: string): readonly string[] {
  const filled = pattern.replace(/\{\*\*?\}/g, 'x');
  if (filled === '*') {
    return ['/x'];
  }
  if (filled.startsWith('*')) {
    const end = filled.slice(1);
    return end.startsWith('/') ? [end, `/x${end}`] : [`/x${end}`];
  }
  return filled.endsWith('*') ? [filled.slice(0, -1), `${filled.slice(0, -1)}x`] : [filled];
}
