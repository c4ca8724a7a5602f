import { mapSubSchemas, Schema } from '../schema';

/**
 * What is left of a schema that a type can express.
 *
 * Enums go too: the generated members (`ISTIO_UNDERSCORE_MUTUAL`) would be hidden behind own ones anyway.
 * Whether a value is valid is proven against the schema bundle.
 */
export function typeSchema(schema: Schema): Schema {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-int-or-string'] === true) {
    return {};
  }
  const { type, required, properties, items, additionalProperties } = schema;
  return mapSubSchemas({
    ...(type !== undefined && { type }),
    ...(required !== undefined && { required }),
    ...(properties !== undefined && { properties }),
    ...(items !== undefined && { items }),
    ...(additionalProperties !== undefined && { additionalProperties }),
  }, typeSchema);
}
