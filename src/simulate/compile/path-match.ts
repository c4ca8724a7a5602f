import { matcherOrNever } from '../../core/regex';
import type { PathMatch } from '../tables';
import type { RouteSet, RulePath } from './rule';

const ANY: PathMatch = { kind: 'prefix', value: '/', matches: () => true };

/** How Envoy compares the path, without its query (pilot/pkg/networking/core/route/route.go `TranslateRouteMatch`). */
export function pathMatch(path: RulePath | undefined, semantics: RouteSet['semantics'], ignoresCase = false): PathMatch {
  if (path === undefined) {
    return ANY;
  }
  const isSegments = path.kind === 'prefix' && semantics === 'gateway-api' && path.value !== '/';
  const kind = isSegments ? 'segments' : path.kind;
  // Of expressions the case is told by themselves.
  const fold = ignoresCase && kind !== 'regex' ? (text: string) => text.toLowerCase() : (text: string) => text;
  const value = fold(isSegments ? path.value.replace(/\/$/, '') : path.value);
  const matches = COMPARISONS[kind](value);
  return { kind, value, ignoresCase, matches: (text) => matches(fold(text)) };
}

const COMPARISONS: Readonly<Record<PathMatch['kind'], (value: string) => (path: string) => boolean>> = {
  exact: (value) => (path) => path === value,
  prefix: (value) => (path) => path.startsWith(value),
  segments: (value) => (path) => path.startsWith(value) && (path.length === value.length || path[value.length] === '/'),
  regex: matcherOrNever,
};
