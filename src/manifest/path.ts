/** Where in an object: the keys that lead there. */
export type Path = ReadonlyArray<string | number>;

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/** `spec.rules[0].matches`, `metadata.annotations["istio.io/rev"]` */
export function formatPath(path: Path): string {
  return path.map(formatKey).join('').replace(/^\./, '');
}

/** What stands at the path, or undefined where it leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined), root);
}

function formatKey(key: string | number): string {
  if (typeof key === 'number') {
    return `[${key}]`;
  }
  return PLAIN_KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Equal for equal paths. */
export function pathKey(path: Path): string {
  return JSON.stringify(path);
}
