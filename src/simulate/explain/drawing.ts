import type { Outcome } from '../outcome';
import { type Line, lineOf, placeOf } from './line';
import { narrative } from './narrative';

/** A line with what is drawn before it. */
export interface DrawnLine extends Line {
  readonly edge: string;
  readonly place?: string;
  readonly position?: string;
}

/** Lines, and what may follow them. */
interface Branch {
  readonly line: Line;
  readonly next: Branch[];
}

/** The outcomes as a tree: what they have in common is drawn once. */
export function draw(outcomes: readonly Outcome[]): readonly DrawnLine[] {
  const roots: Branch[] = [];
  outcomes.forEach((outcome) => grow(roots, narrative(outcome)));
  return roots.flatMap((root) => drawn(root, '', ''));
}

function grow(branches: Branch[], [line, ...rest]: readonly Line[]): void {
  if (line === undefined) {
    return;
  }
  const known = branches.find((branch) => isSame(branch.line, line) && rest.length > 0);
  const branch = known ?? { line, next: [] };
  if (known === undefined) {
    branches.push(branch);
  }
  grow(branch.next, rest);
}

function isSame(a: Line, b: Line): boolean {
  return a.topic === b.topic && a.text === b.text && (a.origin && placeOf(a.origin)) === (b.origin && placeOf(b.origin));
}

function drawn({ line, next }: Branch, first: string, others: string): DrawnLine[] {
  const own: DrawnLine = { ...line, edge: first, place: line.origin && placeOf(line.origin), position: line.origin && lineOf(line.origin) };
  if (next.length < 2) {
    return [own, ...next.flatMap((branch) => drawn(branch, others, others))];
  }
  return [own, ...next.flatMap((branch, index) => (
    index === next.length - 1 ? drawn(branch, `${others}└─ `, `${others}   `) : drawn(branch, `${others}├─ `, `${others}│  `)))];
}
