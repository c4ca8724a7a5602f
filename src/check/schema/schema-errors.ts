import { NUMBER_FORMATS, TEXT_FORMATS } from './formats';
import { schemaNamed } from './named-schemas';
import { re2 } from './re2';
import { mapSubSchemas, type Schema } from '../../manifest/schema/schema';
import { Ajv, type ErrorObject, type Format, type ValidateFunction } from '../../vendor/ajv';

let ajv: Ajv | undefined;

/** Everything that a schema finds wrong with a value. */
export function schemaErrors(value: unknown, schema: string): readonly ErrorObject[] {
  const validate = validator(schema);
  return validate(value) === true ? [] : validate.errors ?? [];
}

/** Schemas are added when they are needed: most of a bundle's kinds do not occur in an input, and the schemas themselves are known to be sound. */
function newAjv(): Ajv {
  return new Ajv({
    allErrors: true,
    formats: { ...TEXT_FORMATS, ...numberFormats() },
    strictTypes: false,
    meta: false,
    validateSchema: false,
    code: { regExp: Object.assign((pattern: string) => re2(pattern), { code: 're2' }), optimize: false },
  });
}

function numberFormats(): Record<string, Format> {
  return Object.fromEntries(Object.entries(NUMBER_FORMATS).map(([name, validate]) => [name, { type: 'number', validate }]));
}

function validator(name: string): ValidateFunction {
  ajv ??= newAjv();
  addSchema(ajv, name);
  return ajv.getSchema(name)!;
}

/** Adds a schema and those that it refers to. */
function addSchema(to: Ajv, name: string): void {
  if (to.schemas[name] === undefined) {
    const schema = schemaNamed(name);
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
