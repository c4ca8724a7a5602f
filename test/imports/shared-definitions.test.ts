import { shareDefinitions } from '../../scripts/imports/constructs/shared-definitions';
import { singular } from '../../scripts/imports/constructs/singular';
import { Schema } from '../../scripts/imports/schema';

const text: Schema = { type: 'string' };

function object(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties };
}

function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

function share(schemas: Record<string, Schema>, reserved: readonly string[] = []): Record<string, Schema> {
  const roots = Object.entries(schemas).map(([kind, spec]) => ({ kind, type: `${kind}Props`, schema: object({ spec }) }));
  return shareDefinitions(roots, reserved);
}

test('equal objects of a kind become one type, named after the kind and the field', () => {
  const backend = object({ name: text });

  expect(share({ Route: object({ backends: listOf(backend), mirror: object({ backends: listOf(backend) }) }) })).toEqual({
    RouteProps: object({ spec: ref('RouteSpec') }),
    RouteSpec: object({ backends: listOf(ref('RouteBackend')), mirror: ref('RouteMirror') }),
    RouteMirror: object({ backends: listOf(ref('RouteBackend')) }),
    RouteBackend: backend,
  });
});

test('objects that several kinds have are not named after one of them', () => {
  const parent = object({ name: text });

  const definitions = share({ HttpRoute: object({ parents: listOf(parent) }), TcpRoute: object({ parents: listOf(parent), port: text }) });

  expect(definitions.Parent).toEqual(parent);
});

test('different objects under one field name are told apart by what they are in', () => {
  const definitions = share({ Route: object({ a: object({ match: object({ one: text }) }), b: object({ match: object({ two: text }) }) }) });

  expect(definitions).toMatchObject({ RouteMatch: object({ one: text }), RouteBMatch: object({ two: text }) });
});

test('a spec is named after its kind wherever else it stands', () => {
  const entry = object({ address: text });

  expect(Object.keys(share({ List: object({ entries: listOf(entry) }), Entry: entry }))).toContain('EntrySpec');
});

test('a reserved name is not given', () => {
  const value = object({ name: text });

  expect(share({ HttpRoute: object({ number: value }), TcpRoute: object({ number: value, port: text }) }, ['Number'])).toMatchObject({ HttpRouteNumber: value });
});

test('a type without a free name is an error', () => {
  expect(() => share({ Route: object({ filter: object({ a: text }) }) }, ['RouteFilter'])).toThrow('no type name is left for Route spec.filter');
});

test.each([
  ['rules', 'rule'], ['matches', 'match'], ['addresses', 'address'], ['policies', 'policy'], ['prefixes', 'prefix'],
  ['tls', 'tls'], ['address', 'address'], ['from', 'from'],
])('one of the %s is a %s', (plural, one) => {
  expect(singular(plural)).toBe(one);
});
