import { Defect } from './violation';
import type { Path } from '../../manifest/path';
import { isObject } from '../../manifest/schema/defaults';
import { Schema } from '../../manifest/schema/schema';
import { fieldSchema } from '../../manifest/schema/sub-schema';

/** What a list of each `x-kubernetes-list-type` tells its items apart by; other lists may repeat items. */
const IDENTITIES: Readonly<Record<string, (item: unknown, schema: Schema) => unknown>> = {
  set: (item) => item,
  map: (item, schema) => isObject(item) ? keysOf(item, schema) : item,
};

/** The items that are equal to an earlier one where the list does not allow it. */
export function listDefects(value: unknown, schema: Schema | undefined, path: Path = []): Defect[] {
  if (schema === undefined) {
    return [];
  }
  if (Array.isArray(value)) {
    return [...repeatedItems(value, schema, path), ...value.flatMap((item, index) => listDefects(item, schema.items, [...path, index]))];
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, field]) => listDefects(field, fieldSchema(schema, name), [...path, name]))
    : [];
}

function repeatedItems(items: readonly unknown[], schema: Schema, path: Path): Defect[] {
  const identity = IDENTITIES[schema['x-kubernetes-list-type'] as string];
  if (identity === undefined || items.length < 2) {
    return [];
  }
  const identities = items.map((item) => JSON.stringify(identity(item, schema)));
  return identities.flatMap((id, index) => identities.indexOf(id) < index
    ? [{ path: [...path, index], kind: 'list', message: `repeats ${id}` } as const]
    : []);
}

function keysOf(item: Record<string, unknown>, schema: Schema): unknown {
  return (schema['x-kubernetes-list-map-keys'] as readonly string[]).map((key) => item[key]);
}
