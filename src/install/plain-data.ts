/** Data as it goes into a YAML file. */
export interface PlainObject {
  readonly [key: string]: unknown;
}

/** The value without absent keys, which YAML would write as `null`. */
export function withoutAbsent<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(withoutAbsent) as T;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const present = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(present.map(([key, child]) => [key, withoutAbsent(child)])) as T;
}

/** The object, or nothing where none of its keys is present. */
export function ifAny(object: PlainObject): PlainObject | undefined {
  return Object.values(object).some((child) => child !== undefined) ? object : undefined;
}

/** The list, or nothing where it is empty. */
export function ifFilled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
