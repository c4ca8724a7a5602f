import { jsonSchema } from './json-schema';
import { ANY_OBJECT, CUSTOM_RESOURCE } from './object-meta';
import { bundledSchemas } from '../../manifest/schema/bundled-schemas';
import type { Schema } from '../../manifest/schema/schema';

const METADATA_SCHEMAS: Readonly<Record<string, Schema>> = { 'any-object': ANY_OBJECT, 'custom-resource': CUSTOM_RESOURCE };

const known = new Map<string, Schema>();

/** The JSON Schema of a hash of the bundle, or of metadata. */
export function schemaNamed(name: string): Schema {
  const schema = known.get(name) ?? METADATA_SCHEMAS[name] ?? jsonSchema(bundledSchemas().definitions[name]);
  known.set(name, schema);
  return schema;
}
