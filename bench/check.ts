import { execFileSync, spawnSync } from 'child_process';
import { copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { median } from './median';
import { meshOf } from './mesh';

const LIBRARY = path.join(__dirname, '..', 'lib');
const CHECK = path.join(LIBRARY, 'src', 'cli', 'bin.js');
const INSTALL = path.join(__dirname, '..', 'conformance', 'install');
const ROUNDS = Number(process.env.ROUNDS ?? 7);

/** What a machine may tell every Node and no program has a part in: Node 20 reads these certificates before all else, for longer than it takes to start. */
const UNSET = { NODE_EXTRA_CA_CERTS: undefined };

/** A whole process, and what comes before it each time. */
interface Run {
  readonly prepare?: () => void;
  readonly once: () => void;
}

/** Milliseconds of each, round by round. What is compared runs in neighbouring moments: a machine is now faster, now slower, for seconds at a time. */
function timesOf<T extends string>(runs: Readonly<Record<T, Run>>): Record<T, readonly number[]> {
  const names = Object.keys(runs) as T[];
  const times = Object.fromEntries(names.map((name): [T, number[]] => [name, []])) as Record<T, number[]>;
  for (let round = 0; round < ROUNDS; round++) {
    names.forEach((name) => times[name].push(milliseconds(runs[name])));
  }
  return times;
}

function milliseconds({ prepare, once }: Run): number {
  prepare?.();
  const start = process.hrtime.bigint();
  once();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Has the next run read the files from the disk, as the first one after a start of the machine does. `dd` of GNU alone can. */
function evict(files: readonly string[]): void {
  run({}, 'sync');
  files.forEach((file) => run({}, 'dd', `if=${file}`, 'iflag=nocache', 'count=0', 'status=none'));
}

function run(env: NodeJS.ProcessEnv, command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...UNSET, ...env } });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  }
}

/** The istioctl of the pinned build, which is built first where it is missing. */
function istioctl(): string {
  const folder = execFileSync(INSTALL, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  return path.join(folder, 'bin', 'istioctl');
}

/** The files below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * Of 1,000 objects three pairs are compared: as both are first of all on a machine, from the disk (by a copy of Node, since nobody can take this one out
 * of memory while it runs); as they are where both were read before, and nothing that was compiled is kept; and as they are from then on. Of the
 * first pair each has only its own files taken out of memory, so that the second pair finds all of its files there.
 */
function runsIn(folder: string) {
  const [small, large] = [1_000, 10_000].map((objects) => {
    const file = path.join(folder, `${objects}.yaml`);
    writeFileSync(file, meshOf(objects));
    return file;
  });
  const node = path.join(folder, 'node');
  copyFileSync(process.execPath, node);
  const pinned = realpathSync(istioctl());
  const fromDisk = (...files: string[]) => ({ prepare: () => evict([small, ...files]) });
  const nothingKept = { NODE_DISABLE_COMPILE_CACHE: '1' };
  const kept = { XDG_CACHE_HOME: path.join(folder, 'compiled') };
  const check = (file: string, env: NodeJS.ProcessEnv, by = process.execPath) => ({
    once: () => run(env, by, CHECK, 'check', '--data-plane', 'sidecar', '--fail-on', 'warning', file),
  });
  const analyze = { once: () => run({}, pinned, 'analyze', '--use-kube=false', '--failure-threshold', 'Error', small) };
  return {
    help: { once: () => run(nothingKept, process.execPath, CHECK, '--help') },
    fromDisk: { ...fromDisk(node, ...filesIn(LIBRARY)), ...check(small, nothingKept, node) },
    analyzeFromDisk: { ...fromDisk(pinned), ...analyze },
    nothingKept: check(small, nothingKept),
    analyze,
    kept: check(small, kept),
    tenThousand: check(large, nothingKept),
  };
}

/** Compares `check` with `istioctl analyze` on 1,000 objects, and 10,000 objects with 1,000. Compile the library first. */
function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const times = timesOf(runsIn(folder));
    console.log(`Node ${process.versions.node}`);
    console.log(`start (--help)            ${median(times.help).toFixed(0)} ms`);
    console.log('check 1,000 objects, and istioctl analyze (at most 1):');
    console.log(`  from the disk           ${comparison(times.fromDisk, times.analyzeFromDisk)}`);
    console.log(`  nothing kept            ${comparison(times.nothingKept, times.analyze)}`);
    console.log(`  compiled code kept      ${comparison(times.kept, times.analyze)}`);
    console.log(`check 10,000 objects      ${median(times.tenThousand).toFixed(0)} ms, ratio to 1,000: ${ratio(times.tenThousand, times.nothingKept)} (at most 12)`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function comparison(own: readonly number[], other: readonly number[]): string {
  return `${median(own).toFixed(0)} ms and ${median(other).toFixed(0)} ms, ratio: ${ratio(own, other)}`;
}

/** The median of what each round says. */
function ratio(own: readonly number[], other: readonly number[]): string {
  return median(own.map((time, round) => time / other[round])).toFixed(2);
}

main();
