import * as fc from 'fast-check';
import { schemaNamed } from '../../../src/check/schema/named-schemas';
import { schemaErrors } from '../../../src/check/schema/schema-errors';
import { schemaTest } from '../../../src/check/schema/schema-test';
import { bundledSchemas } from '../../../src/manifest/schema/bundled-schemas';
import { linkedSchema } from '../../../src/manifest/schema/linked-schema';
import { schemaValue } from '../../arbitrary/schema-value';

const WORDS = ['', 'a', 'A', 'a.b', '*.a.example.com', '*', 'x-header', '1s', '1h30m', '1.2.3.4', '::1', 'http://a:80', 'a'.repeat(64), 'a'.repeat(400), '😀'.repeat(70)];

const metadata = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        namespace: { type: 'string' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        annotations: { type: 'object', additionalProperties: { type: 'string' } },
        creationTimestamp: { type: 'string' },
      },
    },
  },
};

test.each([
  ...Object.keys(bundledSchemas().definitions).map((hash) => [hash, linkedSchema(hash)] as const),
  ['any', metadata] as const,
  ['subdomain', metadata] as const,
  ['label', metadata] as const,
])('values of %s are right for the test if they are right for ajv', (name, schema) => {
  const isRight = schemaTest(schemaNamed(name));

  fc.assert(fc.property(schemaValue(schema, { words: WORDS, noise: 4 }), (value) => {
    expect(isRight(value)).toBe(schemaErrors(value, name).length === 0);
  }), { numRuns: 25 });
});

test.each([
  ['a number that is none', { type: 'number' }, Number.NaN],
  ['characters, not units', { type: 'string', maxLength: 2 }, '😀😀😀'],
])('sees %s', (_, schema, value) => {
  expect(schemaTest(schema)(value)).toBe(false);
});
