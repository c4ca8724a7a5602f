import { Fixture, FIXTURE_FOLDERS, FixtureFolder, readFixtures } from './upstream-fixtures';
import { ManifestValidator } from '../../../src/check/schema/manifest-validator';
import { Violation } from '../../../src/check/schema/violation';
import type { Path } from '../../../src/manifest/path';
import { testWithGo } from '../../imports/with-go';

/** Core objects that the fixtures need around them. */
const NOT_JUDGED = /^(Namespace|Secret|Service|ConfigMap|Deployment|EndpointSlice) /;

/** What a fixture expects in the API server's words, and what we say then. */
const WORDS: ReadonlyArray<readonly [expected: RegExp, isSaid: (violation: Violation, match: RegExpExecArray) => boolean]> = [
  [/^([\w.[\]]+) in body /, ({ path }, [, field]) => dotted(path).endsWith(field)],
  [/^([\w.[\]]+): (Required|Invalid) value/, ({ path }, [, field]) => dotted(path) === field || dotted(path).startsWith(`${field}.`)],
  [/^Duplicate value/, ({ kind }) => kind === 'list'],
  [/^Unsupported value/, ({ kind, message }) => kind === 'schema' && message.includes('allowed values')],
  [/^type conversion error/, ({ kind }) => kind === 'cel-error'],
  [/(.*)/, ({ message }, [, text]) => message.includes(text)],
];

describe.each(FIXTURE_FOLDERS.map((folder) => [`${folder.module} ${folder.version} ${folder.path}`, folder] as const))('%s', (_, folder) => {
  testWithGo('is judged as its authors expect', () => {
    const validator = new ManifestValidator(folder.installed);
    const fixtures = readFixtures(folder);

    const surprises = fixtures.flatMap((fixture) => {
      const { violations, notJudged } = validator.validate([fixture.manifest]);
      const unexpected = notJudged.filter((object) => !NOT_JUDGED.test(object));
      return unexpected.length > 0 || !isExpected(violations, fixture, folder) ? [{ ...fixture, violations, notJudged }] : [];
    });

    expect(surprises).toEqual([]);
    expect(fixtures).not.toHaveLength(0);
  });
});

function isExpected(violations: readonly Violation[], { expectedError }: Fixture, { holds }: FixtureFolder): boolean {
  if (expectedError !== undefined) {
    return violations.some((violation) => says(violation, expectedError));
  }
  return violations.length > 0 === (holds === 'invalid');
}

function says(violation: Violation, expectedError: string): boolean {
  const [expected, isSaid] = WORDS.find(([pattern]) => pattern.test(expectedError))!;
  return isSaid(violation, expected.exec(expectedError)!);
}

function dotted(path: Path): string {
  return path.map((key, index) => typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`).join('');
}
