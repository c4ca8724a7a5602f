import { Schema } from './schema';

/** The schema of an object's field, or undefined where any value may stand. */
export function fieldSchema(schema: Schema, name: string): Schema | undefined {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, name)) {
    return properties[name];
  }
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}
