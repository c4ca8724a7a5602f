import { mapSubSchemas, Schema } from '../schema';

const PLACEHOLDER = 'xunderscorex';

/**
 * Hides the underscores of field names from json2jsii, which makes all names camel case, takes `jwks_uri` and `jwksUri`
 * for one field and writes its value under the name that comes first.
 */
export function hideUnderscores(schema: Schema): Schema {
  const { properties, required, ...rest } = mapSubSchemas(schema, hideUnderscores);
  return {
    ...rest,
    ...(properties !== undefined && { properties: Object.fromEntries(Object.entries(properties).map(([name, sub]) => [hidden(name), sub])) }),
    ...(required !== undefined && { required: required.map(hidden) }),
  };
}

/** Puts the underscores back into the generated code. */
export function restoreUnderscores(code: string): string {
  return code.replaceAll(PLACEHOLDER, '_');
}

function hidden(name: string): string {
  return name.replaceAll('_', PLACEHOLDER);
}
