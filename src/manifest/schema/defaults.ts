import type { Schema } from './schema';
import { fieldSchema } from './sub-schema';

/**
 * The value as the API server completes it before it judges: fields that are null without being nullable count as missing, and missing
 * fields get their defaults. What needs no change is handed back as it is, nothing is changed in place.
 */
export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined || typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value) ? listWithDefaults(value, schema.items) : objectWithDefaults(value as Fields, schema);
}

/** Whether it is an object with fields: not a list, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Fields = Record<string, unknown>;

const defaultsOf = new WeakMap<Schema, readonly (readonly [name: string, schema: Schema])[]>();

function listWithDefaults(list: readonly unknown[], items: Schema | undefined): readonly unknown[] {
  if (items === undefined) {
    return list;
  }
  let changed = false;
  const result = list.map((item) => {
    const completed = withDefaults(isMissing(item, items) ? items.default ?? null : item, items);
    changed ||= completed !== item;
    return completed;
  });
  return changed ? result : list;
}

function objectWithDefaults(value: Fields, schema: Schema): Fields {
  let result = value;
  for (const name of Object.keys(value)) {
    const field = value[name];
    const sub = fieldSchema(schema, name);
    if (isMissing(field, sub)) {
      result = result === value ? { ...value } : result;
      delete result[name];
    } else if (sub !== undefined) {
      const completed = withDefaults(field, sub);
      if (completed !== field) {
        result = result === value ? { ...value } : result;
        result[name] = completed;
      }
    }
  }
  for (const [name, sub] of fieldsWithDefault(schema)) {
    if (!Object.hasOwn(result, name)) {
      result = result === value ? { ...value } : result;
      result[name] = withDefaults(sub.default, sub);
    }
  }
  return result;
}

function fieldsWithDefault(schema: Schema): readonly (readonly [string, Schema])[] {
  let known = defaultsOf.get(schema);
  if (known === undefined) {
    known = Object.entries(schema.properties ?? {}).filter(([, sub]) => sub.default !== undefined);
    defaultsOf.set(schema, known);
  }
  return known;
}

function isMissing(field: unknown, schema: Schema | undefined): boolean {
  return field === undefined || (field === null && schema !== undefined && schema.nullable !== true);
}
