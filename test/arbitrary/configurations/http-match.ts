import * as fc from 'fast-check';
import { maybe } from '../values';
import type { MatchAim, NamedValue } from './configuration';
import { HEADERS, METHODS, PARAMETERS, PATH_EXPRESSIONS, PATHS, VALUE_EXPRESSIONS, VALUES } from './vocabulary';

/** A match of an HTTPRoute, and what takes it. */
export interface DrawnMatch {
  readonly match: object;
  readonly aim: MatchAim;
}

interface Drawn {
  readonly written: object;
  readonly aim: string;
}

export interface DrawnNamed {
  readonly written: object;
  readonly aim: NamedValue;
}

/** Any match; `PathPrefix` alone where a filter replaces the prefix. */
export function httpMatch(onlyPrefix = false): fc.Arbitrary<DrawnMatch> {
  return fc.record({
    path: onlyPrefix ? prefix() : maybe(path(), 85),
    method: maybe(fc.constantFrom(...METHODS.slice(0, 4)), 20),
    headers: maybe(headerMatches(), 25),
    queryParams: maybe(named(PARAMETERS), 25),
  }).map(({ method, headers, queryParams, ...drawn }) => ({
    match: {
      ...(drawn.path && { path: drawn.path.written }),
      ...(method && { method }),
      ...(headers && { headers: headers.map(({ written }) => written) }),
      ...(queryParams && { queryParams: queryParams.map(({ written }) => written) }),
    },
    aim: { path: drawn.path?.aim ?? '/', method, headers: aims(headers), query: aims(queryParams) },
  }));
}

function aims(drawn: readonly DrawnNamed[] | undefined): readonly NamedValue[] {
  return drawn?.map(({ aim }) => aim) ?? [];
}

function path(): fc.Arbitrary<Drawn> {
  return fc.oneof({ weight: 3, arbitrary: prefix() }, { weight: 2, arbitrary: exact() }, { weight: 1, arbitrary: expression() });
}

function prefix(): fc.Arbitrary<Drawn> {
  return fc.constantFrom(...PATHS).map((value) => ({ written: { type: 'PathPrefix', value }, aim: value }));
}

function exact(): fc.Arbitrary<Drawn> {
  return fc.constantFrom(...PATHS).map((value) => ({ written: { type: 'Exact', value }, aim: value }));
}

function expression(): fc.Arbitrary<Drawn> {
  return fc.constantFrom(...PATH_EXPRESSIONS).chain(([value, ...paths]) => (
    fc.constantFrom(...paths).map((aim) => ({ written: { type: 'RegularExpression', value }, aim }))));
}

/** Headers that a match compares. */
export function headerMatches(): fc.Arbitrary<DrawnNamed[]> {
  return named(HEADERS);
}

/** One or two headers or parameters, each name once. */
function named(names: readonly string[]): fc.Arbitrary<DrawnNamed[]> {
  return fc.uniqueArray(fc.tuple(fc.constantFrom(...names), comparison()).map(([name, drawn]) => ({
    written: { name, ...drawn.written },
    aim: { name, value: drawn.aim },
  })), { minLength: 1, maxLength: 2, selector: ({ aim }) => aim.name });
}

function comparison(): fc.Arbitrary<Drawn> {
  const exactly = fc.constantFrom(...VALUES).map((text) => ({ written: { value: text }, aim: text }));
  const regularly = fc.constantFrom(...VALUE_EXPRESSIONS).chain(([text, ...values]) => (
    fc.constantFrom(...values).map((aim) => ({ written: { type: 'RegularExpression', value: text }, aim }))));
  return fc.oneof({ weight: 2, arbitrary: exactly }, { weight: 1, arbitrary: regularly });
}
