/** Few words, so that the matches of a configuration meet each other and the requests meet them. */
export const PATHS = [
  '/', '/v1', '/v1/', '/v1/models', '/v1/models/', '/v1/models/a', '/v1/mod', '/v2', '/v1.5', '/V1', '/v1/a%20b', '/v1/a:b', '/chat/completions',
] as const;

/** Expressions for paths, each with paths that it takes. */
export const PATH_EXPRESSIONS: readonly (readonly [expression: string, ...paths: string[]])[] = [
  ['/v[0-9]+', '/v1', '/v22'],
  ['/v1/.*', '/v1/', '/v1/models'],
  ['/v1(/.*)?', '/v1', '/v1/x'],
  ['/(v1|v2)/?', '/v1', '/v2/'],
  ['/[^/]+/models', '/v1/models', '/x/models'],
  ['/.*', '/', '/anything'],
];

/** Expressions for headers and parameters, each with values that it takes. */
export const VALUE_EXPRESSIONS: readonly (readonly [expression: string, ...values: string[]])[] = [
  ['[0-9]+', '1', '22'],
  ['a|b', 'a', 'b'],
  ['v.*', 'v', 'v1'],
  ['.*', '', 'x'],
  ['.+', 'x'],
];

export const VALUES = ['1', 'a', 'a b', 'v1', 'A', 'a,b'] as const;
export const HEADERS = ['x-a', 'x-b', 'X-Model'] as const;
export const PARAMETERS = ['q', 'p', 'Q'] as const;
export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'] as const;
