import { FORMATS } from './formats';
import { jsonSchema } from './json-schema';
import { ANY_OBJECT, CUSTOM_RESOURCE } from './object-meta';
import { re2 } from './re2';
import { Defect } from './violation';
import { bundledSchemas } from '../../manifest/schema/bundled-schemas';
import { coreSchema } from '../../manifest/schema/core-schemas';
import { withDefaults } from '../../manifest/schema/defaults';
import { mapSubSchemas, type Schema } from '../../manifest/schema/schema';
import { Ajv, type ErrorObject, type ValidateFunction } from '../../vendor/ajv';

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

const METADATA_SCHEMAS: Readonly<Record<string, Schema>> = { 'any-object': ANY_OBJECT, 'custom-resource': CUSTOM_RESOURCE };

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

/** Schemas are added when they are needed: most of a bundle's kinds do not occur in an input, and the schemas themselves are known to be sound. */
function newAjv(): Ajv {
  return new Ajv({
    allErrors: true,
    formats: FORMATS,
    strictTypes: false,
    meta: false,
    validateSchema: false,
    code: { regExp: Object.assign((pattern: string) => re2(pattern), { code: 're2' }), optimize: false },
  });
}

function validator(name: string): ValidateFunction {
  ajv ??= newAjv();
  addSchema(ajv, name);
  return ajv.getSchema(name)!;
}

/** Adds a schema and those that it refers to. */
function addSchema(to: Ajv, name: string): void {
  if (to.schemas[name] === undefined) {
    const schema = METADATA_SCHEMAS[name] ?? jsonSchema(coreSchema(name) ?? bundledSchemas().definitions[name]);
    to.addSchema(schema, name);
    references(schema).forEach((hash) => addSchema(to, hash));
  }
}

function references(schema: Schema): readonly string[] {
  const found: string[] = [];
  const visit = (sub: Schema): Schema => {
    found.push(...(sub.$ref === undefined ? [] : [sub.$ref]));
    return mapSubSchemas(sub, visit);
  };
  visit(schema);
  return found;
}

function validate(value: unknown, schema: string): SchemaDefects {
  const check = validator(schema);
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
