import type { EdgeKind, Graph, GraphEdge, GraphNode, NodeKind } from './graph';

/** What stands around the text of a node (mermaid.js.org, Flowcharts). */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  outside: ['([', '])'],
  everyone: ['([', '])'],
  gateway: ['{{', '}}'],
  waypoint: ['{{', '}}'],
  route: ['[/', '/]'],
  service: ['([', '])'],
  pool: ['[[', ']]'],
  workload: ['[', ']'],
  host: ['([', '])'],
  nobody: ['>', ']'],
};

const ARROWS: Readonly<Record<EdgeKind, string>> = { enters: '==>', routes: '==>', mirrors: '-.->', calls: '-->', asks: '-.->' };

/** A flowchart of Mermaid. */
export function mermaid({ groups, nodes, edges }: Graph): string {
  const inGroup = (group: string | undefined, indent: string) => nodes.filter((node) => node.group === group).map((node) => `${indent}${nodeLine(node)}`);
  return [
    'flowchart LR',
    ...inGroup(undefined, '  '),
    ...groups.flatMap(({ id, name }) => [`  subgraph ${identifier(`namespace/${id}`)}[${quoted([name])}]`, ...inGroup(id, '    '), '  end']),
    ...edges.map((edge) => `  ${edgeLine(edge)}`),
    '',
  ].join('\n');
}

function nodeLine({ id, kind, name, details }: GraphNode): string {
  const [before, after] = SHAPES[kind];
  return `${identifier(id)}${before}${quoted([name, ...details])}${after}`;
}

function edgeLine({ from, to, kind, labels }: GraphEdge): string {
  const label = labels.length === 0 ? '' : `|${quoted(labels)}|`;
  return `${identifier(from)} ${ARROWS[kind]}${label} ${identifier(to)}`;
}

/** Letters, digits and underscores; names of Kubernetes have no capitals, so that the code of another character is nobody's name. */
export function identifier(id: string): string {
  return id.replace(/-/g, '_').replace(/[^a-z0-9_]/g, (character) => `_${character.codePointAt(0)!.toString(16).toUpperCase()}_`);
}

/** Between quotes everything is text but the quote itself, HTML, Markdown's backquote, and the entities that begin with `#` or `&`. */
const SPECIAL = /["<>&#`\\*_~|{}[\]\x00-\x1f]/gu;

export function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replace(SPECIAL, (character) => `#${character.codePointAt(0)};`)).join('<br/>')}"`;
}
