import { execFileSync } from 'child_process';
import { KEEP_YOUNG_SPACE, OPTIMIZE_LATER } from '../../src/cli/engine';

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
