import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { ModuleKind, transpile } from 'typescript';

const SOURCES = path.join(__dirname, '..', '..', 'src', 'cli');
const PROGRAM = `
  require('./compiled-code').keepCompiledCode();
  console.log([require('./large').answer(), require('./small').answer()].join());`;

describe('compiled code', () => {
  let folder: string;
  let cli: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'compiled-code-'));
    cli = path.join(folder, 'lib', 'src', 'cli');
    mkdirSync(cli, { recursive: true });
    setVersion('1.0.0');
    ['compiled-code', 'own-version'].forEach((name) => {
      writeFileSync(path.join(cli, `${name}.js`), transpile(readFileSync(path.join(SOURCES, `${name}.ts`), 'utf8'), { module: ModuleKind.CommonJS }));
    });
    writeFileSync(path.join(cli, 'program.js'), PROGRAM);
    answer('one');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function setVersion(version: string): void {
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ version }));
  }

  /** Gives modules another text of the same length and date, which package managers do to those of another version. */
  function answer(text: 'one' | 'two'): void {
    for (const [name, size] of [['large', 30_000], ['small', 10]] as const) {
      const file = path.join(cli, `${name}.js`);
      writeFileSync(file, `exports.answer = () => '${text}'; // ${'-'.repeat(size)}`);
      utimesSync(file, 500_000_000, 500_000_000);
    }
  }

  function run(env: NodeJS.ProcessEnv = {}): string {
    const unset = { USERPROFILE: undefined, XDG_CACHE_HOME: undefined, NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined };
    const options = { encoding: 'utf8', env: { ...process.env, ...unset, HOME: folder, TMPDIR: folder, ...env } } as const;
    return execFileSync(process.execPath, [path.join(cli, 'program.js')], options).trim();
  }

  /** What a second run says, of modules that changed without a trace. */
  function answersAgain(env: NodeJS.ProcessEnv = {}): string {
    run(env);
    answer('two');
    return run(env);
  }

  /** What was kept of the large file, and the small one as it is now. */
  const KEPT = 'one,two';

  test('large files are not compiled again', () => {
    expect(answersAgain()).toBe(KEPT);
  });

  test('another version is', () => {
    run();
    answer('two');
    setVersion('1.0.1');
    expect(run()).toBe('two,two');
  });

  test('files of another date are', () => {
    run();
    answer('two');
    utimesSync(path.join(cli, 'large.js'), 600_000_000, 600_000_000);
    expect(run()).toBe('two,two');
  });

  test('nothing is kept where the environment says so', () => {
    expect(answersAgain({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('two,two');
    expect(readdirSync(folder).sort()).toEqual(['lib', 'package.json']);
  });

  test.each([
    ['that of the user', {}, path.join('.cache', 'cdk8s-ml-mesh')],
    ['that of the user, where it is another one', { XDG_CACHE_HOME: 'caches' }, path.join('caches', 'cdk8s-ml-mesh')],
    ['the one that the environment names', { NODE_COMPILE_CACHE: 'own' }, 'own'],
  ])('it is kept in a folder: %s', (_, env, place) => {
    const within = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, path.join(folder, value)]));
    expect(answersAgain(within)).toBe(KEPT);
    expect(readdirSync(path.join(folder, place))).not.toEqual([]);
  });

  test('without a home, or where nobody may write, every run compiles', () => {
    writeFileSync(path.join(folder, 'file'), '');
    expect(answersAgain({ HOME: undefined })).toBe('two,two');
    answer('one');
    expect(answersAgain({ HOME: '', XDG_CACHE_HOME: '', NODE_COMPILE_CACHE: '' })).toBe('two,two');
    answer('one');
    expect(answersAgain({ NODE_COMPILE_CACHE: path.join(folder, 'file') })).toBe('two,two');
  });

  test('what was cut off is not used', () => {
    const kept = path.join(folder, 'kept');
    run({ NODE_COMPILE_CACHE: kept });
    readdirSync(kept).filter((name) => name.endsWith('.bin')).forEach((name) => truncateSync(path.join(kept, name), 300));
    answer('two');
    expect(run({ NODE_COMPILE_CACHE: kept })).toBe('two,two');
  });
});
