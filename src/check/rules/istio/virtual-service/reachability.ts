import type { VirtualServiceHttp, VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import type { Path } from '../../../../manifest/path';
import { isObject } from '../../../../manifest/schema/defaults';

interface Route {
  readonly match?: readonly object[];
  readonly name?: string;
}

/** A route, or a match of one, that an earlier one leaves nothing. */
export interface Covered {
  /** Below `spec`. */
  readonly path: Path;
  readonly by: Path;
}

interface Coverage {
  readonly routes: readonly Covered[];
  readonly matches: readonly Covered[];
}

/** What Istio's webhook sees of it: routes after one without matches, equal matches, and prefixes after shorter ones. */
export function coverage({ http = [], tcp = [], tls = [] }: VirtualServiceSpec): Coverage {
  const parts = [ofRoutes('http', http), ofRoutes('tcp', tcp), ofRoutes('tls', tls)];
  return {
    routes: parts.flatMap(({ routes }) => routes),
    matches: [...parts.flatMap(({ matches }) => matches), ...ofPrefixes(http)],
  };
}

function ofRoutes(field: string, all: readonly Route[]): Coverage {
  const routes: Covered[] = [];
  const matches: Covered[] = [];
  const seen = new Map<string, Path>();
  let catchAll: Path | undefined;
  for (const [i, { match = [] }] of all.entries()) {
    const path: Path = [field, i];
    if (catchAll !== undefined) {
      routes.push({ path, by: catchAll });
    }
    if (match.length === 0) {
      catchAll = path;
    } else if (catchAll === undefined) {
      const equal = match.flatMap((conditions, j) => equalBefore(seen, conditions, [...path, 'match', j]));
      matches.push(...equal);
      if (equal.length === match.length) {
        routes.push({ path, by: equal[0].by });
      }
    }
  }
  return { routes, matches };
}

function equalBefore(seen: Map<string, Path>, conditions: object, path: Path): Covered[] {
  const text = canonical({ ...conditions, name: undefined });
  const by = seen.get(text);
  if (by === undefined) {
    seen.set(text, path);
    return [];
  }
  return [{ path, by }];
}

/** Fields that are maps: where nothing is in them, they say nothing. A comparison without a text says something. */
const MAPS = ['headers', 'queryParams', 'sourceLabels', 'withoutHeaders'];

/** Equal for conditions that the webhook takes for equal: it compares them as protobuf writes JSON, with keys in order and without fields that have no value. */
function canonical(conditions: object): string {
  const said = Object.entries(conditions).filter(([field, value]) => isSaid(field, value));
  return JSON.stringify(Object.fromEntries(said), (_, part: unknown) => (
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part));
}

function isSaid(field: string, value: unknown): boolean {
  if (isObject(value)) {
    return !MAPS.includes(field) || Object.keys(value).length > 0;
  }
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

interface Prefix {
  readonly path: Path;
  readonly prefix: string;
  readonly port: number;
  readonly texts: readonly Readonly<Record<string, string>>[];
}

/** As the webhook compares them: a match without method is one of GET, and regular expressions are equal to each other. */
function ofPrefixes(http: readonly VirtualServiceHttp[]): Covered[] {
  const unreached = http.findIndex(({ match = [] }) => match.length === 0);
  const prefixes = distinct(http.slice(0, unreached < 0 ? undefined : unreached));
  return prefixes.flatMap((narrow, index) => prefixes.slice(0, index)
    .filter((wide) => wide.prefix !== narrow.prefix && covers(wide, narrow))
    .map((wide) => ({ path: narrow.path, by: wide.path })));
}

function distinct(http: readonly VirtualServiceHttp[]): Prefix[] {
  const seen = new Map<string, Path>();
  return http.flatMap(({ match = [] }, i) => match.flatMap((conditions, j): Prefix[] => {
    const { authority, headers, method, port = 0, queryParams, uri, withoutHeaders } = conditions;
    const path: Path = ['http', i, 'match', j];
    const isRepeated = equalBefore(seen, conditions, path).length > 0;
    const texts = [{ method: textOf(method) || 'exact:GET', authority: textOf(authority) }, ...[headers, queryParams, withoutHeaders].map(textsOf)];
    return isRepeated || !uri?.prefix ? [] : [{ path, prefix: uri.prefix, port, texts }];
  }));
}

interface Text {
  readonly exact?: string;
  readonly prefix?: string;
}

function textOf({ exact, prefix }: Text = {}): string {
  return exact ? `exact:${exact}` : prefix ? `prefix:${prefix}` : '';
}

function textsOf(texts: Readonly<Record<string, Text>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, textOf(text)]));
}

function covers(wide: Prefix, narrow: Prefix): boolean {
  return narrow.prefix.startsWith(wide.prefix)
    && narrow.port === wide.port
    && wide.texts.every((texts, index) => Object.keys(texts).length === Object.keys(narrow.texts[index]).length
      && Object.entries(texts).every(([name, text]) => narrow.texts[index][name] !== undefined && text.startsWith(narrow.texts[index][name])));
}
