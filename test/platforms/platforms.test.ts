import { inspect } from 'util';
import * as fc from 'fast-check';
import { Coverage, EXCLUSIONS } from './coverage';
import { defectsOf } from './judge';
import { PublicApi } from './public-api';
import { CORE_KIND_NAMES } from './soundness';
import type { Platform } from '../arbitrary/construct';
import { construct, isRefusal } from '../arbitrary/construct';
import { platforms } from '../arbitrary/platform';
import type { Recipe } from '../arbitrary/recipe';
import { targetOf } from '../arbitrary/targets';
import { SEED } from '../seed';

const RUNS = Number(process.env.PLATFORMS ?? 2_400);
const LEAST_OCCURRENCES = 20;
/** What is rare by chance is looked for in at most as many platforms again, a round at a time. */
const MORE_ROUNDS = 12;
const MINUTES = 60_000;

const coverage = new Coverage(new PublicApi());
const otherKinds = new Map<string, number>();
const count = { accepted: 0, refused: 0, objects: 0, judged: 0 };

/** The platform, or nothing where the library refuses it. Whatever else is thrown fails the test. */
function accepted(recipe: Recipe): Platform | undefined {
  try {
    return construct(recipe);
  } catch (error) {
    if (isRefusal(error)) {
      return undefined;
    }
    throw error;
  }
}

/** fast-check shows no objects that are this deep. */
function reporter({ failed, counterexample, counterexamplePath, errorInstance }: fc.RunDetails<[Recipe]>): void {
  if (failed) {
    const { message, stack } = errorInstance as Error;
    throw new Error(`FAST_CHECK_SEED=${SEED} PLATFORM_PATH=${counterexamplePath}: ${message}\n${stack}\n${inspect(counterexample?.[0], { depth: null })}`);
  }
}

function tally({ manifests }: Platform): void {
  const others = manifests.filter(({ apiVersion }) => !apiVersion.includes('.'));
  others.forEach(({ kind }) => otherKinds.set(kind, (otherKinds.get(kind) ?? 0) + 1));
  count.objects += manifests.length;
  count.judged += manifests.length - others.length;
}

test(`${RUNS} random platforms: whatever is accepted is valid, complete and the same each time (seed ${SEED})`, () => {
  let failed = false;
  fc.assert(fc.property(platforms(), (recipe) => {
    const platform = accepted(recipe);
    if (platform === undefined) {
      count.refused += failed ? 0 : 1;
      return;
    }
    const defects = defectsOf(platform, targetOf(recipe.mesh));
    const again = JSON.stringify(construct(recipe).manifests);
    failed ||= defects.length > 0;
    expect(defects).toEqual([]);
    expect(again).toBe(JSON.stringify(platform.manifests));
    if (!failed) {
      count.accepted++;
      tally(platform);
      coverage.add(recipe);
    }
  }), { path: process.env.PLATFORM_PATH, numRuns: RUNS, reporter });
}, 10 * MINUTES);

test('most platforms are accepted, and some are not', () => {
  console.log(`seed ${SEED}: ${RUNS} platforms, ${count.accepted} accepted, ${count.refused} refused by the library; `
    + `${count.objects} objects, ${count.judged} of them judged by their CRD, and ${[...otherKinds].map(([kind, n]) => `${n} ${kind}`).join(', ')}`);
  expect(count.accepted / RUNS).toBeGreaterThan(0.7);
  expect(count.accepted / RUNS).toBeLessThan(0.96);
});

test('every other kind is a known one', () => {
  expect([...otherKinds.keys()].filter((kind) => !CORE_KIND_NAMES.includes(kind))).toEqual([]);
});

function rare() {
  return coverage.rows().filter((row) => row.count < LEAST_OCCURRENCES);
}

test(`every public prop, enum value and factory occurs in at least ${LEAST_OCCURRENCES} accepted platforms`, () => {
  for (let round = 1; round <= MORE_ROUNDS && rare().length > 0; round++) {
    const more = fc.sample(platforms(), { seed: SEED + round, numRuns: RUNS / MORE_ROUNDS });
    more.filter((recipe) => accepted(recipe) !== undefined).forEach((recipe) => coverage.add(recipe));
  }
  console.log(`${coverage.table()}\n\nnot counted:\n${Object.entries(EXCLUSIONS).map(([feature, why]) => `${feature}: ${why}`).join('\n')}`);
  expect(rare()).toEqual([]);
}, 10 * MINUTES);
