import { broken, type Mutant } from './mutants';
import { isAbout } from './names';
import { findingsIn, nameOf } from './world';

/** What the mesh in a box saw of a case. */
export interface Result {
  readonly case: string;
  readonly requests?: readonly { readonly name: string; readonly asked: readonly Asked[] }[];
  readonly complaints?: readonly { readonly text: string }[];
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly sent: number;
  readonly failed: number;
}

/** What became of a mutant. */
export interface Outcome {
  readonly name: string;
  readonly kind: string;
  /** `rename of Service/ml/model: metadata.name: "model" -> "model-x", in routes/split` */
  readonly about: string;
  /** Requests that worked and do not any more. */
  readonly failing: readonly string[];
  /** What check found that is about the broken object. */
  readonly foreseen: readonly string[];
  /** What else it found. */
  readonly besides: readonly string[];
  /** What the mesh in a box says first that is wrong, where it says so. */
  readonly complaint?: string;
}

/** Holds what check says of a mutant against what became of the requests of its world. */
export function outcomeOf(mutant: Mutant, asItIs: Result, mutated: Result): Outcome {
  const { name, kind, world, before, breakage } = mutant;
  const versions = [before, ...(breakage.after === undefined ? [] : [breakage.after])];
  const findings = findingsIn(world, broken(mutant));
  const codes = (isAboutIt: boolean) => {
    const found = findings.filter((finding) => isAbout(finding, versions) === isAboutIt);
    return [...new Set(found.map(({ rule }) => rule.code))];
  };
  return {
    name,
    kind,
    about: `${kind} of ${nameOf(before)}: ${breakage.about}, in ${world.name}`,
    failing: lost(asItIs, mutated),
    foreseen: codes(true),
    besides: codes(false),
    complaint: mutated.complaints?.[0]?.text.split('\n')[0],
  };
}

/** What fails at both times is lost; what fails once is the box's, and not told of. */
export function steady(first: Outcome, second: Outcome | undefined): Outcome {
  return second === undefined ? first : { ...first, failing: first.failing.filter((request) => second.failing.includes(request)) };
}

/** Whether requests fail of which check said nothing. */
export function isMiss({ failing, foreseen }: Outcome): boolean {
  return failing.length > 0 && foreseen.length === 0;
}

/** The requests of which all worked, and now not all do. */
function lost(asItIs: Result, mutated: Result): string[] {
  return (asItIs.requests ?? []).flatMap(({ name, asked }, request) => asked.flatMap(({ method, url, sent, failed }, index) => {
    const now = mutated.requests?.[request]?.asked[index];
    const isLost = sent > 0 && failed === 0 && (now === undefined || now.failed > 0 || now.sent < sent);
    return isLost ? [`${name}: ${method} ${url}`] : [];
  }));
}
