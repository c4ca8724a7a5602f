import { isDeepStrictEqual } from 'util';
import * as fc from 'fast-check';
import { documentRanges } from '../../src/manifest/yaml/documents';
import { KUBERNETES_YAML } from '../../src/manifest/yaml/kubernetes-yaml';
import { plainDocument } from '../../src/manifest/yaml/plain-document';
import { dump, load } from '../../src/vendor/js-yaml';

/** Pieces of which most lines are of no form that programs write. */
const PIECES = [
  ' ', '  ', '  ', '- ', '-', '- - ', 'a', 'b', 'a/b.c-d', '_', 'yes', 'Off', 'y', 'null', 'true', 'FALSE', '~', ':', ': ', ': ', ': ', 'x: 1', '#', ' #', ' # c', '"', "'", '"q"', "'q'", '""',
  "''''", '"\\n"', '"é"', '{}', '[]', '[', '{', '}', ']', '{a: 1}', '&a', '*a', '!t', '|', '>-', '0', '1', '-1', '007', '0x1f', '1_000', '1.5', '1e3', '12:30', '2026-08-01', '999999999999999', '1000000000000000', '30s', '100m', '2Gi',
  '1Mi', '.5', '.inf', '\\', '/v1/*', 'a, b', 'a:b', 'host:*', 'a  b', 'a ', '\t', '\r', '---', '...', '%YAML', '<<', '?', '? ', '@', '`', '=', 'é', '\u0000', '\uFEFF', '__proto__', 'constructor',
];

const field = fc.tuple(fc.nat(3), fc.constantFrom('', '', '- '), fc.constantFrom('a', 'b', 'c/d'), fc.constantFrom('', '', ' x', ' 1', ' "8080"', " ''", ' {}', ' [] ', ' on'))
  .map(([indent, dash, key, value]) => `${'  '.repeat(indent)}${dash}${key}:${value}`);
const item = fc.tuple(fc.nat(3), fc.constantFrom('- x', '- "x"', '- 1', '-', '# c', '')).map(([indent, text]) => `${' '.repeat(indent)}${text}`);
const any = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''));
const line = fc.oneof({ weight: 3, arbitrary: field }, { weight: 1, arbitrary: item }, { weight: 1, arbitrary: any });

const values = fc.letrec((tie) => ({
  scalar: fc.oneof(
    fc.constantFrom(...PIECES), fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null), fc.stringMatching(/^[a-z/][ -~]{0,20}$/),
  ),
  key: fc.oneof({ weight: 4, arbitrary: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9./-]{0,8}$/) }, { weight: 1, arbitrary: fc.constantFrom(...PIECES) }),
  value: fc.oneof({ weight: 3, arbitrary: tie('scalar') }, { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) }, { weight: 2, arbitrary: tie('object') }),
  object: fc.array(fc.tuple(tie('key') as fc.Arbitrary<string>, tie('value')), { maxLength: 4 }).map((fields) => Object.fromEntries(fields)),
}));

/** What the library makes of a document; undefined where it is broken. */
function read(text: string): unknown {
  try {
    return load(text, { schema: KUBERNETES_YAML });
  } catch {
    return undefined;
  }
}

/** Of each document of the text that is of the form, what it says, and what it says according to the library. */
function judged(text: string): [plain: unknown, library: unknown][] {
  return documentRanges(text).flatMap((range) => {
    const value = plainDocument(text, range);
    return value === undefined ? [] : [[value, read(text.slice(range.start, range.end))]];
  });
}

test.each([
  ['any lines', fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`)],
  ['what the library writes', fc.tuple(values.object, fc.boolean()).map(([value, seqNoIndent]) => dump(value, { seqNoIndent, noRefs: true }))],
])('a document says what it says according to the library: %s', (_, texts) => {
  fc.assert(fc.property(texts, (text) => {
    judged(text).forEach((both) => expect(isDeepStrictEqual(...both)).toBe(true));
  }), { numRuns: 20_000 });
});

function plain(text: string): unknown {
  return plainDocument(text, { start: 0, end: text.length });
}

test('reads objects, lists below their key and beside it, and values of one line', () => {
  expect(plain([
    '---', '# Source: chart/route.yaml', 'a:', '  b: x y', '  c:', '    - 1', '    - d: true', '      e: "8080"', '', '  f:', '  - g: 30s', '  - /v1/*', 'h: {}', 'i: []', "j: ''", 'k:', '',
  ].join('\n'))).toStrictEqual({ a: { b: 'x y', c: [1, { d: true, e: '8080' }], f: [{ g: '30s' }, '/v1/*'] }, h: {}, i: [], j: '', k: null });
});

test.each([
  'a: &b c', 'a: *b', 'a: !t b', 'a: |\n  b', 'a: >-\n  b', 'a: b\n  c', 'a: [b]', 'a: {b: c}', '- - a', '"a": b', '? a', 'a: b # c', 'a: b: c', 'a:  b', 'a: ', 'a: yes', 'y: a', 'a: 1.5', 'a: 0777', 'a: 1_000',
  'a: -1', 'a: 1e3', 'a: 12:30', 'a: "\\n"', 'a: \'\'\'\'', 'a: é', 'a: b\r', 'a: b\na: c', 'a:\n   b: c\n  d: e', 'a: b\n  c: d', '-', 'a', '<<: a', '__proto__: a', '...', '--- a', '\ta: b', '- a\nb: c', 'a: b\n- c',
  Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
])('leaves to the library %j', (text) => {
  expect(plain(`${text}\n`)).toBeUndefined();
});

test('leaves to the library a line without an end', () => {
  expect(plain('a: b')).toBeUndefined();
});
