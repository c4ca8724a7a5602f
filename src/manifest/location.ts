import { type Path, pathKey } from './path';
import type { Position, SourceDocument } from './source';
import type { Range } from './yaml/documents';
import type { FieldSpan } from './yaml/spans';

/** Where something stands, from its first character to the one after its last. */
export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** Where objects come from: a document, or the construct that made them. */
export type Origin = SourceOrigin | ConstructOrigin;

export interface SourceOrigin {
  readonly document: SourceDocument;
  /** Where in the document: objects of a `kind: List` lie in its items. */
  readonly path: Path;
}

export interface ConstructOrigin {
  /** `app/chart/mesh/gateway` */
  readonly construct: string;
}

const known = new WeakMap<SourceDocument, ReadonlyMap<string, FieldSpan>>();

/** A field of an object. Line and column are looked up only when they are asked for. */
export class Location {
  constructor(
    public readonly origin: Origin,
    /** In the object. */
    public readonly path: Path,
    private readonly ofKey = false,
  ) {}

  /** A field below. */
  public at(...keys: Path): Location {
    return new Location(this.origin, [...this.path, ...keys]);
  }

  /** The name of the field in place of its value: the field should not be there, or is another one. */
  public key(): Location {
    return new Location(this.origin, this.path, true);
  }

  /** The file, or undefined for what a construct made. */
  public get file(): string | undefined {
    return 'document' in this.origin ? this.origin.document.source.name : undefined;
  }

  /** Where the field stands, or its nearest parent that is written down. Undefined where there is no text. */
  public span(): Span | undefined {
    if (!('document' in this.origin)) {
      return undefined;
    }
    const { document } = this.origin;
    const { start, end } = this.range(document, this.origin.path) ?? { start: document.start, end: document.start };
    return { start: document.source.position(start), end: document.source.position(Math.max(start, end)) };
  }

  private range(document: SourceDocument, base: Path) {
    const spans = spansOf(document);
    for (let length = this.path.length; length >= 0; length--) {
      const span = spans.get(pathKey([...base, ...this.path.slice(0, length)]));
      if (span !== undefined) {
        // Objects and lists are pointed at by their names.
        const byName = this.ofKey || length < this.path.length || !span.isScalar;
        const range = byName ? span.key ?? span.value : span.value ?? span.key;
        const whole = range === span.value && !span.isScalar;
        return range && { start: document.start + range.start, end: document.start + endOfFirstLine(document, range, whole) };
      }
    }
    return undefined;
  }
}

function spansOf(document: SourceDocument): ReadonlyMap<string, FieldSpan> {
  const spans = known.get(document) ?? read(document);
  known.set(document, spans);
  return spans;
}

function read({ source, start, end }: SourceDocument): ReadonlyMap<string, FieldSpan> {
  const { fieldSpans } = require('./yaml/spans') as typeof import('./yaml/spans');
  try {
    return fieldSpans(source.text.slice(start, end));
  } catch {
    // JSON that is no YAML (tabs, for one): the object is known as a whole.
    return new Map();
  }
}

/** Of what goes on over several lines the first one is marked; of an item of a list all of its first line. */
function endOfFirstLine({ source, start: offset }: SourceDocument, { start, end }: Range, whole: boolean): number {
  const newline = source.text.indexOf('\n', offset + start);
  const line = source.text.slice(offset + start, newline < 0 ? undefined : newline).replace(/\s+#.*$|\s+$/, '');
  return whole ? start + line.length : Math.min(end, start + Math.max(1, line.length));
}
