import type { Graph, GraphEdge, GraphGroup, GraphNode } from './graph';
import { groupBy } from '../manifest/group-by';
import { graphlib, layout } from '../vendor/dagre';

export const FONT_SIZE = 12;
export const LINE_HEIGHT = 16;
export const MARGIN = 20;

/** Wide enough for most letters of a font without serifs. */
const LETTER = 6.8;
const BOLD_LETTER = 7.7;
const PADDING = 12;
const LONGEST_LINE = 40;
const MOST_LINES = 6;
const TITLE_HEIGHT = 28;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the upper left corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Drawn<T> {
  readonly item: T;
  /** As they are shown: long lines are folded, and of very many some are left to the tooltip. */
  readonly lines: readonly string[];
  readonly box: Box;
}

export interface DrawnEdge {
  readonly item: GraphEdge;
  readonly points: readonly Point[];
  readonly lines: readonly string[];
  readonly label?: Box;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly Omit<Drawn<GraphGroup>, 'lines'>[];
  readonly nodes: readonly Drawn<GraphNode>[];
  readonly edges: readonly DrawnEdge[];
}

/** Gives everything a place: layers from the left to the right, callers before what they call. */
export function placed({ groups, nodes, edges }: Graph): Placed {
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 24, edgesep: 16, ranksep: 44, marginx: MARGIN, marginy: MARGIN + TITLE_HEIGHT / 2 });
  groups.forEach(({ id }) => graph.setNode(groupKey(id), {}));
  nodes.forEach(({ id, name, details, group }) => {
    graph.setNode(id, sizeOf(folded(details), PADDING, name));
    if (group !== undefined) {
      graph.setParent(id, groupKey(group));
    }
  });
  edges.forEach(({ id, from, to, labels }) => graph.setEdge(from, to, { ...labelSize(folded(labels)), labelpos: 'c' }, id));
  ties(nodes, edges).forEach(({ from, to }) => graph.setEdge(from, to, { width: 0, height: 0, weight: 0 }, 'tie'));
  layout(graph);
  const drawn = nodes.map((item) => ({ item, lines: folded(item.details), box: boxOf(graph.node(item.id) as Box) }));
  const frames = groups.map((item) => {
    const inside = drawn.filter(({ item: { group } }) => group === item.id);
    return { item, box: frameOf(item.name, inside.map(({ box }) => box)) };
  });
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width: Math.ceil(Math.max(width, ...frames.map(({ box }) => box.x + box.width + MARGIN))),
    height: Math.ceil(Math.max(height, ...frames.map(({ box }) => box.y + box.height + MARGIN))),
    groups: frames,
    nodes: drawn,
    edges: docked(drawn, edges.map((item) => {
      const { points, ...label } = graph.edge(item.from, item.to, item.id) as Box & { readonly points: readonly Point[] };
      const lines = folded(item.labels);
      return { item, points: points.slice(1, -1), lines, label: lines.length === 0 ? undefined : boxOf(label) };
    })),
  };
}

/** One end of an arrow, on the left or the right of a node. */
interface Dock {
  readonly edge: DrawnEdge;
  readonly isStart: boolean;
  readonly box: Box;
  readonly isRight: boolean;
  /** Where the arrow comes from, or goes to. */
  readonly towards: Point;
}

/** Lets arrows begin on the right of nodes and end on the left of others, side by side in the order of where they lead. */
function docked(nodes: readonly Drawn<GraphNode>[], edges: readonly DrawnEdge[]): readonly DrawnEdge[] {
  const boxes = new Map(nodes.map(({ item, box }) => [item.id, box]));
  const docks = edges.flatMap((edge): Dock[] => {
    const { item: { from, to }, points } = edge;
    const [start, end] = [boxes.get(from)!, boxes.get(to)!];
    const isForward = start.x + start.width <= end.x;
    return [
      { edge, isStart: true, box: start, isRight: isForward, towards: points[0] ?? middleOf(end) },
      { edge, isStart: false, box: end, isRight: !isForward, towards: points[points.length - 1] ?? middleOf(start) },
    ];
  });
  const places = new Map([...groupBy(docks, ({ box, isRight }) => `${box.x} ${box.y} ${isRight}`).values()].flatMap((same) => {
    const sorted = [...same].sort((a, b) => a.towards.y - b.towards.y);
    return sorted.map(({ edge, isStart, box, isRight }, i) => (
      [`${isStart} ${edge.item.id}`, { x: box.x + (isRight ? box.width : 0), y: box.y + ((i + 1) * box.height) / (same.length + 1) }] as const));
  }));
  return edges.map((edge) => ({ ...edge, points: [places.get(`true ${edge.item.id}`)!, ...edge.points, places.get(`false ${edge.item.id}`)!] }));
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** What has no arrow stands before something of its namespace that has one, where it takes the least room. */
function ties(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): { readonly from: string; readonly to: string }[] {
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return nodes.filter(({ id }) => !tied.has(id)).flatMap(({ id: from, group }) => {
    const inside = new Set(nodes.filter((each) => each.group === group).map(({ id }) => id));
    const to = edges.find((each) => inside.has(each.from) && inside.has(each.to))?.to;
    return to === undefined ? [] : [{ from, to }];
  });
}

function groupKey(id: string): string {
  return `namespace/${id}`;
}

export function textWidth(text: string): number {
  return text.length * LETTER;
}

function sizeOf(lines: readonly string[], padding: number, name?: string) {
  const height = (lines.length + (name === undefined ? 0 : 1)) * LINE_HEIGHT + padding;
  return { width: Math.max(boldWidth(name ?? ''), ...lines.map(textWidth)) + 2 * padding, height };
}

function boldWidth(text: string): number {
  return text.length * BOLD_LETTER;
}

function labelSize(lines: readonly string[]) {
  return lines.length === 0 ? { width: 0, height: 0 } : sizeOf(lines, 4);
}

/** Lines are broken after spaces. */
function folded(labels: readonly string[]): readonly string[] {
  const lines = labels.flatMap((label) => label.split(' ').reduce<string[]>((done, word) => {
    const last = done[done.length - 1];
    return last !== undefined && `${last} ${word}`.length <= LONGEST_LINE ? [...done.slice(0, -1), `${last} ${word}`] : [...done, word];
  }, []));
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `and ${lines.length - MOST_LINES + 1} lines more`];
}

/** The layout's own boxes reach as far as its layers do, and know of no titles. */
function frameOf(name: string, boxes: readonly Box[]): Box {
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)) - PADDING, Math.min(...boxes.map(({ y }) => y)) - TITLE_HEIGHT];
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + PADDING;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + PADDING;
  return { x: left, y: top, width: Math.max(right - left, Math.ceil(boldWidth(name) + 2 * PADDING)), height: bottom - top };
}

/** The layout tells middles. */
function boxOf({ x, y, width, height }: Box): Box {
  return { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width: Math.round(width), height: Math.round(height) };
}
