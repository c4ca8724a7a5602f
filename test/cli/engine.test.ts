import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import * as nodeModule from 'module';
import { tmpdir } from 'os';
import * as path from 'path';
import { ModuleKind, transpile } from 'typescript';
import { KEEP_YOUNG_SPACE, OPTIMIZE_LATER } from '../../src/cli/engine';

const CAN_KEEP_CODE = 'enableCompileCache' in nodeModule;

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ...env } }).trim();
}

test('this version of Node knows the count, which the command raises', () => {
  const [name, count] = OPTIMIZE_LATER[process.versions.node.split('.')[0]].split('=');
  const usual = new RegExp(`default: ${name}=(\\d+)`).exec(node(['--v8-options']))?.[1];
  expect(Number(count)).toBeGreaterThan(Number(usual));
});

test('the space for young objects hardly grows in a run of the command', () => {
  const program = (flags: string[]) => `
    const v8 = require('v8');
    ${JSON.stringify(flags)}.forEach((flag) => v8.setFlagsFromString(flag));
    const kept = [];
    for (let index = 0; index < 1e6; index++) kept.push({ index });
    console.log(v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size)`;
  const [usual, ofCommand] = [[], [KEEP_YOUNG_SPACE]].map((flags) => Number(node(['--eval', program(flags)])));
  expect(ofCommand).toBeLessThan(usual / 4);
});

test('compiled code is kept below the folder for temporary files, where Node can, unless the environment says otherwise', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  const engine = transpile(readFileSync(path.join(__dirname, '..', '..', 'src', 'cli', 'engine.ts'), 'utf8'), { module: ModuleKind.CommonJS });
  const program = `${engine}; keepCompiledCode(); console.log(require('module').getCompileCacheDir?.() ?? 'nowhere');`;
  const kept = (env: NodeJS.ProcessEnv) => node(['--eval', program], { TMPDIR: folder, NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined, ...env });
  try {
    expect(kept({}).startsWith(path.join(folder, 'node-compile-cache'))).toBe(CAN_KEEP_CODE);
    expect(kept({ NODE_COMPILE_CACHE: path.join(folder, 'own') }).startsWith(path.join(folder, 'own'))).toBe(CAN_KEEP_CODE);
    expect(kept({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('nowhere');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
