import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { loadCase } from './box-case';
import { reportOn } from './findings-of';
import { groupOfCode } from '../../src/check/rule';
import { RULES } from '../../src/check/rules';

const CASES = join(__dirname, '../../conformance/cases');

/** Cases of pools and pickers that disagree, and what about them no manifest shows. */
const NOT_IN_MANIFESTS: Readonly<Record<string, string>> = {
  'disagreements/objective-header': 'the header with which a client names an objective is in its requests only',
  'disagreements/extension-off': 'what istiod was installed with is known to nobody but the installation',
};

const links = RULES.flatMap((rule) => (rule.cases ?? []).map((name) => [rule.code, name, rule] as const));

test.each(links)('%s is found in the manifests of the case %s, which shows it', (code, name, rule) => {
  const { manifests, assumed, target, isClosed } = loadCase(join(CASES, `${name}.yaml`));
  const { findings } = reportOn(manifests, { ...target, ...rule.options, isComplete: isClosed || rule.isAbsence, stubs: assumed });

  expect(findings.filter(({ isOpenWorld }) => isOpenWorld !== true).map((finding) => finding.rule.code)).toContain(code);
});

test('every disagreement of a pool and its picker that the box has seen is found, or is in no manifest', () => {
  const known = new Set([...links.map(([, name]) => name), ...Object.keys(NOT_IN_MANIFESTS)]);
  const files = readdirSync(join(CASES, 'disagreements')).filter((file) => !/\.(manifests|assumed)\.yaml$/.test(file));

  expect(files.length).toBeGreaterThan(30);
  expect(files.map((file) => `disagreements/${file.slice(0, -'.yaml'.length)}`).filter((name) => !known.has(name))).toEqual([]);
  expect(Object.keys(NOT_IN_MANIFESTS).filter((name) => !existsSync(join(CASES, `${name}.yaml`)))).toEqual([]);
});

test('every rule about a mesh has a case that shows it, or says why none does', () => {
  const judged = RULES.filter(({ code }) => !['00', '09'].includes(groupOfCode(code)));

  expect(judged.filter(({ cases = [], evidence }) => cases.length === 0 && !/no case: /i.test(evidence)).map(({ code }) => code)).toEqual([]);
});

test('a case that is evidence says in its first line what it shows', () => {
  const names = [...new Set(links.map(([, name]) => name))];

  expect(names.filter((name) => !readFileSync(join(CASES, `${name}.yaml`), 'utf8').startsWith('about: '))).toEqual([]);
});
