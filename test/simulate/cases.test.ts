import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { readCaseText } from './apps';
import { readCases } from '../../src/cli/cases/read-cases';
import { type CaseResult, runCase } from '../../src/cli/cases/run-cases';
import { score } from '../../src/cli/cases/score';

const NOT_YET = path.join(__dirname, 'not-yet');

/** Requests that are not answered as the box answers them yet, by topic and cause. The lists only shrink: what is on them and agrees fails. */
const EXPECTED = new Set(readdirSync(NOT_YET).flatMap((topic) => Object.values(notYet(topic)).flat()));

const CASES = readCases(path.join(__dirname, '..', '..', 'conformance', 'cases')).filter(({ case: { requests } }) => requests !== undefined);
const results: CaseResult[] = [];

beforeAll(() => {
  // Apps of the box warn of what they show on purpose.
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});

afterAll(() => {
  jest.restoreAllMocks();
  process.stdout.write(`${score(results)}\n`);
});

test.each(CASES.map((named) => [named.name, named] as const))('%s', (_, named) => {
  const own = runCase(named, readCaseText);
  results.push(...own);
  const wrong = own.filter((result) => result.result !== 'agreed' && !EXPECTED.has(id(result)));
  expect(wrong.map((result) => `${id(result)}: ${result.why.join('; ')}`)).toEqual([]);
  // What agrees must be taken off the list.
  expect(own.filter((result) => result.result === 'agreed' && EXPECTED.has(id(result))).map(id)).toEqual([]);
});

test.each(readdirSync(NOT_YET))('the list %s is of its own topic', (file) => {
  expect(Object.values(notYet(file)).flat().filter((each) => !each.startsWith(`${path.parse(file).name}/`))).toEqual([]);
});

test('everything on the lists is a request of a case', () => {
  const known = new Set(results.map(id));
  expect([...EXPECTED].filter((each) => !known.has(each))).toEqual([]);
});

function notYet(file: string): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(path.join(NOT_YET, file), 'utf8')) as Readonly<Record<string, readonly string[]>>;
}

function id({ case: name, request }: CaseResult): string {
  return `${name}: ${request}`;
}
