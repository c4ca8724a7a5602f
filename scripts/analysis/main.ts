import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { inCluster } from './cluster';
import { CODES } from './codes';
import { compare, type Message, type Verdict } from './compare';
import { manifestSets } from './sets';
import { load } from '../../src/vendor/js-yaml';

/** Why only the analyzers say something. */
interface Reason {
  readonly code: string;
  /** Regular expression for where: the set, and `Kind namespace/name`. */
  readonly of?: string;
  /** Regular expression for what is said. */
  readonly says?: string;
  readonly reason: string;
}

/**
 * Writes manifests for the analyzers, and compares what they say with what check says. `conformance/analysis` runs both.
 *
 *     main.ts write ISTIO SETS
 *     main.ts compare ISTIO MESSAGES REASONS
 */
function main(): void {
  const { positionals: [command, istio, file, reasons] } = parseArgs({ allowPositionals: true });
  const sets = manifestSets(istio);
  if (command === 'write') {
    writeFileSync(file, sets.map((set) => `${JSON.stringify({ name: set.name, mesh: set.mesh, objects: inCluster(set).map((one) => JSON.stringify(one)) })}\n`).join(''));
    return;
  }
  const messages = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Message[]);
  const verdicts = compare(sets, messages, kindsOfCodes());
  const problems = [...unknownCodes(istio), ...judge(verdicts, load(readFileSync(reasons, 'utf8')) as Reason[])];
  problems.forEach((problem) => console.log(problem));
  console.log(`${sets.length} sets, ${problems.length} problems`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function kindsOfCodes(): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(CODES).filter((entry): entry is [string, readonly string[]] => typeof entry[1] !== 'string'));
}

/** Codes of the pinned build of which nothing is known here. */
function unknownCodes(istio: string): string[] {
  const { messages } = load(readFileSync(join(istio, 'pkg/config/analysis/msg/messages.yaml'), 'utf8')) as { readonly messages: readonly { readonly code: string }[] };
  return messages.filter(({ code }) => !Object.hasOwn(CODES, code)).map(({ code }) => `${code} stands in no row of codes.ts`);
}

/** Prints the table, and gives what is not explained. */
function judge(verdicts: readonly Verdict[], reasons: readonly Reason[]): string[] {
  const reasonOf = ({ code, of, theirs }: Verdict) => reasons.find((one) => one.code === code && new RegExp(one.of ?? '').test(of) && theirs.every((text) => new RegExp(one.says ?? '').test(text)));
  console.log(row(['', 'both', 'neither', 'only we', 'only they']));
  for (const [code, about] of Object.entries(CODES)) {
    const of = verdicts.filter((verdict) => verdict.code === code);
    const isSo = ({ theirs, ours }: Verdict, they: boolean, we: boolean) => theirs.length > 0 === they && ours.length > 0 === we;
    const count = (they: boolean, we: boolean) => String(of.filter((verdict) => isSo(verdict, they, we)).length);
    console.log(typeof about === 'string' ? `${code}  ${about}` : row([code, count(true, true), count(false, false), count(false, true), count(true, false)]));
  }
  const onlyThey = verdicts.filter(({ theirs, ours }) => theirs.length > 0 && ours.length === 0);
  const used = onlyThey.map(reasonOf);
  for (const reason of reasons.filter((one) => used.includes(one))) {
    console.log(`${String(used.filter((one) => one === reason).length).padStart(6)}  ${reason.code} only they: ${reason.reason}`);
  }
  return [
    ...onlyThey.filter((_, i) => used[i] === undefined).map(({ code, of, theirs }) => `only they: ${code} ${of}: ${theirs[0]}`),
    ...reasons.filter((one) => !used.includes(one)).map(({ code, reason }) => `no longer needed: ${code} ${reason}`),
  ];
}

function row([first, ...cells]: readonly string[]): string {
  return first.padEnd(8) + cells.map((cell) => cell.padStart(11)).join('');
}

main();
