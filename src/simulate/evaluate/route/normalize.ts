import type { PathNormalization } from '../../path-normalization';

/** The characters that need no escape: a path that escapes them means the same (RFC 3986 §2.3). */
const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;
const SLASHES = /%2f|%5c/gi;

/** The path as Envoy compares and forwards it (source/common/http/conn_manager_utility.cc `maybeNormalizePath`). The query stays as it is. */
export function normalizePath(path: string, { resolves, mergesSlashes, unescapesSlashes }: PathNormalization): string {
  const plain = withoutQuery(path);
  const unescaped = unescapesSlashes ? plain.replace(SLASHES, (escape) => (escape.startsWith('%2') ? '/' : '\\')) : plain;
  const resolved = resolves ? withoutDots(withoutEscapes(unescaped)) : unescaped;
  return (mergesSlashes ? merged(resolved) : resolved) + path.slice(plain.length);
}

function withoutEscapes(path: string): string {
  return path.replace(ESCAPE, (whole, digits: string) => {
    const character = String.fromCharCode(parseInt(digits, 16));
    return UNRESERVED.test(character) ? character : whole;
  }).replaceAll('\\', '/');
}

/** One at each end stays, and of a path of nothing but slashes they are two (source/common/http/path_utility.cc `mergeSlashes`). */
function merged(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return path.includes('//') ? `/${segments.join('/')}${path.endsWith('/') ? '/' : ''}` : path;
}

function withoutDots(path: string): string {
  if (!/\/\.\.?(\/|$)/.test(path)) {
    return path;
  }
  const [, ...segments] = path.split('/');
  const kept: string[] = [];
  segments.forEach((segment, index) => {
    const isLast = index === segments.length - 1;
    if (segment === '..') {
      kept.pop();
    } else if (segment !== '.') {
      kept.push(segment);
    }
    if (isLast && (segment === '.' || segment === '..')) {
      kept.push('');
    }
  });
  return `/${kept.join('/')}`;
}

/** The part that routes compare. */
export function withoutQuery(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
