import type { Position } from '../../manifest/source';
import { type FindingPlace, isBrokenPlace } from '../finding';

/** Where a finding stands for sorting: file (or construct), line, column. */
export function placeOf(place: FindingPlace): { readonly file: string; readonly position?: Position } {
  if (isBrokenPlace(place)) {
    return { file: place.source.name, position: place.position };
  }
  const { origin } = place;
  return { file: 'construct' in origin ? origin.construct : origin.document.source.name, position: place.span()?.start };
}

/** Sorts by place, then by code; what has no place keeps its order. */
export function inOrder<T extends { readonly at: FindingPlace; readonly rule: { readonly code: string } }>(findings: readonly T[]): T[] {
  return findings
    .map((finding) => ({ finding, ...placeOf(finding.at) }))
    .sort((a, b) => compare(a.file, b.file)
      || (a.position?.line ?? 0) - (b.position?.line ?? 0)
      || (a.position?.column ?? 0) - (b.position?.column ?? 0)
      || compare(a.finding.rule.code, b.finding.rule.code))
    .map(({ finding }) => finding);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
