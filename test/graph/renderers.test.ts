import { DOMParser } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { graphFrom, namespace, service, account } from './graph-from';
import { assemble, edge, type Graph, node } from '../../src/graph/graph';
import { placed } from '../../src/graph/layout';
import { identifier, mermaid, quoted } from '../../src/graph/mermaid';
import { svg } from '../../src/graph/svg';

const GRAPH = graphFrom([namespace('ml', { 'istio.io/dataplane-mode': 'ambient' }), service('a'), account('web'), account('other')]);

test('a flowchart of Mermaid', () => {
  expect(mermaid(GRAPH)).toBe(`flowchart LR
  everyone_2F_every_20_workload(["every workload"])
  subgraph namespace_2F_ml["ml"]
    workload_2F_ml_2F_a["a<br/>as default"]
    workload_2F_ml_2F_other["other"]
    workload_2F_ml_2F_web["web"]
  end
  everyone_2F_every_20_workload -->|"no policy"| workload_2F_ml_2F_a
`);
});

test('what means something to Mermaid is text', () => {
  expect(quoted(['a "b" <c> #1; `d` /v1/*', '[x]|{y}\n'])).toBe('"a #34;b#34; #60;c#62; #35;1; #96;d#96; /v1/#42;<br/>#91;x#93;#124;#123;y#125;#10;"');
});

/** Everything that a manifest may write into a label. */
const TEXT = fc.string({ unit: 'grapheme', minLength: 1 });

test('no text leaves its quotes', () => {
  fc.assert(fc.property(TEXT, (text) => {
    expect(quoted([text])).toMatch(/^"[^"<>&`\n]*"$/);
  }));
});

test('ids are words, and different names have different ones', () => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
  fc.assert(fc.property(name, name, (a, b) => {
    expect(identifier(`workload/${a}/${b}`)).toMatch(/^[A-Za-z0-9_]+$/);
    expect(identifier(a) === identifier(b)).toBe(a === b);
  }));
});

function wellFormed(text: string) {
  const problems: string[] = [];
  const document = new DOMParser({ onError: (level, message) => problems.push(`${level}: ${message}`) }).parseFromString(text, 'text/xml');
  expect(problems).toEqual([]);
  return document;
}

test('SVG is well-formed, whatever a label says', () => {
  fc.assert(fc.property(TEXT, (text) => {
    const [a, b] = [node('workload', { namespace: 'ml', name: text }), node('host', { name: 'b' })];
    wellFormed(svg(assemble([{ nodes: [a, b], edges: [edge('calls', a.id, b.id, [text])] }])));
  }), { numRuns: 50 });
});

test('SVG has each node, each edge and each namespace once', () => {
  const document = wellFormed(svg(GRAPH));
  const texts = [...document.getElementsByTagName('text')].map(({ textContent }) => textContent);
  expect(texts).toEqual(['ml', 'every workload', 'a', 'as default', 'other', 'web', 'no policy', 'workload', 'may call, by the policy']);
  const titles = [...document.getElementsByTagName('title')].map(({ textContent }) => textContent);
  expect(titles).toContain('everyone/every workload → workload/ml/a\nno policy');
});

test('a long label is folded, and of very many lines some are left to the tooltip', () => {
  const [a, b] = [node('workload', { name: 'a' }), node('workload', { name: 'b' })];
  const labels = ['l1', 'l2', 'l3', 'l4', 'l5', 'l6', `l7 ${'x'.repeat(40)} ${'y'.repeat(10)}`];
  const graph: Graph = { groups: [], nodes: [a, b], edges: [edge('calls', a.id, b.id, labels)] };
  const document = wellFormed(svg(graph));
  const texts = [...document.getElementsByTagName('text')].map(({ textContent }) => textContent);
  expect(texts.slice(0, 8)).toEqual(['a', 'b', 'l1', 'l2', 'l3', 'l4', 'l5', 'and 4 lines more']);
  expect([...document.getElementsByTagName('title')].some(({ textContent }) => textContent!.includes('l6\nl7 '))).toBe(true);
});

test('a picture tells its content in words, too', () => {
  const document = wellFormed(svg(GRAPH));
  expect(document.documentElement!.getAttribute('role')).toBe('img');
  expect(document.getElementsByTagName('desc')[0].textContent).toBe('everyone every workload calls workload a (no policy).');
});

test('nothing lies outside of the picture, and no two nodes lie on each other', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/);
  const meshes = fc.tuple(fc.uniqueArray(fc.tuple(fc.constantFrom('ml', 'training', undefined), name), { minLength: 2, maxLength: 12, selector: String }), fc.array(fc.tuple(fc.nat(11), fc.nat(11), name), { maxLength: 16 }));
  fc.assert(fc.property(meshes, ([names, pairs]) => {
    const nodes = names.map(([group, own]) => node('workload', { namespace: group, name: own }));
    const edges = pairs.filter(([from, to]) => from !== to && from < nodes.length && to < nodes.length)
      .map(([from, to, label]) => edge('calls', nodes[from].id, nodes[to].id, [label]));
    const { width, height, nodes: drawn, groups } = placed(assemble([{ nodes, edges }]));
    const boxes = drawn.map(({ box }) => box);
    [...boxes, ...groups.map(({ box }) => box)].forEach((box) => {
      expect([box.x >= 0, box.y >= 0, box.x + box.width <= width, box.y + box.height <= height]).toEqual([true, true, true, true]);
    });
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
      expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }));
  }), { numRuns: 60 });
});

test('what has no arrow stands on the left of its namespace', () => {
  const [a, b, c, alone] = ['a', 'b', 'c', 'alone'].map((name) => node('workload', { namespace: 'ml', name }));
  const { nodes } = placed(assemble([{ nodes: [a, b, c, alone], edges: [edge('calls', a.id, b.id, []), edge('calls', b.id, c.id, [])] }]));
  const [left, right] = [alone, b].map(({ id }) => nodes.find(({ item }) => item.id === id)!.box);
  expect(left.x + left.width).toBeLessThan(right.x);
});

test('arrows leave nodes on the right and reach others on the left, in the order of where they lead', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => node('workload', { name }));
  const { nodes, edges } = placed(assemble([{ nodes: [a, b, c], edges: [edge('calls', a.id, b.id, []), edge('calls', a.id, c.id, [])] }]));
  const boxOf = (id: string) => nodes.find(({ item }) => item.id === id)!.box;
  const from = boxOf(a.id);
  const starts = edges.map(({ item, points: [start] }) => ({ y: start.y, to: boxOf(item.to).y })).sort((one, other) => one.to - other.to);
  edges.forEach(({ item, points }) => {
    expect([points[0].x, points[points.length - 1].x]).toEqual([from.x + from.width, boxOf(item.to).x]);
  });
  expect(starts[0].y).toBeLessThan(starts[1].y);
});
