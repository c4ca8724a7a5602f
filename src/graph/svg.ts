import type { Graph, GraphEdge, GraphNode } from './graph';
import { type Box, type Drawn, FONT_SIZE, LINE_HEIGHT, placed, type Point } from './layout';
import { type Legend, type LegendEntry, legendOf, SIGN_WIDTH } from './legend';
import { EDGE_STYLES, GROUP_STYLE, NODE_STYLES, QUIET_COLOUR, TEXT_COLOUR } from './palette';

const STYLE = `text{font:${FONT_SIZE}px Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif;fill:${TEXT_COLOUR}}.name{font-weight:600}`
  + `.group{font-weight:600;fill:${QUIET_COLOUR}}.legend{fill:${QUIET_COLOUR}}`;

/** A picture that needs nothing else: no browser, no network, no font that is not everywhere. On a dark page it is a white card. */
export function svg(graph: Graph): string {
  const { height: drawn, groups, nodes, edges, width: least } = placed(graph);
  const legend = legendOf(graph, least);
  const [width, height] = [Math.max(least, legend.width), drawn + legend.height];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    '<title id="title">Mesh: who may call whom, and where routes send requests</title>',
    `<desc id="desc">${escaped(description(graph))}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${Object.entries(EDGE_STYLES).map(([kind, { colour }]) => marker(kind, colour)).join('')}</defs>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`,
    ...groups.map(({ item, box }) => groupText(item.name, box)),
    ...edges.map(({ item, points }) => lineText(item, points)),
    ...nodes.map(nodeText),
    ...edges.flatMap(({ lines, label }) => (label === undefined ? [] : [labelText(lines, label)])),
    ...legendText(legend, drawn),
    '</svg>',
    '',
  ].join('\n');
}

/** The picture in words, for whoever cannot see it: an arrow a sentence. */
function description({ nodes, edges }: Graph): string {
  const names = new Map(nodes.map(({ id, kind, name }) => [id, `${kind === 'outside' ? '' : `${kind} `}${name}`]));
  return edges.map(({ from, to, kind, labels }) => (
    `${names.get(from)} ${kind} ${names.get(to)}${labels.length === 0 ? '' : ` (${labels.join('; ')})`}.`)).join(' ');
}

function marker(kind: string, colour: string): string {
  return `<marker id="${kind}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">`
    + `<path d="M0 0 8 4 0 8z" fill="${colour}"/></marker>`;
}

function groupText(name: string, box: Box): string {
  return `<rect ${frame(box)} rx="8" fill="${GROUP_STYLE.fill}" stroke="${GROUP_STYLE.stroke}"/>`
    + `<text class="group" x="${box.x + 10}" y="${box.y + 18}">${escaped(name)}</text>`;
}

function nodeText({ item: { id, kind, name }, lines, box }: Drawn<GraphNode>): string {
  const { fill, stroke, radius } = NODE_STYLES[kind];
  const { x, y, width, height } = box;
  const middle = round(x + width / 2);
  const first = y + height / 2 - (lines.length * LINE_HEIGHT) / 2 + FONT_SIZE / 3;
  const rest = lines.map((line, i) => `<text x="${middle}" y="${round(first + (i + 1) * LINE_HEIGHT)}" text-anchor="middle">${escaped(line)}</text>`);
  return `<g><title>${escaped(id)}</title><rect ${frame(box)} rx="${radius}" fill="${fill}" stroke="${stroke}"/>`
    + `<text class="name" x="${middle}" y="${round(first)}" text-anchor="middle">${escaped(name)}</text>${rest.join('')}</g>`;
}

function lineText({ from, to, kind, labels }: GraphEdge, points: readonly Point[]): string {
  const title = escaped([`${from} → ${to}`, ...labels].join('\n'));
  return `<path d="${curve(points)}" ${pen(kind)}><title>${title}</title></path>`;
}

function pen(kind: GraphEdge['kind']): string {
  const { colour, width, dashes } = EDGE_STYLES[kind];
  const dashed = dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`;
  return `fill="none" stroke="${colour}" stroke-width="${width}"${dashed} marker-end="url(#${kind})"`;
}

function labelText(lines: readonly string[], box: Box): string {
  const { x, y, width } = box;
  const texts = lines.map((line, i) => `<text x="${round(x + width / 2)}" y="${round(y + i * LINE_HEIGHT + FONT_SIZE + 1)}" text-anchor="middle">${escaped(line)}</text>`);
  return `<g><rect ${frame(box)} rx="4" fill="#ffffff" fill-opacity="0.9"/>${texts.join('')}</g>`;
}

function legendText({ entries }: Legend, top: number): readonly string[] {
  return entries.map((entry) => {
    const y = top + entry.y;
    return `<g>${signText(entry, y)}<text class="legend" x="${entry.x + SIGN_WIDTH}" y="${y + FONT_SIZE}">${escaped(entry.words)}</text></g>`;
  });
}

function signText(entry: LegendEntry, y: number): string {
  if ('edge' in entry) {
    return `<path d="M${entry.x} ${y + 8}L${entry.x + SIGN_WIDTH - 6} ${y + 8}" ${pen(entry.edge)}/>`;
  }
  const { fill, stroke, radius } = NODE_STYLES[entry.node];
  return `<rect x="${entry.x}" y="${y + 1}" width="${SIGN_WIDTH - 8}" height="14" rx="${Math.min(radius, 6)}" fill="${fill}" stroke="${stroke}"/>`;
}

function frame({ x, y, width, height }: Box): string {
  return `x="${x}" y="${y}" width="${width}" height="${height}"`;
}

/** A line through the points that leaves and reaches each of them level. */
function curve([first, ...rest]: readonly Point[]): string {
  const parts = rest.map(({ x, y }, i) => {
    const before = i === 0 ? first : rest[i - 1];
    const half = round((before.x + x) / 2);
    return `C${half} ${round(before.y)} ${half} ${round(y)} ${round(x)} ${round(y)}`;
  });
  return `M${round(first.x)} ${round(first.y)}${parts.join('')}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no control characters, not even escaped ones. */
function escaped(text: string): string {
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character]);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
