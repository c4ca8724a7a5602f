/** The first place where two JSON values differ, with both values: `outlierDetection.interval (10s, 5s)`. */
export function firstDifference(a: unknown, b: unknown, path: string = ''): string | undefined {
  if (!isObject(a) || !isObject(b)) {
    return JSON.stringify(a) === JSON.stringify(b) ? undefined : `${path} (${show(a)}, ${show(b)})`;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = firstDifference(a[key], b[key], path ? `${path}.${key}` : key);
    if (difference !== undefined) {
      return difference;
    }
  }
  return undefined;
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
