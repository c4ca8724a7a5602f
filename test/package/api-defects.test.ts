import { apiDefects } from '../../scripts/api-defects';
import type { AssemblyTypes } from '../../scripts/assembly';

const STRING = { primitive: 'string' };
const ANY = { primitive: 'any' };

/** The defects of an API of one type, which is a documented class of src/ unless said otherwise. */
function defectsOf(type: object): string[] {
  return apiDefects({ thing: { name: 'Thing', kind: 'class', symbolId: 'src/core/thing:Thing', docs: { summary: 'A thing.' }, ...type } } as AssemblyTypes);
}

test('a documented type has no defect', () => {
  expect(defectsOf({
    methods: [{ name: 'turn', docs: { summary: 'Turns it.' }, parameters: [{ name: 'to', type: STRING }], returns: { type: STRING } }],
    properties: [{ name: 'side', docs: { summary: 'Where it looks.' }, type: STRING }],
  })).toEqual([]);
});

test('types, methods, properties and members of enums need a summary', () => {
  expect(defectsOf({
    docs: { stability: 'stable' },
    methods: [{ name: 'turn' }],
    properties: [{ name: 'side', type: STRING }],
    members: [{ name: 'LEFT' }],
  })).toEqual([
    'Thing has no documentation',
    'Thing.turn has no documentation',
    'Thing.side has no documentation',
    'Thing.LEFT has no documentation',
  ]);
});

test('what overrides a member is described at that member', () => {
  expect(defectsOf({ methods: [{ name: 'turn', overrides: 'cdk8s-ml-mesh.IThing' }] })).toEqual([]);
});

test('optional members of structs say what happens without them', () => {
  const struct = { kind: 'interface', datatype: true };
  const side = { name: 'side', type: STRING, optional: true, docs: { summary: 'Where it looks.' } };
  expect(defectsOf({ ...struct, properties: [side] })).toEqual(['Thing.side is optional and has no @default']);
  expect(defectsOf({ ...struct, properties: [{ ...side, docs: { ...side.docs, default: '- nowhere' } }] })).toEqual([]);
  expect(defectsOf({ properties: [side] })).toEqual([]);
});

test('any is refused as parameter, result or property, and inside of lists', () => {
  const docs = { summary: 'Something.' };
  const list = { collection: { kind: 'array', elementtype: ANY } };
  expect(defectsOf({
    initializer: { parameters: [{ name: 'value', type: { union: { types: [STRING, ANY] } } }] },
    methods: [
      { name: 'take', docs, parameters: [{ name: 'value', type: ANY }] },
      { name: 'give', docs, returns: { type: list } },
    ],
    properties: [{ name: 'data', docs, type: ANY }],
  })).toEqual([
    'Thing.constructor has any in its signature',
    'Thing.take has any in its signature',
    'Thing.give has any in its signature',
    'Thing.data has any in its signature',
  ]);
});

test('the stub of a foreign object may be anything', () => {
  expect(defectsOf({ name: 'ExternalObject', properties: [{ name: 'stub', docs: { summary: 'It.' }, type: ANY }] })).toEqual([]);
});

test('generated constructs are not public', () => {
  expect(defectsOf({ symbolId: 'imports/security.istio.io:PeerAuthentication' }))
    .toEqual(['Thing is exported from imports/security.istio.io, and only src/ is public']);
});
