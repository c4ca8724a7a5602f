import { readFileSync } from 'fs';
import { join } from 'path';
import { DOMParser } from '@xmldom/xmldom';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { run } from './run';
import { goModuleFolder } from '../../scripts/imports/go-module';
import { testWithGo } from '../imports/with-go';

/** Carries the schema of OASIS; read where it lies, not copied. */
const SCHEMA = {
  module: 'github.com/securego/gosec/v2',
  version: 'v2.30.0',
  sum: 'h1:67aF6LHa7SAL6QEc4es857GrXTT50gUqmrl0XPhtDx0=',
  path: 'report/sarif/testdata/sarif-schema-2.1.0.json',
};

/** Characters of RFC 3986, which all that is no letter has to be encoded to. */
const URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/;

const NASTY = ['%', ',', ':', '::', ' ', '&', '<', '>', '"', "'", ']]>', '\u0000', '\u0008', '\u001b[31m', '\uffff', '\r', '\n', '😀', '%0A', 'a'];

/** Texts that formats have to escape, as YAML can hold them. */
const texts = fc.array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

/** One finding of each kind of place: acknowledged, with a second place, in a document that is no YAML, without a line of its own. */
function files(text: string): Record<string, string> {
  const service = `apiVersion: v1\nkind: Service\nmetadata: {name: ${JSON.stringify(text)}, namespace: a}\nspec: {ports: [{port: 80}]}\n`;
  return {
    'a b%,:é.yaml': `${service}---\n${service}---\nkind: [\n---\na: 1\n`,
    'b.yaml': `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gateway
  annotations: ${JSON.stringify({ 'cdk8s-ml-mesh/ignore.MLM0201': `${text} on purpose` })}
spec:
  gatewayClassName: istio
  listeners:
    - { name: grpc, port: 80, protocol: GRPC }
`,
  };
}

async function formatted(format: string, text = 'a'): Promise<string> {
  const input = files(text);
  return (await run(['check', ...Object.keys(input), '--format', format, '--verbose'], input)).out;
}

function sarifValidator() {
  const { id, $schema, ...schema } = JSON.parse(readFileSync(join(goModuleFolder(SCHEMA), SCHEMA.path), 'utf8'));
  const isUriReference = (text: string) => URI.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(text);
  const formats = { 'uri': (text: string) => isUriReference(text) && URL.canParse(text), 'uri-reference': isUriReference, 'date-time': true as const };
  return new Ajv({ strict: false, allErrors: true, formats }).compile(schema);
}

testWithGo('SARIF is what its schema describes', () => fc.assert(fc.asyncProperty(texts, async (text) => {
  const isValid = sarifValidator();
  const log = JSON.parse(await formatted('sarif', text));

  expect([isValid(log), isValid.errors]).toEqual([true, null]);
  expect(log.runs[0].results.length).toBeGreaterThan(3);
}), { numRuns: 10 }));

testWithGo('SARIF that is not what its schema describes is told', async () => {
  const isValid = sarifValidator();
  const log = JSON.parse(await formatted('sarif'));
  log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = 'a b.yaml';

  expect(isValid(log)).toBe(false);
});

test('SARIF names files as URIs', async () => {
  const { runs: [{ results }] } = JSON.parse(await formatted('sarif'));

  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b%25%2C%3A%C3%A9.yaml');
});

test('JUnit is well-formed XML, whatever the names are', () => fc.assert(fc.asyncProperty(texts, async (text) => {
  // It warns of U+FFFD, which stands for what XML cannot say.
  const problems: string[] = [];
  const document = new DOMParser({ onError: (level, problem) => level !== 'warning' && problems.push(problem) }).parseFromString(await formatted('junit', text), 'text/xml');
  const [suite] = document.getElementsByTagName('testsuite');
  const cases = document.getElementsByTagName('testcase');

  expect(problems).toEqual([]);
  expect([suite.getAttribute('tests'), suite.getAttribute('failures')]).toEqual([String(cases.length), String(document.getElementsByTagName('failure').length)]);
}), { numRuns: 30 }));

test('GitHub reads each annotation as it was meant, one on a line', () => fc.assert(fc.asyncProperty(texts, async (text) => {
  const lines = (await formatted('github', text)).trimEnd().split('\n');
  const commands = lines.map((line) => /^::(error|warning|notice) ((?:[a-zA-Z]+=[^,:]*,?)+)::(.*)$/.exec(line));
  const unescape = (value: string) => [['%3A', ':'], ['%2C', ','], ['%0D', '\r'], ['%0A', '\n'], ['%25', '%']].reduce((so, [from, to]) => so.replaceAll(from, to), value);
  const names = commands.map((command) => unescape(/file=([^,]*)/.exec(command![2])![1]));

  expect(commands).not.toContain(null);
  expect(new Set(names)).toEqual(new Set(['a b%,:é.yaml']));
  expect(commands.map((command) => unescape(command![3])).join('\n')).toContain(`Service a/${text} is there twice`);
}), { numRuns: 30 }));
