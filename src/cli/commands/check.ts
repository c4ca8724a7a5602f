import { check as checkObjects } from '../../check/check';
import { describeFailure } from '../../check/failures';
import type { Report } from '../../check/finding';
import { targetOf } from '../../check/options';
import type { Severity } from '../../check/rule';
import { readFiles } from '../../manifest/files';
import { readSources } from '../../manifest/read';
import { EXIT } from '../exit-code';
import { formatter } from '../formats';
import type { FormatName } from '../formats/names';
import { nothingIn } from '../read-objects';
import type { Terminal } from '../terminal';

/** The options of the command, as commander names them. */
export interface CheckFlags {
  readonly format: FormatName;
  readonly istioVersion?: string;
  readonly gatewayApi?: string;
  readonly channel: 'standard' | 'experimental';
  readonly dataPlane: 'ambient' | 'sidecar';
  readonly failOn: Severity | 'never';
  readonly complete: boolean;
  readonly assume: readonly string[];
  readonly rootNamespace: string;
  readonly clusterDomain: string;
  readonly verbose: boolean;
}

const FAILING: Readonly<Record<CheckFlags['failOn'], readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
  never: [],
};

export function check(files: readonly string[], flags: CheckFlags, terminal: Terminal): number {
  const target = readTarget(flags, terminal);
  if (target === undefined) {
    return EXIT.unreadable;
  }
  const judged = readFiles(files);
  const assumed = readFiles(flags.assume);
  const unreadable = [...judged.unreadable, ...assumed.unreadable];
  unreadable.forEach(({ file, problem }) => terminal.err(`cannot read ${file}: ${problem}\n`));

  const input = readSources(judged.sources);
  const stubs = readSources(assumed.sources, { asStubs: true });
  const report = checkObjects(
    { objects: [...input.objects, ...stubs.objects], broken: [...input.broken, ...stubs.broken], strays: [...input.strays, ...stubs.strays] },
    { target, isComplete: flags.complete, rootNamespace: flags.rootNamespace, clusterDomain: flags.clusterDomain },
  );
  const isEmpty = report.objects === 0 && report.findings.length === 0;
  if (isEmpty && unreadable.length === 0) {
    terminal.err(`${nothingIn(files)}\n`);
  }
  // Programs read a report all the same.
  if (!isEmpty || flags.format !== 'text') {
    terminal.out(formatter(flags.format)(report, { isColoured: terminal.isColoured, isVerbose: flags.verbose || flags.failOn === 'info' }));
  }
  report.failures.forEach((failure) => terminal.err(`${describeFailure(failure)}\n`));
  return isEmpty || unreadable.length > 0 || report.failures.length > 0 ? EXIT.unreadable : verdict(report, flags.failOn);
}

function readTarget({ istioVersion, gatewayApi, channel, dataPlane }: CheckFlags, terminal: Terminal) {
  try {
    return targetOf({ istio: istioVersion, gatewayApi, channel, dataPlane });
  } catch (error) {
    terminal.err(`${(error as Error).message}\n`);
    return undefined;
  }
}

function verdict({ findings }: Report, failOn: CheckFlags['failOn']): number {
  return findings.some(({ severity, acknowledged }) => acknowledged === undefined && FAILING[failOn].includes(severity)) ? EXIT.findings : EXIT.clean;
}
