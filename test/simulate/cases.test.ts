import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { readCaseText } from './apps';
import { readCases } from '../../src/cli/cases/read-cases';
import { type CaseResult, runCase } from '../../src/cli/cases/run-cases';
import { score } from '../../src/cli/cases/score';

/** Requests whose answer is not known, by topic and cause: no others become so by and by. */
const UNKNOWN = path.join(__dirname, 'unknown');
const KNOWN_AS_UNKNOWN = new Map(readdirSync(UNKNOWN).flatMap((topic) => (
  Object.entries(listIn(UNKNOWN, topic)).flatMap(([cause, ids]) => ids.map((each) => [each, cause] as const)))));

/** The lines of the semantics, and what of each cases say that they show; beside them, what is none of routing and of security. */
const semantics = JSON.parse(readFileSync(path.join(__dirname, 'semantics.json'), 'utf8')) as {
  readonly lines: Readonly<Record<string, { readonly covers: readonly string[]; readonly cases?: readonly string[] }>>;
  readonly beside: readonly string[];
};

const lines: { readonly line: string; readonly requests: number; readonly agreed: number }[] = [];

const ALL = readCases(path.join(__dirname, '..', '..', 'conformance', 'cases'));
const CASES = ALL.filter(({ case: { requests } }) => requests !== undefined);
const results: CaseResult[] = [];

beforeAll(() => {
  // Apps of the box warn of what they show on purpose.
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});

afterAll(() => {
  jest.restoreAllMocks();
  const table = lines.map(({ line, requests, agreed }) => `${line.padEnd(72)} ${agreed} of ${requests}`);
  process.stdout.write(`${score(results)}\n\nby line of the semantics:\n${table.join('\n')}\n`);
});

test.each(CASES.map((named) => [named.name, named] as const))('%s', (_, named) => {
  const own = runCase(named, readCaseText);
  results.push(...own);
  expect(own.filter(({ result }) => result === 'disagreed').map((result) => `${id(result)}: ${result.why.join('; ')}`)).toEqual([]);
  const unknown = own.filter(({ result }) => result === 'unknown').map((result) => [id(result), result.unknown.join(', ')]);
  expect(unknown).toEqual(own.filter((result) => KNOWN_AS_UNKNOWN.has(id(result))).map((result) => [id(result), KNOWN_AS_UNKNOWN.get(id(result))]));
});

test.each(readdirSync(UNKNOWN))('the list %s is of its own topic', (file) => {
  expect(Object.values(listIn(UNKNOWN, file)).flat().filter((each) => !each.startsWith(`${path.parse(file).name}/`))).toEqual([]);
});

test('everything on the lists is a request of a case', () => {
  const known = new Set(results.map(id));
  expect([...KNOWN_AS_UNKNOWN.keys()].filter((each) => !known.has(each))).toEqual([]);
});

test('what cases cover is on the closed list, and once', () => {
  const known = [...new Set(Object.values(semantics.lines).flatMap(({ covers }) => covers)), ...semantics.beside];

  expect([...new Set(ALL.flatMap(({ case: { covers = [] } }) => covers))].sort()).toEqual([...known].sort());
});

test('every line of the semantics has a request that agrees', () => {
  lines.push(...Object.entries(semantics.lines).map(([line, { covers, cases = [] }]) => {
    const own = results.filter((result) => cases.includes(result.case) || result.covers.some((each) => covers.includes(each)));
    return { line, requests: own.length, agreed: own.filter(({ result }) => result === 'agreed').length };
  }));

  expect(lines.filter(({ agreed }) => agreed === 0).map(({ line }) => line)).toEqual([]);
});

function listIn(folder: string, file: string): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Readonly<Record<string, readonly string[]>>;
}

function id({ case: name, request }: CaseResult): string {
  return `${name}: ${request}`;
}
