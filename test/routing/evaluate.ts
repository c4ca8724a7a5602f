import { RE2JS } from '../../src/vendor/re2js';

/** A request as far as routes look at it. */
export interface Request {
  readonly path: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly queryParams: { readonly [name: string]: string };
}

/** What became of it. */
export interface Outcome {
  readonly backend: string;
  readonly path: string;
}

/** An HTTPRoute by the words of Gateway API: the most specific match wins, of equal ones the first. */
export function byHttpRoute(rules: readonly any[], request: Request): Outcome | undefined {
  const matching = rules
    .flatMap((rule) => rule.matches.map((match: any) => ({ rule, match })))
    .filter(({ match }) => pathMatches(match.path, request.path)
      && (match.method ?? request.method) === request.method
      && listMatches(match.headers, request.headers, (name) => name.toLowerCase())
      && listMatches(match.queryParams, request.queryParams, (name) => name))
    .sort((a, b) => compare(rank(a.match), rank(b.match)));
  if (matching.length === 0) {
    return undefined;
  }
  const [{ rule, match }] = matching;
  const rewrite = rule.filters?.find(({ type }: any) => type === 'URLRewrite')?.urlRewrite;
  return { backend: rule.backendRefs[0].name, path: replacePrefix(request.path, match.path.value, rewrite?.path?.replacePrefixMatch) };
}

/** A VirtualService by the words of Istio: the first match of the first rule. */
export function byVirtualService(http: readonly any[], request: Request): Outcome | undefined {
  const rule = http.find((candidate) => candidate.match.some((match: any) => stringMatches(match.uri, request.path)
    && (match.method === undefined || stringMatches(match.method, request.method))
    && mapMatches(match.headers, request.headers)
    && mapMatches(match.queryParams, request.queryParams)));
  if (!rule) {
    return undefined;
  }
  const { match, rewrite } = rule.rewrite?.uriRegexRewrite ?? { match: '^$', rewrite: '' };
  const path = RE2JS.compile(match).matcher(request.path).replaceAll(rewrite.replace('\\1', '$1'));
  return { backend: rule.route[0].destination.host.split('.')[0], path };
}

/** Whole-value match, as Envoy does it. */
export function matchesWhole(regex: string, text: string): boolean {
  return RE2JS.compile(regex).matches(text);
}

function pathMatches({ type, value }: any, path: string): boolean {
  switch (type) {
    case 'Exact': return path === value;
    case 'PathPrefix': return `${path}/`.startsWith(`${trim(value)}/`);
    default: return matchesWhole(value, path);
  }
}

function listMatches(matches: any[] = [], values: { readonly [name: string]: string }, key: (name: string) => string): boolean {
  return matches.every(({ type, name, value }) => {
    const actual = values[key(name)];
    return actual !== undefined && (type === 'Exact' ? actual === value : matchesWhole(value, actual));
  });
}

/** Smaller goes first. */
function rank({ path, method, headers = [], queryParams = [] }: any): number[] {
  const length = path.type === 'PathPrefix' ? trim(path.value).length : path.value.length;
  return [['Exact', 'PathPrefix', 'RegularExpression'].indexOf(path.type), -length, method ? 0 : 1, -headers.length, -queryParams.length];
}

function compare(a: number[], b: number[]): number {
  return a.map((key, i) => key - b[i]).find((difference) => difference !== 0) ?? 0;
}

function replacePrefix(path: string, matched: string, replacement?: string): string {
  if (replacement === undefined) {
    return path;
  }
  const rest = path.slice(trim(matched).length);
  return trim(replacement) + rest || '/';
}

function stringMatches({ exact, prefix, regex }: any, text: string): boolean {
  if (exact !== undefined) {
    return exact === text;
  }
  return prefix !== undefined ? text.startsWith(prefix) : matchesWhole(regex, text);
}

function mapMatches(matches: { readonly [name: string]: any } = {}, values: { readonly [name: string]: string }): boolean {
  return Object.entries(matches).every(([name, match]) => values[name] !== undefined && stringMatches(match, values[name]));
}

function trim(path: string): string {
  return path.replace(/\/+$/, '');
}
