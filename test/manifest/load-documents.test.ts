import * as fc from 'fast-check';
import { documentRanges } from '../../src/manifest/yaml/documents';
import { loadDocuments } from '../../src/manifest/yaml/load-documents';

/** Lines of which most streams are no sound YAML. */
const LINES = [
  '---', '---', '---', '--- a: 1', '...', '\uFEFF---', '\uFEFF', '%YAML 1.2', '%TAG ! tag:a,2000:', '# c', 'a: 1', 'a: 2', 'b: [', ']', '"', "'", 'x', '- y', '  z: 1',
  'k: &a b', 'l: *a', 'm: |', '', '{"a": 1}', '!a b', '\u0000', '? q', ': r',
];

function said(text: string): string[] {
  return loadDocuments(text).map(({ value, error }) => error?.reason ?? JSON.stringify(value));
}

test.each([
  ['of any lines', fc.array(fc.constantFrom(...LINES), { maxLength: 30 }).map((lines) => `${lines.join('\n')}\n`)],
  ['too long for one go', fc.array(fc.nat(9_000), { maxLength: 8 }).map((lengths) => lengths.map((length) => `---\na: ${'b'.repeat(length)}\n`).join(''))],
])('in a stream %s each document is what it is alone', (_, streams) => {
  fc.assert(fc.property(streams, (text) => {
    expect(said(text)).toEqual(documentRanges(text).flatMap(({ start, end }) => said(text.slice(start, end))));
  }), { numRuns: 1_000 });
});

test('a document says where it stands', () => {
  expect(loadDocuments('a: 1\n---\nb: 2\n---\nc: 3\n').map(({ start, end, value }) => [start, end, value])).toEqual([
    [0, 5, { a: 1 }], [5, 14, { b: 2 }], [14, 23, { c: 3 }],
  ]);
});

test.each([
  'name: {{ .Values.name }}\n', 'a: {[b]: c}\n', '? [a, b]\n: c\n', '? { a: b }\n: c\n', '? - x\n: y\n', '[a]: b\n', '- { a: b }: c\n', '? |\n  a\n: { [b]: c }\n',
])('a key that is a list or a mapping is no key of an object: %j', (text) => {
  expect(said(text)).toEqual(['a key must be a text']);
  expect(said(`a: 1\n---\n${text}`)).toEqual(['{"a":1}', 'a key must be a text']);
});

test.each([
  ['a: [{ b: c }, { d: e }]\n', '{"a":[{"b":"c"},{"d":"e"}]}'],
  ['a: who? me\n', '{"a":"who? me"}'],
  ['{a: {b: c}}\n', '{"a":{"b":"c"}}'],
  ['a: { b: \tc, d: [e]  }\n', '{"a":{"b":"c","d":["e"]}}'],
  ['a: "x]: y"\n', '{"a":"x]: y"}'],
])('what only looks like one is read: %j', (text, value) => {
  expect(said(text)).toEqual([value]);
});
