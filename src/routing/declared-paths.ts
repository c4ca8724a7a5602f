import type { PathMatchConfig } from '../core/match/path-match';
import { PathMatch } from '../core/match/path-match';
import type { Site } from '../core/site';

/** The paths of a route: its prefixes and its other matches, or every path where it names none. */
export function declaredPaths(site: Site, props: { readonly paths?: string[]; readonly pathMatches?: PathMatch[] }): PathMatchConfig[] {
  for (const prop of ['paths', 'pathMatches'] as const) {
    site.at(prop).check(props[prop]?.length !== 0, {
      problem: 'must not be empty',
      got: [],
      fix: 'name a path, or leave the prop out for every path',
    });
  }
  const paths = [
    ...(props.paths ?? []).map((path, i) => PathMatch.prefix(path)._bind(site.at('paths', i))),
    ...(props.pathMatches ?? []).map((match, i) => match._bind(site.at('pathMatches', i))),
  ];
  return paths.length > 0 ? paths : [PathMatch.prefix('/')._bind(site)];
}
