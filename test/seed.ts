import * as fc from 'fast-check';

/** The same values again where a seed is given; without one, new values each time. */
const seed = process.env.FAST_CHECK_SEED;

if (seed !== undefined) {
  fc.configureGlobal({ seed: Number(seed) });
}
