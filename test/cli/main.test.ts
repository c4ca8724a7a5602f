import { readFileSync } from 'fs';
import * as path from 'path';
import { run } from './run';

const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as { readonly version: string };

test.each([['--version'], ['-V']])('%s is that of the package', async (flag) => {
  expect(await run([flag])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('without a command its help is told, as the mistake that it is', async () => {
  const { code, out, err } = await run([]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^Usage: cdk8s-ml-mesh /);
});

test.each([
  [['--help'], 'Every command ends with 0 if all is well, with 1 if something was found, with 2 if the question or the input could not be read.'],
  [['check', '--help'], 'Ends with 0, with 1 for findings of the severity of --fail-on, with 2 if something could not be read.'],
  [['explain', '--help'], 'Ends with 0, with 2 if there is no such finding.'],
  [['graph', '--help'], 'Ends with 0, with 2 if something could not be read or written.'],
  [['simulate', '--help'], 'Ends with 0, with 1 if the answers of several releases differ, the answer to a case is not the expected one or a property does not hold, '
    + 'with 2 if something could not be read.'],
])('%j says how it ends', async (args, ends) => {
  const { code, out } = await run(args);
  expect(code).toBe(0);
  expect(out).toContain(`\n${ends}\n`);
  expect(out).not.toContain('[]');
});

test.each(['check', 'graph'])('%s is for one release of Istio', async (command) => {
  const { code, err } = await run([command, 'a.yaml', '--istio-version', '1.29.6', '--istio-version', '1.31.1']);
  expect(code).toBe(2);
  expect(err).toContain("option '--istio-version <version>' argument '1.31.1' is invalid. It is 1.29.6 already, and simulate alone compares releases.");
});
