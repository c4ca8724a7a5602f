import * as fc from 'fast-check';
import { KUBERNETES_YAML } from '../../../src/manifest/yaml/kubernetes-yaml';
import { plainYaml } from '../../../src/manifest/yaml/plain-yaml';
import { dump, load } from '../../../src/vendor/js-yaml';

const byLibrary = (text: string) => load(text, { schema: KUBERNETES_YAML });

/** The order of fields, too, and what is not equal to itself. */
const written = (value: unknown) => JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' ? `number ${Object.is(part, -0) ? '-0' : part}` : part));

const WORDS = [
  'a', 'ab', 'name', 'y', 'Yes', 'on', 'off', 'null', '~', 'True', 'false', 'nulls', 'Falsey', '0', '7', '007', '0777', '0o17', '0x1F', '1_000', '-1', '+1', '1e3', '1.5', '.5', '.inf',
  '-.inf', '.nan', '12:30', '2026-01-02', '123456789012345678', '<<', '=', '__proto__', 'constructor', 'a b', 'a  b', 'a:b', 'a#b', 'a #b', 'a: b', 'a:', ':a', '#a', '-', '--', '---', '-a', '--flag=1',
  '- a', '?', '? a', '/v1', '$(A)', '(a)', 'a/b', 'a.b/c', '...', '.', '*', '*.a', '&a', '!t', '!!str 1', '|', '>', '%a', '@a', '`a', '"', '""', '"a b"', '"a\\n"', '"a: b"', '"a"b', '\'\'', '\'a\'', '\'a\'\'b\'', '\'1\'',
  '\'# no\'', '[]', '{}', '[a]', '{a: 1}', '[ ]', 'é', 'a\tb', '\t', 'a,b', 'a]', 'a}', 'a\\b', '\u00a0', 'a\0',
];

describe('what is plain', () => {
  const words = fc.constantFrom(...WORDS, ...WORDS.slice(0, 3), ...WORDS.slice(0, 3));
  const line = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(
        fc.constantFrom(0, 0, 0, 2, 2, 4, 4, 6, 1, 3), fc.constantFrom('', '', '', '', '- ', '- ', '- - ', '-   ', '-'), words, fc.constantFrom(':', ':', ':', ': ', ' :', ''),
        fc.oneof(fc.constant(''), words), fc.constantFrom('', '', '', ' ', ' # a comment', '# no comment', '\r'),
      ).map(([indent, dashes, key, colon, value, end]) => `${' '.repeat(indent)}${dashes}${key}${colon}${value === '' ? '' : ` ${value}`}${end}`),
    },
    { weight: 1, arbitrary: fc.constantFrom('', '  ', '# comment', '    # é', '#', '\t', '---', '%YAML 1.2') },
  );

  test('is what the library makes of it', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 7 }), fc.constantFrom('', '---\n', '--- \n'), fc.constantFrom('', '\n'), (lines, marker, end) => {
      const text = `${marker}${lines.join('\n')}${end}`;
      const plain = plainYaml(text);
      return plain === undefined || written(plain) === written(byLibrary(text));
    }), { numRuns: 20_000 });
  });

  const scalar = fc.oneof(fc.constantFrom('', 'true', '80', 'a: b', 'on', 'é'), fc.stringMatching(/^[a-z]([-a-z0-9./]{0,20}[a-z0-9])?$/), fc.nat(), fc.boolean(), fc.constant(null));
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, scalar, fc.dictionary(fc.stringMatching(/^[a-z][-a-z0-9./]{0,9}$/), tie('value')), fc.array(tie('value'), { maxLength: 3 })),
  }));

  test('is all that the library writes of such values', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('kind', 'spec', 'metadata', 'status'), value, { minKeys: 1 }), (object) => {
      const text = dump(object, { lineWidth: -1, noRefs: true });
      const plain = plainYaml(text);
      expect(text.includes('é') ? plain ?? byLibrary(text) : plain).toEqual(object);
    }));
  });
});

test.each([
  ['a key that stands twice', 'a: 1\na: 2\n'],
  ['a text that goes on', 'a: b\n  c\n'],
  ['a text below its key', 'a:\n  b\n'],
  ['a block text', 'a: |\n  b\n'],
  ['an anchor', 'a: &b c\n'],
  ['an alias', 'a: *b\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a flow mapping', 'a: {b: c}\n'],
  ['a flow list', 'a: [b]\n'],
  ['a merge', '<<: a\n'],
  ['an escape', 'a: "\\n"\n'],
  ['a quote within quotes', 'a: \'b\'\'c\'\n'],
  ['a character that is not of ASCII', 'a: é\n'],
  ['a tab', 'a:\tb\n'],
  ['a return', 'a: b\r\n'],
  ['an indentation that is nobody\'s', 'a:\n    b: 1\n  c: 2\n'],
  ['a list where a mapping is', 'a: 1\n- b\n'],
  ['a mapping where a list is', '- a\nb: 1\n'],
  ['a list', '- a\n'],
  ['a text', 'a\n'],
  ['a text that begins with a tilde', 'a: ~b\n'],
  ['nothing', '\n# nothing\n'],
  ['a prototype', '__proto__: 1\n'],
  ['a marker with something behind it', '--- a: 1\n'],
  ['more depth than anybody needs', Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
])('the library has the word about %s', (_, text) => {
  expect(plainYaml(text)).toBeUndefined();
});

test.each([
  ['a list in the column of its key', 'a:\n- b\n- c: 1\n  d:\n  - e\nf: 2\n', { a: ['b', { c: 1, d: ['e'] }], f: 2 }],
  ['lists in lists', 'a:\n  - - b\n    - c\n  -   - d\n', { a: [['b', 'c'], ['d']] }],
  ['keys without value', 'a:\nb:\n  c:\nd: \n', { a: null, b: { c: null }, d: null }],
  ['empty ones', 'a: []\nb: {}\nc: ""\nd: \'\'\n', { a: [], b: {}, c: '', d: '' }],
  ['comments', '# a\na: 1 # b\n  # c\nb: a#c\n', { a: 1, b: 'a#c' }],
  ['texts that are none', 'a: on\nb: 0777\nc: "1"\n1.0: 2\n', { a: true, b: 511, c: '1', 1: 2 }],
  ['arguments', 'args:\n  - --port=80\n  - -v\n  - $(NAME)\n', { args: ['--port=80', '-v', '$(NAME)'] }],
])('%s are plain', (_, text, value) => {
  expect(plainYaml(text)).toEqual(value);
});
