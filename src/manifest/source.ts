import type { Range } from './yaml/documents';

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text that objects were read from. */
export class Source {
  private starts: readonly number[] | undefined;

  constructor(
    /** The file as it was named, or `<stdin>`. */
    public readonly name: string,
    public readonly text: string,
  ) {}

  /** Where the offset lies. */
  public position(offset: number): Position {
    const starts = this.lineStarts();
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      [low, high] = starts[middle] <= offset ? [middle, high] : [low, middle - 1];
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  }

  /** A line without its end, counted from 1; empty beyond the text. */
  public line(number: number): string {
    const starts = this.lineStarts();
    return this.text.slice(starts[number - 1] ?? this.text.length, starts[number] ?? this.text.length).replace(/\r?\n$/, '');
  }

  private lineStarts(): readonly number[] {
    this.starts ??= lineStarts(this.text);
    return this.starts;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let newline = text.indexOf('\n'); newline >= 0; newline = text.indexOf('\n', newline + 1)) {
    starts.push(newline + 1);
  }
  return starts;
}

/** One document of a source. */
export interface SourceDocument extends Range {
  readonly source: Source;
}
