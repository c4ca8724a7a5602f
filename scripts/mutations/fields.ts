import type { Manifest } from '../../src/manifest/manifest-object';
import { isObject } from '../../src/manifest/schema/defaults';

/** A field of an object, by the way there. */
export interface Field {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** All fields of an object, those that hold others among them. */
export function fieldsOf(manifest: Manifest): Field[] {
  return below(manifest, []);
}

function below(value: unknown, path: Field['path']): Field[] {
  return entriesOf(value).flatMap(([key, inner]): Field[] => [{ path: [...path, key], value: inner }, ...below(inner, [...path, key])]);
}

function entriesOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) {
    return [...value.entries()];
  }
  return isObject(value) ? Object.entries(value) : [];
}

/** The way to a field in words: `spec.rules.*.backendRefs.*.port`. */
export function shapeOf({ path }: Field): string {
  return path.map((key) => typeof key === 'number' ? '*' : key).join('.');
}

/** A copy of the object with another value in a field; without the field where the value is undefined. */
export function withField(manifest: Manifest, path: Field['path'], value: unknown): Manifest {
  const copy = structuredClone(manifest);
  let holder = copy as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    holder = holder[key] as Record<string | number, unknown>;
  }
  const last = path[path.length - 1];
  if (value !== undefined) {
    holder[last] = value;
  } else if (Array.isArray(holder)) {
    holder.splice(Number(last), 1);
  } else {
    delete holder[last];
  }
  return copy;
}
