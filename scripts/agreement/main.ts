import { readFileSync, writeFileSync } from 'fs';
import { parseArgs } from 'util';
import { type Admission, type Agreement, compare, type Reason, REFUSERS } from './compare';
import { type Question, questions } from './objects';
import { load } from '../../src/vendor/js-yaml';

/**
 * Writes objects to be judged, and compares what a cluster said of them with what check says. `conformance/agreement` runs both.
 *
 *     main.ts write OBJECTS COUNT SEED
 *     main.ts compare OBJECTS VERDICTS REASONS
 */
function main(): void {
  const { positionals: [command, file, ...rest] } = parseArgs({ allowPositionals: true });
  if (command === 'write') {
    const [count, seed] = rest.map(Number);
    writeFileSync(file, JSON.stringify(questions(count, seed)));
    return;
  }
  const [verdicts, reasons] = rest;
  const agreement = compare(
    JSON.parse(readFileSync(file, 'utf8')) as Question[],
    JSON.parse(readFileSync(verdicts, 'utf8')) as Admission[],
    load(readFileSync(reasons, 'utf8')) as Reason[],
  );
  print(agreement);
  process.exitCode = agreement.differences.every(({ reason }) => reason !== undefined) ? 0 : 1;
}

function print({ bothAccept, bothReject, differences }: Agreement): void {
  const only = (by: string) => differences.filter((difference) => difference.by === by);
  console.log(`both accept                      ${bothAccept}`);
  console.log(`both reject                      ${bothReject}`);
  for (const by of REFUSERS) {
    console.log(`${`only ${by} rejects`.padEnd(32)} ${only(by).length}`);
  }
  const known = new Map<string, number>();
  differences.forEach(({ reason, by, id, message }) => {
    if (reason === undefined) {
      console.log(`unexplained: only ${by}: ${id}: ${message}`);
    } else {
      known.set(`${by}: ${reason}`, (known.get(`${by}: ${reason}`) ?? 0) + 1);
    }
  });
  known.forEach((count, reason) => console.log(`${String(count).padStart(6)}  ${reason}`));
}

main();
