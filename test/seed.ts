import * as fc from 'fast-check';

/** Seen to pass. */
const PROVEN = 1_313_573_969;

function seedOf(given: string | undefined): number {
  if (given === undefined) {
    return PROVEN;
  }
  const seed = given === 'new' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  if (!Number.isInteger(seed)) {
    throw new Error(`FAST_CHECK_SEED must be an integer or new, got ${given}`);
  }
  return seed;
}

/**
 * Random values are those of a proven seed, so that a test is red for what was changed; `FAST_CHECK_SEED=<number>` draws those of another one, and
 * `FAST_CHECK_SEED=new` of one that nobody has seen.
 */
export const SEED = seedOf(process.env.FAST_CHECK_SEED);

fc.configureGlobal({ seed: SEED });
