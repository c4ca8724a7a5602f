import { Defect } from './violation';
import { isObject } from '../../manifest/schema/defaults';
import { Schema } from '../../manifest/schema/schema';

const NONE: readonly Defect[] = [];

/** What a list of each `x-kubernetes-list-type` tells its items apart by; other lists may repeat items. */
const IDENTITIES: Readonly<Record<string, (item: unknown, schema: Schema) => unknown>> = {
  set: (item) => item,
  map: (item, schema) => isObject(item) ? keysOf(item, schema) : item,
};

/** The items of a list that are equal to an earlier one where the list does not allow it. */
export function repeatedItems(value: unknown, schema: Schema): readonly Defect[] {
  const identity = IDENTITIES[schema['x-kubernetes-list-type'] as string];
  if (identity === undefined || !Array.isArray(value) || value.length < 2) {
    return NONE;
  }
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    const id = JSON.stringify(identity(item, schema));
    const isRepeated = seen.has(id);
    seen.add(id);
    return isRepeated ? [{ path: [index], kind: 'list', message: `repeats ${id}` } as const] : [];
  });
}

function keysOf(item: Record<string, unknown>, schema: Schema): unknown {
  return (schema['x-kubernetes-list-map-keys'] as readonly string[]).map((key) => item[key]);
}
