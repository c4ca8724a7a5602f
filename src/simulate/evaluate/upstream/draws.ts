import { choicesOf, total } from './endpoints';
import type { Asked, Redrawn } from './redraw';
import { Fraction } from '../../fraction';
import type { Endpoint } from '../../tables';

/** How many pods of each endpoint may have been asked, and how probably it is so. */
interface Guess {
  readonly pods: readonly number[];
  /** How many more pods a hash leads to. */
  readonly left: number;
  readonly share: Fraction;
}

/** A pod of an endpoint that comes out in the end, with those that then were asked. */
export interface Draw extends Guess {
  readonly at: number;
  readonly isFresh: boolean;
}

/** So many draws for each try, or, with a hash, for all of them. */
interface Drawing {
  readonly isHashed: boolean;
  readonly draws: number;
}

/** Draws until there is a pod that was not asked, or there are no more draws. */
export function byDraws(endpoints: readonly Endpoint[], { endpoints: asked, draws: before }: Asked, drawing: Drawing): readonly Redrawn[] {
  const last = endpoints.indexOf(asked[asked.length - 1]);
  const first: Guess = { pods: endpoints.map((_, at) => (at === last ? 1 : 0)), left: drawing.draws - 1, share: Fraction.ONE };
  const drawn = (before === undefined ? [first] : guesses(before)).flatMap((guess) => draw(guess, endpoints, last, drawing));
  const isAnew = drawn.some(({ isFresh }) => isFresh);
  return endpoints.flatMap((endpoint, at) => {
    const draws = drawn.filter((each) => each.at === at);
    const share = sumOf(draws);
    return share.isZero ? [] : [{ endpoint, share, isAgain: isAnew && !draws.some(({ isFresh }) => isFresh), draws }];
  });
}

function draw(guess: Guess, endpoints: readonly Endpoint[], last: number, { isHashed, draws }: Drawing): readonly Draw[] {
  if (isHashed && guess.left === 0) {
    return [{ ...guess, at: last, isFresh: false }];
  }
  const { pods, left, share } = guess;
  const most = isHashed ? left : draws;
  const known = Fraction.of(total(pods), total(endpoints.map(({ replicas }) => replicas)));
  const found = isHashed
    ? Array.from({ length: most }, (_, missed) => ({ left: left - missed - 1, share: known.power(missed).times(known.rest).times(share) }))
    : [{ left, share: known.power(most).rest.times(share) }];
  const unfound = { left: isHashed ? 0 : left, share: known.power(most).times(share) };
  const fresh = among(endpoints, endpoints.map(({ replicas }, at) => replicas - pods[at]));
  return [
    ...fresh.flatMap(({ at, part }) => found.map((find): Draw => (
      { at, isFresh: true, pods: pods.map((count, each) => (each === at ? count + 1 : count)), left: find.left, share: find.share.times(part) }))),
    ...among(endpoints, pods).map(({ at, part }): Draw => ({ at, isFresh: false, pods, left: unfound.left, share: unfound.share.times(part) })),
  ];
}

/** One of these pods, each as probable as another one. */
function among(endpoints: readonly Endpoint[], pods: readonly number[]): readonly { readonly at: number; readonly part: Fraction }[] {
  return choicesOf(endpoints, pods).map(({ endpoint, share }) => ({ at: endpoints.indexOf(endpoint), part: share }));
}

/** What may have been asked, given that one of the draws came out. */
function guesses(draws: readonly Draw[]): readonly Guess[] {
  const sum = sumOf(draws);
  const found = new Map<string, Guess>();
  for (const { pods, left, share } of draws) {
    const key = `${pods.join()} ${left}`;
    found.set(key, { pods, left, share: (found.get(key)?.share ?? Fraction.ZERO).plus(share.over(sum)) });
  }
  return [...found.values()];
}

function sumOf(draws: readonly Draw[]): Fraction {
  return draws.reduce((sum, { share }) => sum.plus(share), Fraction.ZERO);
}
