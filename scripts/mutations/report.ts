import { isMiss, type Outcome } from './compare';

/** Why check cannot foresee what becomes of a breakage. The list is closed. */
export const REASONS = {
  'another platform': 'what is left is sound, refers to nothing that is gone, and serves something else: only who wrote it knows that it is not meant so',
  'cluster state': 'depends on what only the cluster holds',
  'the box': 'fails there only, for want of an extension of Envoy that a cluster has',
  'EnvoyFilter': 'depends on what a patch makes of the configuration of Envoy',
} as const;

/** Breakages that are not foreseen. */
export interface Miss {
  /** A regular expression for what is said of the mutant. */
  readonly mutant: string;
  readonly reason: keyof typeof REASONS;
  readonly because: string;
}

/** The share of the failures that must be foreseen. */
const GOAL = 0.95;

/** What came of all mutants. */
export interface Verdict {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

/** A table of the kinds and every miss. It is good if enough is foreseen and every miss has a reason of the list. */
export function verdictOn(outcomes: readonly Outcome[], misses: readonly Miss[]): Verdict {
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))];
  const failing = outcomes.filter(isFailing);
  const missed = outcomes.filter(isMiss).map((outcome) => ({ outcome, miss: reasonFor(outcome, misses) }));
  const unexplained = missed.filter(({ miss }) => miss === undefined).length;
  const share = failing.length === 0 ? 1 : 1 - missed.length / failing.length;
  return {
    lines: [
      row('kind', ['mutants', 'failing', 'foreseen', 'missed', 'found, works']),
      ...kinds.map((kind) => row(kind, countsOf(outcomes.filter((outcome) => outcome.kind === kind)))),
      row('all', countsOf(outcomes)),
      ...missed.flatMap(({ outcome, miss }) => linesOf(outcome, miss)),
      `${failing.length - missed.length} of ${failing.length} mutants with failing requests foreseen: ${(100 * share).toFixed(1)} %; ${missed.length} missed, ${unexplained} of them unexplained`,
    ],
    isGood: share >= GOAL && unexplained === 0,
  };
}

function reasonFor({ about }: Outcome, misses: readonly Miss[]): Miss | undefined {
  return misses.find(({ mutant, reason }) => reason in REASONS && new RegExp(mutant).test(about));
}

function isFailing({ failing }: Outcome): boolean {
  return failing.length > 0;
}

function isForeseen({ foreseen }: Outcome): boolean {
  return foreseen.length > 0;
}

function countsOf(outcomes: readonly Outcome[]): number[] {
  const failing = outcomes.filter(isFailing);
  const foreseen = failing.filter(isForeseen);
  const besides = outcomes.filter((one) => !isFailing(one) && isForeseen(one));
  return [outcomes.length, failing.length, foreseen.length, failing.length - foreseen.length, besides.length];
}

function row(kind: string, cells: readonly (string | number)[]): string {
  return kind.padEnd(18) + cells.map((cell) => String(cell).padStart(14)).join('');
}

function linesOf({ about, failing, besides, complaint }: Outcome, miss?: Miss): string[] {
  return [
    `missed: ${about}`,
    `        fails: ${failing[0]}${complaint === undefined ? '' : `; ${complaint}`}`,
    ...(besides.length > 0 ? [`        found, of other objects: ${besides.join(', ')}`] : []),
    `        ${miss === undefined ? 'unexplained' : `${miss.reason}: ${miss.because}`}`,
  ];
}
