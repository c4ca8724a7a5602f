import * as fc from 'fast-check';
import type { Schema } from '../../src/manifest/schema/schema';

/** Values that a schema describes, and some that it nearly does. */
export interface SchemaValueOptions {
  /** Words that mean something in the place. */
  readonly words: readonly string[];
  /** How many of a hundred values are anything at all. */
  readonly noise: number;
}

/** A value of a schema whose references are followed. */
export function schemaValue(schema: Schema, options: SchemaValueOptions): fc.Arbitrary<unknown> {
  const sound = MAKERS[schema.type ?? 'any'](schema, options);
  const { noise } = options;
  return noise === 0 ? sound : fc.oneof({ weight: 100 - noise, arbitrary: sound }, { weight: noise, arbitrary: fc.jsonValue({ maxDepth: 1 }) });
}

const NUMBERS = [0, 1, 2, 80, 443, 8080, 65535, 65536, -1, 2 ** 31];

const MAKERS: Readonly<Record<string, (schema: Schema, options: SchemaValueOptions) => fc.Arbitrary<unknown>>> = {
  object: object,
  array: ({ items = {} }, options) => fc.array(schemaValue(items, options), { maxLength: 3 }),
  string: (schema, { words }) => fc.oneof(
    ...(schema.enum === undefined ? [] : [{ weight: 6, arbitrary: fc.constantFrom(...(schema.enum as readonly string[])) }]),
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  ),
  integer: () => fc.constantFrom(...NUMBERS),
  number: () => fc.constantFrom(...NUMBERS, 0.5),
  boolean: () => fc.boolean(),
  any: () => fc.oneof(fc.constantFrom(...NUMBERS), fc.constantFrom('http', '8080')),
};

function object({ properties, additionalProperties, required = [] }: Schema, options: SchemaValueOptions): fc.Arbitrary<unknown> {
  if (typeof additionalProperties === 'object') {
    return fc.dictionary(fc.constantFrom(...options.words, '80', '8080'), schemaValue(additionalProperties, options), { maxKeys: 3 });
  }
  const fields = Object.fromEntries(Object.entries(properties ?? {}).map(([name, schema]) => [name, schemaValue(schema, options)]));
  const known = fc.record(fields, { requiredKeys: required.filter((name) => Object.hasOwn(fields, name)) });
  return options.noise === 0 ? known : fc.oneof(
    { weight: 9, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, fc.dictionary(fc.constantFrom('unheardOf', ...Object.keys(fields)), fc.constant(1), { maxKeys: 1 })).map(([value, more]) => ({ ...value, ...more })) },
  );
}
