import { FORMATS } from './formats';
import { jsonSchema } from './json-schema';
import { ANY_OBJECT, CUSTOM_RESOURCE } from './object-meta';
import { re2 } from './re2';
import { Defect } from './violation';
import { bundledSchemas } from '../../manifest/schema/bundled-schemas';
import { CORE_KINDS, coreSchema } from '../../manifest/schema/core-schemas';
import { withDefaults } from '../../manifest/schema/defaults';
import { Ajv, type ErrorObject } from '../../vendor/ajv';

/** Errors of the branches of a choice say less than the error of the choice itself. */
const IN_A_BRANCH = /\/(oneOf|anyOf)\/\d+\/|\/not\//;

/** As the API server, which judges no rules of an object whose shape is already wrong. */
const BLOCKING = ['type', 'required', 'enum', 'maxLength', 'maxItems', 'maxProperties'];

/** Errors that ajv gives the object, though they are about one of its fields. */
const ABOUT_A_FIELD: Readonly<Record<string, { readonly field: string; readonly message: string }>> = {
  additionalProperties: { field: 'additionalProperty', message: 'unknown field' },
  required: { field: 'missingProperty', message: 'required, but missing' },
};

export interface SchemaDefects {
  readonly defects: readonly Defect[];
  /** Whether rules would be evaluated on values of a shape that they were not written for. */
  readonly blocking: boolean;
}

let ajv: Ajv | undefined;

/** What the schema that the bundle holds under the hash finds wrong. */
export function schemaDefects(value: unknown, hash: string): SchemaDefects {
  return validate(value, hash);
}

/** What is wrong with the type and the metadata of an object. */
export function metadataDefects(manifest: unknown, options: { customResource: boolean }): SchemaDefects {
  return validate(manifest, options.customResource ? 'custom-resource' : 'any-object');
}

/** What is wrong with the parts of a core kind that are known. */
export function coreDefects(value: unknown, kind: string): SchemaDefects {
  return validate(withDefaults(value, coreSchema(kind)), kind);
}

function bundleAjv(): Ajv {
  const result = new Ajv({
    allErrors: true,
    formats: FORMATS,
    strictTypes: false,
    code: { regExp: Object.assign((pattern: string) => re2(pattern), { code: 're2' }) },
  });
  result.addSchema(ANY_OBJECT, 'any-object');
  result.addSchema(CUSTOM_RESOURCE, 'custom-resource');
  for (const [hash, definition] of Object.entries(bundledSchemas().definitions)) {
    result.addSchema(jsonSchema(definition), hash);
  }
  for (const kind of CORE_KINDS) {
    result.addSchema(jsonSchema(coreSchema(kind)!), kind);
  }
  return result;
}

function validate(value: unknown, schema: string): SchemaDefects {
  ajv ??= bundleAjv();
  const check = ajv.getSchema(schema)!;
  const errors = check(value) === true ? [] : (check.errors ?? []).filter(({ schemaPath }) => !IN_A_BRANCH.test(schemaPath));
  return { defects: errors.map(defect), blocking: errors.some(({ keyword }) => BLOCKING.includes(keyword)) };
}

function defect({ instancePath, keyword, message, params }: ErrorObject): Defect {
  const path = keys(instancePath);
  const about = ABOUT_A_FIELD[keyword];
  if (about !== undefined) {
    return { path: [...path, params[about.field]], kind: 'schema', message: about.message };
  }
  const allowed = keyword === 'enum' ? `: ${params.allowedValues.join(', ')}` : '';
  return { path, kind: 'schema', message: `${message}${allowed}` };
}

/** The keys of a JSON pointer. */
function keys(pointer: string): Array<string | number> {
  return pointer.split('/').slice(1).map((part) => {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    return /^\d+$/.test(key) ? Number(key) : key;
  });
}
