import { Automaton, DEAD } from './automaton';
import type { Predicate } from './predicate';

/** What texts there are: which letters they may consist of, the plainest ones first, and of which form they are. */
export interface Language {
  readonly letters: string;
  /** Expressions that a text must match. */
  readonly must: readonly string[];
  /** Expressions that no text may match. */
  readonly mustNot: readonly string[];
}

/** One text for each way in which comparisons can end. */
export interface Cells {
  readonly texts: readonly string[];
  /** Whether there is a text for every way that is possible at all. */
  readonly isComplete: boolean;
}

/** How many states are looked at before giving up. */
const MAX_STATES = 40_000;

/** An expression that is walked. */
interface Tracker {
  readonly automaton: Automaton;
  readonly predicate: Predicate;
  /** Whether it has to hold; unset: both are looked for. */
  readonly wanted?: boolean;
}

/**
 * The shortest text for every combination of comparisons that some text has. All expressions are walked in step, breadth first: the
 * automata are finite, so that the walk ends, and what it did not meet no text has.
 */
export function cellsOf({ letters, must, mustNot }: Language, predicates: readonly Predicate[]): Cells {
  const trackers: Tracker[] = [
    ...must.map((regex) => ({ automaton: Automaton.of(regex), predicate: { regex }, wanted: true })),
    ...mustNot.map((regex) => ({ automaton: Automaton.of(regex), predicate: { regex }, wanted: false })),
    ...predicates.map((predicate) => ({ automaton: Automaton.of(predicate.regex), predicate })),
  ];
  const alphabet = distinct(letters, trackers);
  const texts = new Map<string, string>();
  const start = { text: '', states: trackers.map(startOf) };
  const seen = new Set([start.states.join()]);
  const queue = [start];
  for (let next = 0; next < queue.length && queue.length <= MAX_STATES; next++) {
    const { text, states } = queue[next];
    const truths = trackers.map((tracker, i) => holds(tracker, states[i]));
    const key = truths.map(Number).join('');
    if (!texts.has(key) && trackers.every(({ wanted }, i) => wanted === undefined || wanted === truths[i])) {
      texts.set(key, text);
    }
    for (const letter of alphabet) {
      const following = trackers.map((tracker, i) => step(tracker, states[i], letter));
      const id = following.join();
      if (!seen.has(id) && !trackers.some(({ wanted }, i) => wanted === true && following[i] === DEAD)) {
        seen.add(id);
        queue.push({ text: text + letter, states: following });
      }
    }
  }
  return { texts: [...texts.values()], isComplete: queue.length <= MAX_STATES && !trackers.some(({ automaton }) => automaton.isOpaque) };
}

/** Of letters that are all the same to every expression the first one. */
function distinct(letters: string, trackers: readonly Tracker[]): readonly string[] {
  const written = new Set(trackers.map(({ predicate: { rewrite } }) => rewrite?.from ?? '').join(''));
  const automata = [...new Set(trackers.map(({ automaton }) => automaton))];
  const known = new Map<string, string>();
  for (const letter of letters) {
    const key = written.has(letter) ? letter : automata.map((each) => each.signature(letter)).join();
    known.set(key, known.get(key) ?? letter);
  }
  return [...known.values()];
}

/** Below zero: so many letters of the beginning that is replaced are still to come. */
function startOf({ automaton, predicate: { rewrite } }: Tracker): number {
  return rewrite === undefined ? automaton.start : before(rewrite.from.length, automaton, rewrite.to);
}

function before(left: number, automaton: Automaton, to: string): number {
  return left === 0 ? automaton.walk(automaton.start, to) : -left;
}

function step({ automaton, predicate: { rewrite } }: Tracker, state: number, letter: string): number {
  if (state >= 0) {
    return automaton.step(state, letter);
  }
  const { from, to } = rewrite!;
  return from[from.length + state] === letter ? before(-state - 1, automaton, to) : DEAD;
}

function holds({ automaton, predicate: { end = '' } }: Tracker, state: number): boolean {
  return state >= 0 && automaton.accepts(automaton.walk(state, end));
}
