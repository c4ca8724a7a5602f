import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { meshOf } from './mesh';

const CHECK = path.join(__dirname, '..', 'lib', 'src', 'cli', 'bin.js');
const INSTALL = path.join(__dirname, '..', 'conformance', 'install');
const ROUNDS = Number(process.env.ROUNDS ?? 7);

/** What a machine may tell every Node and no program has a part in: Node 20 reads these certificates before all else, for longer than it takes to start. */
const UNSET = { NODE_EXTRA_CA_CERTS: undefined };

/** Milliseconds of the fastest of some runs of a whole process: what other processes take away is left out. */
function fastest(runs: readonly (() => void)[]): number[] {
  const times = runs.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((once, index) => {
      const start = process.hrtime.bigint();
      once();
      times[index] = Math.min(times[index], Number(process.hrtime.bigint() - start) / 1e6);
    });
  }
  return times;
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

/** Compares `check` with `istioctl analyze` on 1,000 objects, and 10,000 objects with 1,000. Compile the library first. */
function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const [small, large] = [1_000, 10_000].map((objects) => {
      const file = path.join(folder, `${objects}.yaml`);
      writeFileSync(file, meshOf(objects));
      return file;
    });
    const first = { NODE_DISABLE_COMPILE_CACHE: '1' };
    const again = { XDG_CACHE_HOME: path.join(folder, 'compiled') };
    const check = (env: NodeJS.ProcessEnv, file: string) => () => run(env, process.execPath, CHECK, 'check', '--data-plane', 'sidecar', '--fail-on', 'warning', file);
    const pinned = istioctl();
    const [help, thousand, thousandAgain, tenThousand, analyze] = fastest([
      () => run(first, process.execPath, CHECK, '--help'),
      check(first, small),
      check(again, small),
      check(first, large),
      () => run({}, pinned, 'analyze', '--use-kube=false', '--failure-threshold', 'Error', small),
    ]);
    console.log(`Node ${process.versions.node}`);
    console.log(`start (--help)            ${help.toFixed(0)} ms`);
    console.log(`check 1,000 objects       ${thousand.toFixed(0)} ms, with the compiled code that an earlier run kept: ${thousandAgain.toFixed(0)} ms`);
    console.log(`check 10,000 objects      ${tenThousand.toFixed(0)} ms, ratio to 1,000: ${(tenThousand / thousand).toFixed(2)} (at most 12)`);
    const ratios = [thousand, thousandAgain].map((each) => (each / analyze).toFixed(2));
    console.log(`istioctl analyze 1,000    ${analyze.toFixed(0)} ms, ratio of check to it: ${ratios[0]}, again: ${ratios[1]} (at most 1)`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
