import { mapSubSchemas, type Schema } from '../../src/manifest/schema/schema';

export { isCombination, mapSubSchemas, type Schema } from '../../src/manifest/schema/schema';

/** The schema without its prose, which is three quarters of a CRD. */
export function withoutDescriptions({ description, ...schema }: Schema): Schema {
  return mapSubSchemas(schema, withoutDescriptions);
}

/** The schema with some of its properties taken out. */
export function withoutProperties(schema: Schema, names: readonly string[]): Schema {
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name));
  const required = schema.required?.filter((name) => !names.includes(name)) ?? [];
  const { required: _, ...rest } = schema;
  return { ...rest, ...(required.length > 0 ? { required } : {}), properties: Object.fromEntries(kept) };
}
