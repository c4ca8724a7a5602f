import { execFileSync } from 'child_process';
import { OPTIMIZE_LATER } from '../../src/cli/engine';

test('this version of Node knows the count, which the command raises', () => {
  const [name, count] = OPTIMIZE_LATER[process.versions.node.split('.')[0]].split('=');
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  const usual = new RegExp(`default: ${name}=(\\d+)`).exec(options)?.[1];
  expect(Number(count)).toBeGreaterThan(Number(usual));
});
