import { type FindingPlace, isBrokenPlace } from '../finding';

/** What findings are sorted by: file (or construct), document, and where in the document. */
interface Place {
  readonly file: string;
  /** Where the document begins. */
  readonly document: number;
  readonly at: FindingPlace;
}

/** Sorts by file, line, column, code; what has no lines keeps its order. Lines are looked up only where one document has several findings. */
export function inOrder<T extends { readonly at: FindingPlace; readonly rule: { readonly code: string } }>(findings: readonly T[]): T[] {
  return findings
    .map((finding) => ({ finding, ...placeOf(finding.at) }))
    .sort((a, b) => compare(a.file, b.file)
      || a.document - b.document
      || compareWithin(a.at, b.at)
      || compare(a.finding.rule.code, b.finding.rule.code))
    .map(({ finding }) => finding);
}

function placeOf(at: FindingPlace): Place {
  if (isBrokenPlace(at)) {
    return { file: at.source.name, document: at.start, at };
  }
  const { origin } = at;
  return 'construct' in origin
    ? { file: origin.construct, document: 0, at }
    : { file: origin.document.source.name, document: origin.document.start, at };
}

function compareWithin(a: FindingPlace, b: FindingPlace): number {
  const [first, second] = [positionOf(a), positionOf(b)];
  return (first?.line ?? 0) - (second?.line ?? 0) || (first?.column ?? 0) - (second?.column ?? 0);
}

function positionOf(at: FindingPlace) {
  return isBrokenPlace(at) ? at.position : at.span()?.start;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
