import { schemaNamed } from './named-schemas';
import { schemaTest } from './schema-test';
import { Defect } from './violation';
import type { ErrorObject } from '../../vendor/ajv';

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

const SOUND: SchemaDefects = { defects: [], blocking: false };

/** What the schema that the bundle holds under the hash finds wrong. */
export function schemaDefects(value: unknown, hash: string): SchemaDefects {
  return validate(value, hash);
}

/** What names of objects are: a part of a host, a host, or anything that fits into a path. */
export type NameForm = 'label' | 'subdomain' | 'any';

/** What is wrong with the type and the metadata of an object. */
export function metadataDefects(manifest: unknown, name: NameForm): SchemaDefects {
  return validate(manifest, name);
}

/** The library that says what is wrong is loaded for a value that is. */
function validate(value: unknown, schema: string): SchemaDefects {
  if (schemaTest(schemaNamed(schema))(value)) {
    return SOUND;
  }
  const { schemaErrors } = require('./schema-errors') as typeof import('./schema-errors');
  const errors = schemaErrors(value, schema).filter(({ schemaPath }) => !IN_A_BRANCH.test(schemaPath));
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
