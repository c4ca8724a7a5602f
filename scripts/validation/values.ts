export type Path = readonly (string | number)[];

/** The paths of everything in a value, outer ones first. */
export function parsePath(value: unknown, path: Path = []): Path[] {
  const below = typeof value === 'object' && value !== null ? Object.keys(value).map((key) => (Array.isArray(value) ? Number(key) : key)) : [];
  return [...(path.length > 0 ? [path] : []), ...below.flatMap((key) => parsePath((value as Record<string | number, unknown>)[key], [...path, key]))];
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined), value);
}
