import { readFileSync, writeFileSync } from 'fs';
import { parseArgs } from 'util';
import { isMiss, type Outcome, outcomeOf, type Result, steady } from './compare';
import { type Mutant, mutantsOf } from './mutants';
import { type Miss, verdictOn } from './report';
import { nameOf, type World } from './world';
import { load } from '../../src/vendor/js-yaml';

/**
 * Leaves the named cases, writes mutants of them to be run, those once more that check did not foresee, and compares what became of their requests with what
 * check says. `conformance/mutations` runs all of it.
 *
 *     main.ts only WORLDS CASES
 *     main.ts write WORLDS MUTANTS COUNT SEED
 *     main.ts again WORLDS MUTANTS RESULTS COUNT SEED
 *     main.ts compare WORLDS RESULTS SECOND_RESULTS MISSES COUNT SEED
 */
function main(): void {
  const { positionals: [command, worlds, file, ...rest] } = parseArgs({ allowPositionals: true });
  const all = JSON.parse(readFileSync(worlds, 'utf8')) as World[];
  if (command === 'only') {
    const names = readFileSync(file, 'utf8').split('\n');
    writeFileSync(worlds, JSON.stringify(all.filter(({ name }) => names.includes(name))));
    return;
  }
  const [count, seed] = rest.slice(-2).map(Number);
  const mutants = mutantsOf(all, count, seed);
  if (command === 'write') {
    writeFileSync(file, JSON.stringify(runsOf(mutants)));
    return;
  }
  if (command === 'again') {
    const missed = new Map(outcomes(mutants, rest[0]).map((outcome) => [outcome.name, isMiss(outcome)]));
    writeFileSync(file, JSON.stringify(runsOf(mutants.filter(({ name }) => missed.get(name)))));
    return;
  }
  const second = new Map(outcomes(mutants, rest[0]).map((outcome) => [outcome.name, outcome]));
  const steadies = outcomes(mutants, file).map((first) => steady(first, second.get(first.name)));
  const { lines, isGood } = verdictOn(steadies, load(readFileSync(rest[1], 'utf8')) as Miss[]);
  lines.forEach((line) => console.log(line));
  process.exitCode = isGood ? 0 : 1;
}

/** What became of the mutants that were run. */
function outcomes(mutants: readonly Mutant[], file: string): Outcome[] {
  const results = new Map((JSON.parse(readFileSync(file, 'utf8')) as Result[]).map((result) => [result.case, result]));
  return mutants.filter(({ name }) => results.has(name))
    .map((mutant) => outcomeOf(mutant, results.get(mutant.world.name)!, results.get(mutant.name)!));
}

/** What the box runs: each world as it is, and its mutants. */
function runsOf(mutants: readonly Mutant[]): object[] {
  const worlds = [...new Set(mutants.map(({ world }) => world))];
  const asTheyAre = worlds.map((world) => ({ name: world.name, case: world.file, dataPlane: world.dataPlane }));
  const mutated = mutants.map(({ name, world, before, breakage: { after } }) => ({
    name,
    case: world.file,
    dataPlane: world.dataPlane,
    change: [{ object: nameOf(before), delete: true }, ...(after === undefined ? [] : [{ add: after }])],
  }));
  return [...asTheyAre, ...mutated];
}

main();
