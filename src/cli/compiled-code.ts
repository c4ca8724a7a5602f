import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'fs';
import { createRequire, wrap } from 'module';
import * as path from 'path';
import { Script } from 'vm';
import { ownVersion } from './own-version';

/** Smaller files are compiled sooner than what is kept of them is read. */
const LEAST_SIZE = 20_000;

/** What says of which file, compiled by whom, something is kept; V8 itself looks at the length of the text only. */
const KEY_LENGTH = 128;

const PACKAGE = path.join(__dirname, '..', '..');

/**
 * From the second run on, what is loaded from here on is not compiled again, which is a sixth of a check of 1,000 objects: it is kept in the folder of the
 * user for such, or where NODE_COMPILE_CACHE says, and not at all with NODE_DISABLE_COMPILE_CACHE. What Node 22 and later keep themselves takes as long
 * to read as it saves here, and Node 20 keeps nothing.
 */
export function keepCompiledCode(): void {
  const folder = userFolder();
  if (folder && process.env.NODE_DISABLE_COMPILE_CACHE === undefined) {
    keepLargeFiles(folder);
  }
}

/** One that only the user writes into: whoever writes into it decides what is run. An empty variable says nothing. */
function userFolder(): string | undefined {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME, USERPROFILE } = process.env;
  const home = HOME || USERPROFILE;
  const caches = XDG_CACHE_HOME || (home && path.join(home, '.cache'));
  return NODE_COMPILE_CACHE || (caches && path.join(caches, 'cdk8s-ml-mesh'));
}

function keepLargeFiles(folder: string): void {
  const load = require.extensions['.js']!;
  require.extensions['.js'] = (module, file) => {
    const isOwn = file.startsWith(PACKAGE + path.sep);
    return isOwn && statSync(file).size >= LEAST_SIZE ? loadKept(module, file, folder) : load(module, file);
  };
}

function loadKept(module: NodeModule, file: string, folder: string): void {
  const kept = path.join(folder, `${path.relative(PACKAGE, file).split(path.sep).join('-')}.bin`);
  const key = keyOf(file);
  const cachedData = read(kept, key);
  const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, cachedData });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    process.once('exit', () => write(kept, key, script.createCachedData()));
  }
  const run = script.runInThisContext() as (...scope: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
}

/** Package managers give all files one date, and working copies one version. */
function keyOf(file: string): Buffer {
  const { size, mtimeMs } = statSync(file);
  return Buffer.from([process.version, process.arch, ownVersion(), size, mtimeMs].join(' ').padEnd(KEY_LENGTH));
}

function read(file: string, key: Buffer): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.subarray(0, key.length).equals(key) ? bytes.subarray(key.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Other runs see all of it or nothing. Where it cannot be written, the next run is as slow as this one. */
function write(file: string, key: Buffer, data: Buffer): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, Buffer.concat([key, data]));
    renameSync(unfinished, file);
  } catch {
    // As above.
  }
}
