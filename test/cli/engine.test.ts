import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { KEEP_YOUNG_SPACE, OPTIMIZE_LATER } from '../../src/cli/engine';

const ROOT = path.join(__dirname, '..', '..');

function node(args: readonly string[]): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim();
}

test.each(OPTIMIZE_LATER[process.versions.node.split('.')[0]])('this version of Node knows the count of %s, which the command raises', (flag) => {
  const [name, count] = flag.split('=');
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

/** Tells of what a run loads of Node itself when flags have changed. */
const RECORDER = `
  const v8 = require('v8');
  const { setFlagsFromString } = v8;
  let before = [];
  v8.setFlagsFromString = (flag) => {
    before = [...process.moduleLoadList];
    setFlagsFromString(flag);
  };
  process.on('exit', () => {
    const after = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ') && !before.includes(name));
    require('fs').writeFileSync(process.env.RECORD, JSON.stringify({ before: before.length, after }));
  });`;

test.each(['pipe', 'ignore'] as const)('the command loads nothing of Node itself once flags have changed, which would be compiled anew (%s)', (stdio) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  try {
    const [command, recorder, manifest, record] = ['src/cli/bin.js', 'recorder.js', 'manifest.yaml', 'record.json'].map((name) => path.join(folder, name));
    buildSync({
      entryPoints: [path.join(ROOT, 'src', 'cli', 'bin.ts')],
      outfile: command,
      bundle: true,
      platform: 'node',
      target: 'node20',
      alias: { 'node:child_process': path.join(ROOT, 'scripts', 'no-programs.ts') },
    });
    writeFileSync(path.join(folder, 'package.json'), '{ "version": "1.0.0" }');
    writeFileSync(recorder, RECORDER);
    writeFileSync(manifest, 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: model\n');
    execFileSync(process.execPath, ['--require', recorder, command, 'check', manifest], { stdio, env: { ...process.env, RECORD: record, HOME: folder } });
    const { before, after } = JSON.parse(readFileSync(record, 'utf8'));
    expect(before).toBeGreaterThan(0);
    expect(after).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
