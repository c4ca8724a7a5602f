import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { build } from 'esbuild';
import { rulesAsRun } from '../../scripts/bundle/rules-as-run';
import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { json } from '../../src/cli/formats/json';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';

const ROOT = path.join(__dirname, '..', '..');

/** What the command is made of, as far as it finds something. */
interface Checker {
  readonly check: typeof check;
  readonly json: typeof json;
  readonly readSources: typeof readSources;
  readonly Source: typeof Source;
  readonly RULES: typeof RULES;
}

const ENTRY = `
  export { check } from './src/check/check';
  export { RULES } from './src/check/rules';
  export { json } from './src/cli/formats/json';
  export { readSources } from './src/manifest/read';
  export { Source } from './src/manifest/source';`;

let folder: string;
let bundled: Checker;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'rules-as-run-'));
  const outfile = path.join(folder, 'checker.js');
  await build({ stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' }, outfile, bundle: true, platform: 'node', target: 'node20', plugins: [rulesAsRun] });
  bundled = jest.requireActual<Checker>(outfile);
});

afterAll(() => rmSync(folder, { recursive: true }));

function reportOf(checker: Checker, text: string): unknown {
  return JSON.parse(checker.json(checker.check(checker.readSources([new checker.Source('example.yaml', text)]), { isComplete: true }), { isColoured: false, isVerbose: true }));
}

test.each(RULES.map((rule) => [rule.code, rule] as const))('%s finds in its examples what it finds when it is run', (_, { bad, good }) => {
  [bad, good].forEach((text) => expect(reportOf(bundled, text)).toEqual(reportOf({ check, json, readSources, Source, RULES }, text)));
});

test('no rule is run as a generator', () => {
  const kindsOfFunction = (rules: typeof RULES) => new Set(rules.flatMap((rule) => (rule.kinds === undefined ? [] : [rule.check.constructor.name])));

  expect(kindsOfFunction(RULES)).toContain('GeneratorFunction');
  expect([...kindsOfFunction(bundled.RULES)]).toEqual(['Function']);
});

test('hardly a rule brings its examples', () => {
  const sizeOf = (rules: typeof RULES) => rules.reduce((sum, { bad, good }) => sum + bad.length + good.length, 0);

  expect(sizeOf(bundled.RULES)).toBeLessThan(sizeOf(RULES) / 20);
});
