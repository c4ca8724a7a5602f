/** The characters that need no escape: a path that escapes them means the same (RFC 3986 §2.3). */
const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;

/**
 * The path as Envoy compares and forwards it: `normalize_path` is on and slashes are not merged (istio.io/istio
 * pilot/pkg/networking/core/listener_builder.go; Envoy source/common/http/path_utility.cc). The query stays as it is.
 */
export function normalizePath(path: string): string {
  const query = path.search(/[?#]/);
  const [plain, rest] = query < 0 ? [path, ''] : [path.slice(0, query), path.slice(query)];
  const decoded = plain.replace(ESCAPE, (whole, digits: string) => {
    const character = String.fromCharCode(parseInt(digits, 16));
    return UNRESERVED.test(character) ? character : whole;
  }).replaceAll('\\', '/');
  return withoutDots(decoded) + rest;
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
