import { isCombination, mapSubSchemas, Schema } from '../../manifest/schema/schema';

/**
 * The schema for ajv: without what ajv does not know, and with closed objects, because the API server refuses fields that
 * the schema does not name.
 */
export function jsonSchema(schema: Schema): Schema {
  const described = mapSubSchemas(schema, (sub, keyword) => isCombination(keyword) ? openSchema(sub) : jsonSchema(sub));
  const standard = standardKeywords(described);
  return isClosed(schema) ? { ...standard, additionalProperties: false } : standard;
}

/** In `oneOf`, `anyOf`, `allOf` and `not` a schema restricts the fields that there are, so it closes nothing; nor does one that knows only some fields. */
export function openSchema(schema: Schema): Schema {
  return standardKeywords(mapSubSchemas(schema, openSchema));
}

function standardKeywords(schema: Schema): Schema {
  const foreign = Object.keys(schema).filter((keyword) => keyword === 'default' || keyword.startsWith('x-kubernetes-'));
  return foreign.length === 0 ? schema : Object.fromEntries(Object.entries(schema).filter(([keyword]) => !foreign.includes(keyword)));
}

function isClosed(schema: Schema): boolean {
  return schema.type === 'object'
    && schema.additionalProperties === undefined
    && schema['x-kubernetes-preserve-unknown-fields'] !== true;
}
