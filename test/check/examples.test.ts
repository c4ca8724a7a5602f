import { markOf, reportOn, type TestOptions } from './findings-of';
import { GROUPS, groupOfCode, type Rule } from '../../src/check/rule';
import { RULES } from '../../src/check/rules';

const MARK = /# <- (MLM\d{4})/;

/** What the example says should be found: the code and the line of each mark. */
function marks(example: string): string[] {
  return example.split('\n').flatMap((line, index) => {
    const [, code] = MARK.exec(line) ?? [];
    return code === undefined ? [] : [`${code}:${index + 1}`];
  });
}

/** What is missing by a rule of another matter is no part of an example that is about something else, nor is what it acknowledges. */
function findingsIn(example: string, { isAbsence, options }: Rule) {
  const testOptions: TestOptions = { isComplete: isAbsence ?? false, ...options };
  return reportOn(example, testOptions).findings.filter(({ isOpenWorld, acknowledged }) => isOpenWorld !== true && acknowledged === undefined);
}

describe.each(RULES.map((rule) => [rule.code, rule.name, rule] as const))('%s %s', (code, _, rule) => {
  test('is found in its bad manifest, where the mark is, and nothing else is', () => {
    expect(findingsIn(rule.bad, rule).map(markOf)).toEqual(marks(rule.bad));
    expect(new Set(marks(rule.bad).map((mark) => mark.split(':')[0]))).toEqual(new Set([code]));
  });

  test('is not found in its good manifest, nor is anything else', () => {
    expect(findingsIn(rule.good, rule).map(markOf)).toEqual([]);
  });

  test('fills every placeholder', () => {
    for (const { message } of findingsIn(rule.bad, rule)) {
      expect(message).not.toMatch(/\{\w+\}/);
    }
  });

  test('finds the same in the reverse order of documents', () => {
    const reversed = rule.bad.split(/^---\n/m).reverse().map((document) => (document.endsWith('\n') ? document : `${document}\n`)).join('---\n');
    expect(findingsIn(reversed, rule).map(({ rule: found }) => found.code)).toEqual(marks(rule.bad).map(() => code));
  });

  test('says what it is in words', () => {
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.message).not.toMatch(/\.$|\n/);
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    expect(rule.fix).toMatch(/^[^A-Z{}].*[^.]$/);
    expect(rule.evidence).not.toBe('');
  });
});

test('codes and names are unique, and codes stand in order', () => {
  const codes = RULES.map(({ code }) => code);

  expect(codes).toEqual([...new Set(codes)].sort());
  expect(new Set(RULES.map(({ name }) => name)).size).toBe(RULES.length);
  expect(codes.filter((code) => !/^MLM\d{4}$/.test(code) || !(groupOfCode(code) in GROUPS))).toEqual([]);
});
