import type { EdgeKind, Graph, NodeKind } from './graph';
import { LINE_HEIGHT, MARGIN, type Point, textWidth } from './layout';
import { EDGE_STYLES, NODE_STYLES } from './palette';

/** What a sign means. */
export type LegendEntry = Point & { readonly words: string } & ({ readonly node: NodeKind } | { readonly edge: EdgeKind });

export interface Legend {
  readonly entries: readonly LegendEntry[];
  readonly width: number;
  readonly height: number;
}

export const SIGN_WIDTH = 26;
const GAP = 18;

/** Explains the signs that a picture has, in lines of at most its width. */
export function legendOf({ nodes, edges }: Graph, width: number): Legend {
  const used = [
    ...keysOf(NODE_STYLES).filter((kind) => nodes.some((each) => each.kind === kind)).map((kind) => ({ node: kind, words: NODE_STYLES[kind].words })),
    ...keysOf(EDGE_STYLES).filter((kind) => edges.some((each) => each.kind === kind)).map((kind) => ({ edge: kind, words: EDGE_STYLES[kind].words })),
  ];
  const entries: LegendEntry[] = [];
  let [x, y, widest] = [MARGIN, 0, 0];
  for (const each of used) {
    const { words } = each;
    if (words !== undefined) {
      const size = SIGN_WIDTH + textWidth(words);
      if (x > MARGIN && x + size > width - MARGIN) {
        [x, y] = [MARGIN, y + LINE_HEIGHT + 4];
      }
      entries.push({ ...each, words, x: Math.round(x), y });
      widest = Math.max(widest, x + size + MARGIN);
      x += size + GAP;
    }
  }
  return { entries, width: Math.ceil(widest), height: entries.length === 0 ? 0 : y + LINE_HEIGHT + MARGIN };
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(record) as K[];
}
