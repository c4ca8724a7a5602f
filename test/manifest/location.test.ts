import * as fc from 'fast-check';
import { Location } from '../../src/manifest/location';
import type { Path } from '../../src/manifest/path';
import { formatPath, valueAt } from '../../src/manifest/path';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { dump } from '../../src/vendor/js-yaml';

const TEXT = `# a comment
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  annotations:
    istio.io/rev: 'stable' # why
    "quoted.key": x
? status
: explicit
data:
  flow: {one: 1, two: [a, "b"]}
  block: |
    first
    second
  list:
    - name: x
      port: 80
    - text
  empty:
`;

const [object] = readSources([new Source('a.yaml', TEXT)]).objects;

/** The text that a location stands for. */
function marked(path: Path, ofKey = false): string {
  const location = ofKey ? object.at(...path).key() : object.at(...path);
  const { start, end } = location.span()!;
  return `${start.line}: ${TEXT.split('\n')[start.line - 1].slice(start.column - 1, end.column - 1)}`;
}

test.each<[Path, string]>([
  [['kind'], '4: ConfigMap'],
  [['metadata', 'annotations', 'istio.io/rev'], '8: stable'],
  [['metadata', 'annotations', 'quoted.key'], '9: x'],
  [['data', 'flow', 'two', 1], '13: b'],
  [['data', 'flow'], '13: flow'],
  [['data', 'block'], '15: first'],
  [['data', 'list', 0], '18: name: x'],
  [['data', 'list', 0, 'port'], '19: 80'],
  [['data', 'list', 1], '20: text'],
  [['data', 'empty'], '21: empty'],
  [['data', 'missing'], '12: data'],
  [['data', 'missing', 0, 'deep'], '12: data'],
  [[], '3: apiVersion: v1'],
])('%j is found', (path, expected) => {
  expect(marked(path).trimEnd()).toBe(expected);
});

test('the name of a field can be meant in place of its value', () => {
  expect(marked(['data', 'list', 0, 'port'], true)).toBe('19: port');
});

test('what a construct made has neither file nor lines', () => {
  const location = new Location({ construct: 'app/chart/a' }, ['kind']);

  expect([location.file, location.span()]).toEqual([undefined, undefined]);
  expect(object.at('kind').file).toBe('a.yaml');
});

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(fc.string({ minLength: 1 }), tie('tree'), { maxKeys: 4, noNullPrototype: true })),
}));

function paths(value: unknown, path: Path = []): Path[] {
  return [path, ...typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) => paths(child, [...path, Array.isArray(value) ? Number(key) : key]))
    : []];
}

test('whatever stands in a document, each of its numbers is found where it is written', () => {
  fc.assert(fc.property(tree, fc.integer({ min: -1, max: 6 }), (data, flowLevel) => {
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data };
    const text = dump(manifest, { flowLevel, lineWidth: -1 });
    const [read] = readSources([new Source('a.yaml', text)]).objects;
    for (const path of paths(manifest)) {
      const { start, end } = read.at(...path).span()!;
      const written = text.split('\n')[start.line - 1].slice(start.column - 1, end.column - 1);
      expect(start.line).toBeGreaterThan(0);
      const expected = valueAt(manifest, path);
      if (typeof expected === 'number' || typeof expected === 'boolean') {
        expect(written).toBe(String(expected));
      }
    }
  }));
});

test('paths are written as in code', () => {
  expect(formatPath(['spec', 'rules', 0, 'backendRefs'])).toBe('spec.rules[0].backendRefs');
  expect(formatPath(['metadata', 'annotations', 'istio.io/rev'])).toBe('metadata.annotations["istio.io/rev"]');
  expect(formatPath([])).toBe('');
});
