import { ASSERTION, assertions, OP, type RegexProgram, regexProgram } from '../../core/regex-program';
import { Memory } from '../memory';

/** The state from which nothing matches any more. */
export const DEAD = 0;

const KNOWN = new Memory<string, Automaton>();

/** An expression that takes whole texts, walked letter by letter. Its states are found as they are needed. */
export class Automaton {
  /** @param regex of RE2, as Envoy takes it */
  public static of(regex: string): Automaton {
    return KNOWN.recall(regex, () => new Automaton(regexProgram(regex)));
  }

  public readonly start: number;
  /** Whether it asks for the borders of words, which depend on the letter before: its answers are none then. */
  public readonly isOpaque: boolean;
  private readonly places: (readonly number[])[] = [[]];
  private readonly ids = new Map<string, number>([['', DEAD]]);
  private readonly steps = new Memory<string, number>();
  private readonly ends = new Memory<number, boolean>();

  private constructor(private readonly program: RegexProgram) {
    const { inst, start } = program;
    this.isOpaque = inst.some((each) => each.op === OP.assertion && assertions(each).some((flag) => flag >= ASSERTION.word[0]));
    this.start = this.id(this.closure([start], ASSERTION.begin));
  }

  /** Where a letter leads. */
  public step(state: number, letter: string): number {
    return state === DEAD ? DEAD : this.steps.recall(`${state}${letter}`, () => {
      const rune = letter.codePointAt(0)!;
      const next = this.places[state].filter((place) => isRunes(this.program.inst[place].op) && this.program.inst[place].matchRune(rune));
      return this.id(this.closure(next.map((place) => this.program.inst[place].out), []));
    });
  }

  /** Where a text leads. */
  public walk(state: number, text: string): number {
    return [...text].reduce((at, letter) => this.step(at, letter), state);
  }

  /** Whether a text that ends here is one of the expression's. */
  public accepts(state: number): boolean {
    return this.ends.recall(state, () => (
      this.closure(this.places[state], ASSERTION.end).some((place) => this.program.inst[place].op === OP.match)));
  }

  /** Letters of the same signature are all the same to it. */
  public signature(letter: string): string {
    const rune = letter.codePointAt(0)!;
    return this.program.inst.map((each) => (isRunes(each.op) && each.matchRune(rune) ? '1' : '0')).join('');
  }

  /** The places that are reached without a letter; an assertion is passed where it holds, and waited at where it may hold later. */
  private closure(from: readonly number[], holding: readonly number[]): readonly number[] {
    const seen = new Set<number>();
    const open = [...from];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (!seen.has(place)) {
        seen.add(place);
        open.push(...this.silently(place, holding));
      }
    }
    return [...seen].filter((place) => !isSilent(this.program.inst[place].op)).sort((a, b) => a - b);
  }

  private silently(place: number, holding: readonly number[]): readonly number[] {
    const { op, out, arg } = this.program.inst[place];
    switch (op) {
      case OP.alternative:
      case OP.alternativeOfMatch: return [out, arg];
      case OP.capture:
      case OP.nothing: return [out];
      case OP.assertion: return assertions(this.program.inst[place]).every((flag) => holding.includes(flag)) ? [out] : [];
      default: return [];
    }
  }

  private id(places: readonly number[]): number {
    const key = places.join(',');
    const known = this.ids.get(key);
    if (known !== undefined) {
      return known;
    }
    this.places.push(places);
    this.ids.set(key, this.places.length - 1);
    return this.places.length - 1;
  }
}

function isRunes(op: number): boolean {
  return (OP.runes as readonly number[]).includes(op);
}

function isSilent(op: number): boolean {
  return ([OP.alternative, OP.alternativeOfMatch, OP.capture, OP.nothing] as readonly number[]).includes(op);
}
