/** What may be done to a path that just matches. */
export const PATH_EDGES: readonly ((path: string) => string)[] = [
  (path) => `${path}/`,
  (path) => path.replace(/\/$/, ''),
  (path) => `${path}x`,
  (path) => `${path}/x`,
  (path) => `/${path}`,
  (path) => path.replace(/(?<=.)\//g, '//'),
  (path) => `${path}//x`,
  (path) => path.toUpperCase(),
  (path) => path.toLowerCase(),
  (path) => path.slice(0, -1),
  (path) => escapeAt(path, path.length - 1),
  (path) => escapeAt(path, 1).toLowerCase(),
  (path) => path.replace(/(?<=.)\//, '%2F'),
  (path) => path.replace(/(?<=.)\//, '%2f'),
  (path) => `${path}%20`,
  (path) => `${path}/../x`,
  (path) => `/x/..${path}`,
  (path) => `/.${path}`,
  (path) => `${path}/.`,
  (path) => `${path}/%2e%2e/y`,
  (path) => `${path};a=b`,
  (path) => `${path}/a+b`,
];

/** What may be done to the values of a header that just match: one entry a line. */
export const HEADER_EDGES: readonly ((value: string) => readonly string[])[] = [
  () => [],
  () => [''],
  (value) => [value, value],
  (value) => ['other', value],
  (value) => [value, 'other'],
  (value) => ['', value],
  (value) => [`${value},${value}`],
  (value) => [`${value}x`],
  (value) => [`x${value}`],
  (value) => [value.toUpperCase()],
  (value) => [`"${value}"`],
];

/** What may be done to a parameter: the parts of the query that stand for it. */
export const QUERY_EDGES: readonly ((name: string, value: string) => readonly string[])[] = [
  () => [],
  (name) => [name],
  (name) => [`${name}=`],
  (name, value) => [`${name}=${value}`, `${name}=${value}`],
  (name, value) => [`${name}=other`, `${name}=${value}`],
  (name, value) => [`${name}=${value}`, `${name}=other`],
  (name, value) => [`${name}=${escapeAt(value, 0)}`],
  (name, value) => [`${escapeAt(name, 0)}=${value}`],
  (name, value) => [`${name}=${value}x`],
  (name, value) => [`${name.toUpperCase()}=${value}`],
  (name, value) => ['', `${name}=${value}`],
  (name, value) => [`${name}=${value}=`],
];

/** What may be done to a host. */
export const HOST_EDGES: readonly ((host: string) => string)[] = [
  (host) => host.toUpperCase(),
  (host) => `a.${host}`,
  (host) => `x${host}`,
  (host) => host.replace(/^[^.]+\./, ''),
  (host) => `a.b.${host}`,
];

/** The character, percent-encoded. */
function escapeAt(text: string, index: number): string {
  const character = text[index];
  return character === undefined || character === '/' || character === '%'
    ? text
    : `${text.slice(0, index)}%${character.charCodeAt(0).toString(16).toUpperCase()}${text.slice(index + 1)}`;
}
