import { bundledSchemas } from './bundled-schemas';
import { mapSubSchemas, Schema } from './schema';

const linked = new Map<string, Schema>();

/** A definition of the bundle with its references followed. Equal parts are the same object, so that facts about them can be kept by identity. */
export function linkedSchema(hash: string): Schema {
  const known = linked.get(hash) ?? link(bundledSchemas().definitions[hash]);
  linked.set(hash, known);
  return known;
}

function link(schema: Schema): Schema {
  return schema.$ref === undefined ? mapSubSchemas(schema, link) : linkedSchema(schema.$ref);
}
