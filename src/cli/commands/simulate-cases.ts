import { fileProblem } from '../../manifest/file-problem';
import { UNKNOWN_CAUSES } from '../../simulate/unknown';
import type { NamedCase } from '../cases/case';
import { readCases } from '../cases/read-cases';
import { type CaseResult, runCase } from '../cases/run-cases';
import { score } from '../cases/score';
import { fromDisk } from '../cases/world-of-case';
import { EXIT } from '../exit-code';
import { sanitize } from '../sanitize';
import type { Terminal } from '../terminal';

/** Answers the cases of the mesh in a box offline, and tells where the answers differ. */
export function simulateCases(words: readonly string[], folder: string, terminal: Terminal): number {
  if (words.length > 0) {
    terminal.err(`--cases takes the manifests that the cases name: leave out ${words.join(' ')}\n`);
    return EXIT.unreadable;
  }
  let cases: readonly NamedCase[];
  try {
    cases = readCases(folder);
  } catch (error) {
    const isOfDisk = (error as NodeJS.ErrnoException).code !== undefined;
    terminal.err(`${isOfDisk ? `cannot read ${folder}: ` : ''}${fileProblem(error)}\n`);
    return EXIT.unreadable;
  }
  if (cases.length === 0) {
    terminal.err(`no cases in ${folder}: they are .yaml files that begin with about:\n`);
    return EXIT.unreadable;
  }
  const { results, unreadable } = runAll(cases, terminal);
  results.filter(({ result }) => result !== 'agreed').forEach((each) => terminal.out(line(each)));
  terminal.out(`${score(results)}\n`);
  if (unreadable) {
    return EXIT.unreadable;
  }
  return results.some(({ result }) => result === 'disagreed') ? EXIT.findings : EXIT.clean;
}

/** A case whose files cannot be read keeps none of the others from being run. */
function runAll(cases: readonly NamedCase[], terminal: Terminal) {
  let unreadable = false;
  const results = cases.flatMap((named) => {
    try {
      return runCase(named, fromDisk);
    } catch (error) {
      unreadable = true;
      terminal.err(`${named.name}: ${(error as Error).message}\n`);
      return [];
    }
  });
  return { results, unreadable };
}

function line({ result, case: name, request, why, unknown }: CaseResult): string {
  return `${result.padEnd(11)} ${name} [${sanitize(request)}]: ${[...unknown.map((cause) => UNKNOWN_CAUSES[cause]), ...why].map(sanitize).join('; ')}\n`;
}
