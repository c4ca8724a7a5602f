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

/** The lines of a source that some marks are about, underlined. */
export function frame(source: Source, marks: readonly Mark[], paint: FramePaint): string[] {
  const lines = shownLines(marks);
  const width = String(lines.at(-1) ?? 0).length;
  const gutter = (text: string | number) => paint.gutter(`${String(text).padStart(width + 2)} |`);
  return lines.flatMap((line, index) => [
    ...(index > 0 && lines[index - 1] < line - 1 ? [paint.gutter(`  ${'...'.padEnd(width)}`.trimEnd())] : []),
    `${gutter(line)} ${sanitize(source.line(line))}`.trimEnd(),
    ...marks.filter(({ span }) => span.start.line === line).map((mark) => `${gutter('')} ${underline(mark, paint)}`),
  ]);
}

function shownLines(marks: readonly Mark[]): number[] {
  const lines = marks.flatMap(({ span: { start }, isPrimary }) => (isPrimary && start.line > 1 ? [start.line - CONTEXT, start.line] : [start.line]));
  return [...new Set(lines)].sort((a, b) => a - b);
}

function underline({ span: { start, end }, label, isPrimary }: Mark, paint: FramePaint): string {
  const length = Math.max(1, end.line === start.line ? end.column - start.column : 1);
  const line = `${(isPrimary ? '^' : '-').repeat(length)} ${sanitize(label)}`.trimEnd();
  return ' '.repeat(start.column - 1) + (isPrimary ? paint.primary(line) : paint.secondary(line));
}
