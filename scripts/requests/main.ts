import { readFileSync } from 'fs';
import { parseArgs } from 'util';
import { type Compared, compare, troubles } from './compare';
import { familyLines } from './families';
import { keep } from './keep';
import { LEFT_OUT } from './left-out';
import type { BoxResult } from './observed';
import { writeCases } from './write';
import { readCases } from '../../src/cli/cases/read-cases';
import { groupBy } from '../../src/manifest/group-by';

/** Of a hundred requests, how many at most may be answered with unknown. */
const MOST_UNKNOWN = 2;

/**
 * Writes random configurations with requests, and compares what the box saw of them with what the simulator foresees.
 * `conformance/requests` runs both.
 *
 *     main.ts write FOLDER COUNT SEED REQUESTS
 *     main.ts compare FOLDER RESULTS SEED KEPT
 */
function main(): void {
  const { positionals: [command, folder, ...rest] } = parseArgs({ allowPositionals: true });
  if (command === 'write') {
    const [count, seed, requests] = rest.map(Number);
    writeCases(folder, { count, seed, requests });
    return;
  }
  const [results, seed, kept] = rest;
  const seen = new Map((JSON.parse(readFileSync(results, 'utf8')) as BoxResult[]).map((result) => [result.case, result]));
  const cases = readCases(folder);
  const bad = cases.flatMap(({ name }) => {
    const result = seen.get(name);
    return (result === undefined ? ['the box says nothing of it'] : troubles(result)).map((text) => `${name}: ${text}`);
  });
  const compared = cases.flatMap((named) => (seen.has(named.name) ? compare(named, seen.get(named.name)!) : []));
  const asked = cases.reduce((sum, { case: { requests = [] } }) => sum + requests.length, 0);
  process.exitCode = report(compared, bad, asked, Number(seed), kept) ? 0 : 1;
}

function report(compared: readonly Compared[], bad: readonly string[], asked: number, seed: number, kept: string): boolean {
  const wrong = compared.filter((each) => each.wrong.length > 0);
  const unknown = compared.filter(({ isUnknown }) => isUnknown).length;
  const share = 100 * unknown / Math.max(1, compared.length);
  const configurations = new Set(compared.map(({ case: { name }, configuration }) => `${name}/${configuration}`)).size;
  console.log(`${configurations} configurations, ${compared.length} of ${asked} requests compared`);
  familyLines(compared).forEach((line) => console.log(line));
  LEFT_OUT.forEach(({ what, why }) => console.log(`left out: ${what}: ${why}`));
  console.log(`unknown: ${unknown} requests (${share.toFixed(1)} %)`);
  for (const own of groupBy(wrong, ({ case: { name }, configuration }) => `${name}/${configuration}`).values()) {
    console.log(keep(kept, seed, own));
    own.forEach(({ observed: { method, url }, request: { send: { headers = [] } }, wrong: texts }) => {
      console.log(`  ${method} ${url} ${headers.map(([name, value]) => `${name}: ${value}`).join(', ')}\n    ${texts.join('\n    ')}`);
    });
  }
  bad.forEach((text) => console.log(text));
  console.log(`${compared.length - wrong.length} passed, ${wrong.length + bad.length} failed`);
  return wrong.length + bad.length === 0 && share <= MOST_UNKNOWN && compared.length === asked;
}

main();
