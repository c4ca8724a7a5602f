import { readFileSync, writeFileSync } from 'fs';
import { parseArgs } from 'util';
import { outcomeOf, type Result } from './compare';
import { type Mutant, mutantsOf } from './mutants';
import { type Miss, verdictOn } from './report';
import { nameOf, type World } from './world';
import { load } from '../../src/vendor/js-yaml';

/**
 * Writes mutants of cases to be run, and compares what became of their requests with what check says. `conformance/mutations` runs both.
 *
 *     main.ts write WORLDS MUTANTS COUNT SEED
 *     main.ts compare WORLDS RESULTS MISSES COUNT SEED
 */
function main(): void {
  const { positionals: [command, worlds, file, ...rest] } = parseArgs({ allowPositionals: true });
  const [count, seed] = rest.slice(-2).map(Number);
  const mutants = mutantsOf(JSON.parse(readFileSync(worlds, 'utf8')) as World[], count, seed);
  if (command === 'write') {
    writeFileSync(file, JSON.stringify(runsOf(mutants)));
    return;
  }
  const results = new Map((JSON.parse(readFileSync(file, 'utf8')) as Result[]).map((result) => [result.case, result]));
  const outcomes = mutants.map((mutant) => outcomeOf(mutant, results.get(mutant.world.name)!, results.get(mutant.name)!));
  const { lines, isGood } = verdictOn(outcomes, load(readFileSync(rest[0], 'utf8')) as Miss[]);
  lines.forEach((line) => console.log(line));
  process.exitCode = isGood ? 0 : 1;
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
