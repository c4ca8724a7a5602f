import { InternedSchemas } from '../../scripts/imports/bundle/interned-schemas';
import { Schema } from '../../scripts/imports/schema';

const port: Schema = {
  type: 'object',
  properties: { number: { type: 'integer', minimum: 1, maximum: 65535 }, name: { type: 'string', maxLength: 63 } },
  oneOf: [{ required: ['number'] }, { required: ['name'] }],
};

function kind(...fields: string[]): Schema {
  return { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, { type: 'array', items: port }])) };
}

function intern(...schemas: Schema[]): { definitions: Record<string, Schema>; hashes: string[] } {
  const interned = new InternedSchemas();
  const hashes = schemas.map((schema) => interned.add(schema));
  return { definitions: interned.definitions(), hashes };
}

test('what is used once stays where it is', () => {
  const { definitions, hashes: [hash] } = intern(kind('ports'));

  expect(definitions).toEqual({ [hash]: kind('ports') });
});

test('what is used more than once is a definition', () => {
  const { definitions, hashes: [hash] } = intern(kind('ports', 'targetPorts'));

  const { [hash]: root, ...shared } = definitions;
  const [list] = Object.keys(shared);
  expect(shared).toEqual({ [list]: { type: 'array', items: port } });
  expect(root.properties).toEqual({ ports: { $ref: list }, targetPorts: { $ref: list } });
});

test('what is used by two equal schemas is used once', () => {
  const { definitions, hashes } = intern(kind('ports'), kind('ports'));

  expect(hashes[0]).toBe(hashes[1]);
  expect(definitions).toEqual({ [hashes[0]]: kind('ports') });
});

test('what is shorter than a reference stays where it is', () => {
  const flag: Schema = { type: 'boolean' };
  const schema: Schema = { type: 'object', properties: { a: flag, b: flag } };

  expect(Object.values(intern(schema).definitions)).toEqual([schema]);
});
