import type { Origin } from './location';

/** How large values are, in bytes of UTF-8. */
export class Sizes {
  private readonly asJson = new Map<object, number>();
  private readonly asTexts = new Map<object, number>();

  /** Of the shortest JSON. */
  public json(value: unknown): number {
    return isNode(value) ? once(this.asJson, value, () => this.jsonOf(value)) : Buffer.byteLength(JSON.stringify(value) ?? '');
  }

  /** Of all texts in a value, which every encoding of it holds. */
  public texts(value: unknown): number {
    if (!isNode(value)) {
      return typeof value === 'string' ? Buffer.byteLength(value) : 0;
    }
    return once(this.asTexts, value, () => Object.values(value).reduce<number>((sum, each) => sum + this.texts(each), 0));
  }

  private jsonOf(node: object): number {
    const parts = Array.isArray(node)
      ? node.map((item) => this.json(item))
      : Object.entries(node).map(([key, value]) => this.json(key) + 1 + this.json(value));
    return parts.reduce((sum, part) => sum + part, 2 + Math.max(0, parts.length - 1));
  }
}

function isNode(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What an alias of YAML stands for is counted as often as it is named, and measured once: ten lines may stand for a billion of them. What holds itself has no end. */
function once(known: Map<object, number>, node: object, measure: () => number): number {
  const size = known.get(node);
  if (size !== undefined) {
    return size;
  }
  known.set(node, Infinity);
  const measured = measure();
  known.set(node, measured);
  return measured;
}

/** JSON is at most so many times as long as YAML without aliases: a letter may be three bytes, or six with its escape, and `{a,b}` leaves the nulls out. */
const LONGEST_JSON = 10;

/** Whether it may be that large as JSON. Nearly nothing is: a look at the length of the text spares the measuring. */
export function mayTake(limit: number, origin: Origin): boolean {
  if (!('document' in origin)) {
    return true;
  }
  const { source, start, end } = origin.document;
  return (end - start) * LONGEST_JSON > limit || source.text.slice(start, end).includes('&');
}
