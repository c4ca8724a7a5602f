import { fieldSchema } from './sub-schema';
import { Schema } from '../../scripts/imports/schema';

/**
 * A copy of the value as the API server completes it before it judges: fields that are null without being nullable
 * count as missing, and missing fields get their defaults.
 */
export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (schema === undefined) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withDefaults(missing(item, schema.items) ? schema.items?.default ?? null : item, schema.items));
  }
  return isObject(value) ? objectWithDefaults(value, schema) : value;
}

/** Whether it is an object with fields: not a list, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectWithDefaults(value: Record<string, unknown>, schema: Schema): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const sub = fieldSchema(schema, name);
    if (!missing(field, sub)) {
      result[name] = withDefaults(field, sub);
    }
  }
  for (const [name, sub] of Object.entries(schema.properties ?? {})) {
    if (sub.default !== undefined && !Object.hasOwn(result, name)) {
      result[name] = withDefaults(sub.default, sub);
    }
  }
  return result;
}

function missing(field: unknown, schema: Schema | undefined): boolean {
  return field === undefined || (field === null && schema !== undefined && schema.nullable !== true);
}
