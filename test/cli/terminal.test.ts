import { spawnSync } from 'child_process';
import * as path from 'path';
import { PassThrough } from 'stream';
import { outliveReader, wantsColours } from '../../src/cli/terminal';

test('a reader that has gone is no failure, and any other mistake is one', () => {
  const stream = new PassThrough();
  outliveReader(stream);
  expect(() => stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow();
  expect(() => stream.emit('error', Object.assign(new Error('no space'), { code: 'ENOSPC' }))).toThrow('no space');
});

test.each<[NodeJS.ProcessEnv, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: 'dumb' }, true, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '' }, false, true],
  [{ FORCE_COLOR: 'true', NO_COLOR: '1', TERM: 'dumb' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: 'false' }, true, false],
])('with %j, on a terminal: %p, colours are wanted: %p', (env, isTerminal, expected) => {
  expect(wantsColours(env, isTerminal)).toBe(expected);
});

test('nothing on standard input is what a program left that failed', () => {
  const files = JSON.stringify(path.join(__dirname, '../../src/manifest/files.ts'));
  const { stdout } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', `console.log(JSON.stringify(require(${files}).readFiles(['-'])))`], {
    input: '',
    encoding: 'utf8',
    env: { ...process.env, TS_NODE_PROJECT: path.join(__dirname, '../tsconfig.json') },
  });
  expect(JSON.parse(stdout)).toEqual({ sources: [], unreadable: [{ file: '-', problem: 'nothing came in' }] });
});
