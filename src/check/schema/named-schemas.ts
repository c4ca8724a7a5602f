import { jsonSchema } from './json-schema';
import { ANY_OBJECT, NAMED_BY_LABEL, NAMED_BY_SUBDOMAIN } from './object-meta';
import { bundledSchemas } from '../../manifest/schema/bundled-schemas';
import type { Schema } from '../../manifest/schema/schema';

const METADATA_SCHEMAS: Readonly<Record<string, Schema>> = { any: ANY_OBJECT, subdomain: NAMED_BY_SUBDOMAIN, label: NAMED_BY_LABEL };

const known = new Map<string, Schema>();

/** The JSON Schema of a hash of the bundle, or of metadata. */
export function schemaNamed(name: string): Schema {
  const schema = known.get(name) ?? METADATA_SCHEMAS[name] ?? jsonSchema(bundledSchemas().definitions[name]);
  known.set(name, schema);
  return schema;
}
