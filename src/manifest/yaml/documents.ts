/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Begins a document or ends one, wherever it stands: within quoted and block texts too, YAML 1.2.2 §9.1.2 forbids both. */
const MARKER = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;
const NOTHING = /^(?:[ \t]*(?:#.*|%.*)?(?:\r?\n|$))*$/;

/**
 * The documents of a text, each with its marker. A document is read on its own, so that a broken one loses no neighbour. Parts without
 * content (comments, directives) are left out.
 */
export function documentRanges(text: string): Range[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (const { index, 0: marker } of text.matchAll(MARKER)) {
    starts.push(marker === '---' ? index : index + marker.length);
  }
  return starts
    .map((start, index) => ({ start, end: starts[index + 1] ?? text.length }))
    .filter((range) => !isEmpty(text, range));
}

function isEmpty(text: string, { start, end }: Range): boolean {
  const from = text.startsWith('---', start) ? start + 3 : start;
  // Nearly always the first line decides: no need to run over the document.
  return NOTHING.test(text.slice(from, Math.min(end, from + 1))) && NOTHING.test(text.slice(from, end));
}
