import { RE2JS } from '../vendor/re2js';

/** One instruction of a compiled expression. */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  /** The other way of an alternative; the flags of an assertion. */
  readonly arg: number;
  matchRune(rune: number): boolean;
}

/** An expression as its engine runs it: an automaton that may be in several places at once. */
export interface RegexProgram {
  readonly start: number;
  readonly inst: readonly Instruction[];
}

/** What instructions do (RE2, `re2/prog.h`). */
export const OP = { alternative: 1, alternativeOfMatch: 2, capture: 3, assertion: 4, match: 6, nothing: 7, runes: [8, 9, 10, 11] } as const;

/** What assertions ask of the place in the text, flag by flag: its begin, its end, borders of words. Lines are the whole text where there is no line feed. */
export const ASSERTION = { begin: [1, 4], end: [2, 8], word: [16, 32] } as const;

/** The flags that an assertion asks for. */
export function assertions({ arg }: Instruction): readonly number[] {
  return Object.values(ASSERTION).flat().filter((flag) => Math.floor(arg / flag) % 2 === 1);
}

/** The program of an expression that `checkRegex` takes. The library compiles it for itself: its version is pinned for that. */
export function regexProgram(regex: string): RegexProgram {
  const { re2Input } = RE2JS.compile(regex) as unknown as { readonly re2Input: { readonly prog: RegexProgram } };
  return re2Input.prog;
}
