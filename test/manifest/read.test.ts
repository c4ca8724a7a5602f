import * as fc from 'fast-check';
import { readSources, type ReadObjects } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';

function read(text: string): ReadObjects {
  return readSources([new Source('a.yaml', text)]);
}

function ids(text: string): string[] {
  return read(text).objects.map(({ id }) => id);
}

function object(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
}

function value(yaml: string): unknown {
  return read(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nvalue: ${yaml}\n`).objects[0].manifest.value;
}

describe('documents', () => {
  test.each([
    ['one without marker', object('a'), ['a']],
    ['markers at the start and at the end', `---\n${object('a')}---\n`, ['a']],
    ['comments alone are no document', `# Source: chart/a.yaml\n---\n${object('a')}---\n# nothing\n---\n${object('b')}`, ['a', 'b']],
    ['an end marker', `${object('a')}...\n---\n${object('b')}`, ['a', 'b']],
    ['a document on the line of its marker', `--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n${object('b')}`, ['a', 'b']],
    ['a directive', `%YAML 1.1\n---\n${object('a')}`, ['a']],
    ['a byte order mark', `\uFEFF${object('a')}`, ['a']],
    ['carriage returns', object('a').replaceAll('\n', '\r\n'), ['a']],
    ['three dashes within a line and within a text', `${object('a')}data:\n  text: |\n    ---\n    more --- dashes\n`, ['a']],
    ['nothing', '', []],
    ['null', 'null\n---\n~\n', []],
  ])('%s', (_, text, names) => {
    expect(ids(text)).toEqual(names.map((name) => `ConfigMap default/${name}`));
    expect(read(text).broken).toEqual([]);
    expect(read(text).strays).toEqual([]);
  });

  test('many are read as each of them is read alone', () => {
    const documents = fc.array(fc.oneof(
      { weight: 8, arbitrary: fc.nat(99).map((index) => object(`a${index}`)) },
      fc.constantFrom(
        'kind: [', '# nothing', '~', '{"kind": "Pod"}', '- list', 'a: &x 1\nb: *x', 'b: *x', 'a: 1\na: 2', '%TAG ! tag:a,2000:\n', 'text', 'a: |\n  b\n', '"open',
        `{apiVersion: v1, kind: List, items: [${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } })}]}`,
      ),
    ), { maxLength: 120 });
    const facts = ({ objects, broken, strays }: ReadObjects): unknown[][] => [
      objects.map(({ manifest }) => manifest),
      broken.map(({ problem }) => problem),
      strays.map(({ problem }) => problem),
    ];

    fc.assert(fc.property(documents, (texts) => {
      const alone = texts.map((text) => facts(read(`---\n${text}\n`)));

      expect(facts(read(texts.map((text) => `---\n${text}\n`).join('')))).toEqual([0, 1, 2].map((index) => alone.flatMap((of) => of[index])));
    }));
  });

  test('a broken one loses no neighbour, and is told with its line', () => {
    const { objects, broken } = read(`${object('a')}---\nkind: [\n---\n${object('b')}---\na: b\n c: d\n`);

    expect(objects.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(broken.map(({ position: { line, column }, problem }) => `${line}:${column} ${problem}`)).toEqual([
      '6:8 unexpected end of the stream within a flow collection',
      '14:3 bad indentation of a mapping entry',
    ]);
  });

  test('whatever one of them holds, its neighbours are read', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((text) => !/^(---|\.\.\.)(\s|$)/m.test(text)), (text) => {
      const names = read(`${object('first')}---\n${text}\n---\n${object('last')}`).objects.map(({ name }) => name);
      expect([names.at(0), names.at(-1)]).toEqual(['first', 'last']);
    }), { numRuns: 500 });
  });

  test.each([
    ['a text', 'hello', "is the text 'hello'"],
    ['a list', '- a', 'is a list'],
    ['a values file', 'replicas: 2', 'has no apiVersion, no kind, no metadata'],
    ['a wrong type', 'apiVersion: 1\nkind: a\nmetadata: []', 'has a apiVersion and a metadata of the wrong type'],
  ])('%s is no object', (_, text, problem) => {
    expect(read(text).strays.map((stray) => stray.problem)).toEqual([problem]);
  });
});

describe('lists', () => {
  test('of any kind are their items, and an item knows its place', () => {
    const { objects } = read('apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a\n');

    expect(objects.map(({ id }) => id)).toEqual(['ConfigMap default/a']);
    expect(objects[0].at('metadata', 'name').span()?.start).toEqual({ line: 7, column: 11 });
  });

  test('can be nested, and an item that is no object is told', () => {
    const item = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    const list = { kind: 'List', items: [{ kind: 'ConfigMapList', items: [item] }, 'b'] };

    expect(ids(JSON.stringify(list))).toEqual(['ConfigMap default/a']);
    expect(read(JSON.stringify(list)).strays).toHaveLength(1);
  });

  test('of one kind say apiVersion and kind for their items', () => {
    const list = { apiVersion: 'networking.istio.io/v1', kind: 'VirtualServiceList', items: [{ metadata: { name: 'a' } }, { kind: 'Gateway', metadata: { name: 'b' } }] };

    expect(ids(JSON.stringify(list))).toEqual(['VirtualService default/a']);
    expect(read(JSON.stringify(list)).objects[0].group).toBe('networking.istio.io');
    expect(read(JSON.stringify(list)).strays.map(({ problem }) => problem)).toEqual(['has no apiVersion']);
    expect(read(JSON.stringify({ ...list, kind: 'List' })).strays.map(({ problem }) => problem)).toEqual(['has no apiVersion, no kind', 'has no apiVersion']);
  });
});

// go.yaml.in/yaml/v2 resolve.go
describe('scalars are what kubectl makes of them', () => {
  test.each<[string, unknown]>([
    ['on', true], ['y', true], ['No', false], ['off', false], ['"on"', 'on'], ['0777', 511], ['0o17', 15], ['0x1F', 31], ['-0b11', -3], ['1_000', 1000],
    ['12:30', '12:30'], ['2026-01-02', '2026-01-02'], ['1.30', 1.3], ['1e3', 1000], ['08', 8], ['~', null], ['.5', 0.5], ['1.2.3', '1.2.3'], ['1m', '1m'],
    ['', null], ['NULL', null], ['nUll', 'nUll'], ['.inf', Infinity], ['-.INF', -Infinity], ['_9', '_9'], ['toString', 'toString'],
    ['!!str on', 'on'], ['!!str 1', '1'], ['!!int "1"', 1], ['!!float 1', 1], ['!!bool "on"', true], ['!!null ~', null],
  ])('%s', (yaml, expected) => {
    expect(value(yaml)).toEqual(expected);
  });

  test.each(['!!int _9', '!!int on', '!!bool 1', '!!null 0', '!!float a', '!model on'])('%s is nothing', (yaml) => {
    expect(read(`value: ${yaml}`).broken).toHaveLength(1);
  });

  test('merge keys merge', () => {
    expect(value('\n  base: &base {a: 1}\n  more: {<<: *base, b: 2}')).toEqual({ base: { a: 1 }, more: { a: 1, b: 2 } });
  });
});
