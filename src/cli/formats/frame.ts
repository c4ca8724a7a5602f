import type { Span } from '../../manifest/location';
import type { Source } from '../../manifest/source';
import { sanitize } from '../sanitize';

/** A part of a text that a frame underlines. */
export interface Mark {
  readonly span: Span;
  /** What is said of it; the primary mark needs no words. */
  readonly label: string;
  readonly isPrimary: boolean;
}

/** How parts of a frame are painted. */
export interface FramePaint {
  gutter(text: string): string;
  primary(text: string): string;
  secondary(text: string): string;
}

/** Lines around the primary mark that help to recognize the place. */
const CONTEXT = 1;

/** Letters of a line that are shown: JSON of a program is one line. */
const WIDTH = 160;

/** Letters of them before the mark. */
const LEAD = 40;

const CUT = '…';

/** The lines of a source that some marks are about, underlined. */
export function frame(source: Source, marks: readonly Mark[], paint: FramePaint): string[] {
  const lines = shownLines(marks);
  const width = String(lines.at(-1) ?? 0).length;
  const gutter = (text: string | number) => paint.gutter(`${String(text).padStart(width + 2)} |`);
  return lines.flatMap((line, index) => {
    const own = marks.filter(({ span }) => span.start.line === line);
    const text = source.line(line);
    const part = shownPart(text, own);
    return [
      ...(index > 0 && lines[index - 1] < line - 1 ? [paint.gutter(`  ${'...'.padEnd(width)}`.trimEnd())] : []),
      `${gutter(line)} ${written(text, part)}`.trimEnd(),
      ...own.map((mark) => `${gutter('')} ${underline(mark, part, paint)}`),
    ];
  });
}

function shownLines(marks: readonly Mark[]): number[] {
  const lines = marks.flatMap(({ span: { start }, isPrimary }) => (isPrimary && start.line > 1 ? [start.line - CONTEXT, start.line] : [start.line]));
  return [...new Set(lines)].sort((a, b) => a - b);
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** All of a line, or the part of a long one that its first mark is in. */
function shownPart({ length }: string, marks: readonly Mark[]): Part {
  if (length <= WIDTH) {
    return { from: 0, to: length };
  }
  const first = Math.min(...marks.map(({ span }) => span.start.column - 1));
  const from = marks.length === 0 ? 0 : Math.max(0, Math.min(first - LEAD, length - WIDTH));
  return { from, to: from + WIDTH };
}

function written(text: string, { from, to }: Part): string {
  return `${from > 0 ? CUT : ''}${sanitize(text.slice(from, to))}${to < text.length ? CUT : ''}`;
}

function underline({ span: { start, end }, label, isPrimary }: Mark, { from, to }: Part, paint: FramePaint): string {
  const column = Math.min(Math.max(start.column - 1, from), to);
  const length = Math.max(1, Math.min(end.line === start.line ? end.column - 1 : column + 1, to) - column);
  const line = `${(isPrimary ? '^' : '-').repeat(length)} ${sanitize(label)}`.trimEnd();
  return ' '.repeat(column - from + (from > 0 ? CUT.length : 0)) + (isPrimary ? paint.primary(line) : paint.secondary(line));
}
