import { formatDuration } from '../../manifest/duration';
import { Fraction } from '../fraction';
import type { Outcome } from '../outcome';
import { percent } from '../percent';
import { nameOf } from '../request';
import type { Step } from '../steps';

/** What is expected of every request. */
export type Expectation =
  | { readonly kind: 'denied' }
  | { readonly kind: 'never-reaches'; readonly backend: string }
  | { readonly kind: 'share-at-most'; readonly backend: string; readonly share: number }
  | { readonly kind: 'timeout-at-least'; readonly millis: number };

/** How a request fares with an expectation. */
export interface Fate {
  /** Undefined: it depends on what is not known offline. */
  readonly holds: boolean | undefined;
  /** Whether the request says anything of it at all. */
  readonly counts: boolean;
  /** What is so instead. */
  readonly got: string;
}

/** In words, after "every request". */
export function said(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'denied': return 'is denied';
    case 'never-reaches': return `never reaches ${expectation.backend}`;
    case 'share-at-most': return `reaches ${expectation.backend} with at most ${percent(expectation.share)}`;
    case 'timeout-at-least': return `has a limit of at least ${formatDuration(expectation.millis)}`;
  }
}

export function fateOf(expectation: Expectation, outcomes: readonly Outcome[]): Fate {
  const fate = judged(expectation, outcomes);
  const isUnknown = outcomes.some(({ unknown, unknownMirrors }) => (
    unknown !== undefined || (expectation.kind === 'never-reaches' && unknownMirrors.length > 0)));
  return fate.holds === true && isUnknown ? { ...fate, holds: undefined, got: 'what cannot be told from the objects' } : fate;
}

function judged(expectation: Expectation, outcomes: readonly Outcome[]): Fate {
  switch (expectation.kind) {
    case 'denied': return denied(outcomes);
    case 'never-reaches': {
      const reached = outcomes.some((outcome) => receivers(outcome).some((name) => isMeant(expectation.backend, name)));
      return { holds: !reached, counts: true, got: 'it does' };
    }
    case 'share-at-most': {
      const share = shareOf(outcomes, ({ upstream }) => upstream !== undefined && isMeant(expectation.backend, nameOf(upstream.workload)));
      return { holds: share <= expectation.share + EXACTLY_ENOUGH, counts: true, got: percent(share) };
    }
    case 'timeout-at-least': return limited(expectation.millis, outcomes);
  }
}

const EXACTLY_ENOUGH = 1e-9;

/** What is not known may well be a refusal; where there is no way to go on, nobody refuses. */
function denied(outcomes: readonly Outcome[]): Fate {
  const others = outcomes.filter(({ disposition, probability }) => disposition !== 'denied' && disposition !== 'unknown' && !probability.isZero);
  const passing = shareOf(others, () => true);
  const ends = [...new Set(others.map(({ disposition }) => disposition))];
  const got = `${passing < 1 ? `${percent(passing)} ` : ''}${ends.join(' or ')}`;
  return { holds: passing < EXACTLY_ENOUGH, counts: true, got: ends.includes('delivered') ? got : `${got}, which is no refusal` };
}

/** The least limit on the way to each workload that answers. */
function limited(wanted: number, outcomes: readonly Outcome[]): Fate {
  const limits = outcomes.filter(({ upstream }) => upstream !== undefined).map(limitOf);
  const least = limits.reduce<number | undefined>((a, b) => (a === undefined || b === undefined ? undefined : Math.min(a, b)), Infinity);
  return {
    holds: limits.length === 0 || (least !== undefined && least >= wanted),
    counts: limits.length > 0,
    got: least === undefined ? 'no limit' : formatDuration(least),
  };
}

/** Of all proxies on the way; a limit of each try counts as well, since it ends the answer as surely. */
function limitOf({ hops }: Outcome): number | undefined {
  const limits = hops.flatMap(({ steps }) => steps).flatMap(limitsOf);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function limitsOf(step: Step): readonly number[] {
  const action = step.kind === 'route' ? step.route?.action : undefined;
  return action?.kind === 'forward' ? [action.timeout, action.retry?.perTry].filter((each) => each !== undefined) : [];
}

/** Everybody who sees the request, or a copy of it. */
function receivers({ received, mirrors }: Outcome): readonly string[] {
  return [...Object.keys(received), ...mirrors.filter(({ share }) => !share.isZero).map(({ workload }) => nameOf(workload))];
}

/** `namespace/name`, or `namespace/*` */
function isMeant(backend: string, name: string): boolean {
  return backend.endsWith('/*') ? name.startsWith(backend.slice(0, -1)) : name === backend;
}

function shareOf(outcomes: readonly Outcome[], counts: (outcome: Outcome) => boolean): number {
  return outcomes.filter(counts).reduce((sum, { probability }) => sum.plus(probability), Fraction.ZERO).toNumber();
}
