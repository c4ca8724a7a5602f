import { readFileSync } from 'fs';
import * as path from 'path';
import { readCaseText } from './apps';
import { readCases } from '../../src/cli/cases/read-cases';
import { type CaseResult, runCase } from '../../src/cli/cases/run-cases';
import { score } from '../../src/cli/cases/score';

/** Requests that are not answered as the box answers them yet, by cause. The list only shrinks: what is on it and agrees fails. */
const NOT_YET = JSON.parse(readFileSync(path.join(__dirname, 'not-yet.json'), 'utf8')) as Readonly<Record<string, readonly string[]>>;
const EXPECTED = new Set(Object.values(NOT_YET).flat());

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

test('everything on the list is a request of a case', () => {
  const known = new Set(results.map(id));
  expect([...EXPECTED].filter((each) => !known.has(each))).toEqual([]);
});

function id({ case: name, request }: CaseResult): string {
  return `${name}: ${request}`;
}
