import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { run } from './run';

const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gateway
  namespace: ml
spec:
  gatewayClassName: istio
  listeners:
    - name: grpc
      port: 80
      protocol: GRPC
`;

const CLEAN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const ROUTE = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {rules: [{backendRefs: [{name: b, port: 80}]}]}\n';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 80}]}\n';

test('what a person sees', async () => {
  const { code, out, err } = await run(['check', 'a.yaml'], { 'a.yaml': GATEWAY });

  expect([code, err]).toEqual([1, '']);
  expect(out).toBe(`error MLM0201 listener-protocol: Istio serves no listener with protocol 'GRPC'
  --> a.yaml:11:17   Gateway ml/gateway
  10 |       port: 80
  11 |       protocol: GRPC
     |                 ^^^^
  fix: write HTTP: a listener for HTTP serves gRPC too; mark the backend with appProtocol: kubernetes.io/h2c
  more: cdk8s-ml-mesh explain MLM0201
  acknowledge: cdk8s-ml-mesh/ignore.MLM0201: "why"

1 error in 1 object
`);
});

test('two places are marked, each with its words', async () => {
  const { out } = await run(['check', 'a.yaml'], { 'a.yaml': `${CLEAN}---\n${CLEAN}` });

  expect(out).toContain(`  --> a.yaml:7:18   ConfigMap default/a
  3 | metadata: {name: a}
    |                  - the other one
  ...
  6 | kind: ConfigMap
  7 | metadata: {name: a}
    |                  ^
`);
});

test('of a long line the part around the mark is shown', async () => {
  const letters = 'x'.repeat(1000);
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { [letters]: letters, b: 'c d' } }, data: { a: letters } });
  const { out } = await run(['check', 'a.json'], { 'a.json': text });
  const frames = out.split('\n').filter((line) => /^ +(1|) \| /.test(line));
  const marked = frames.filter((_, i) => i % 2 === 0).map((line, i) => line.slice(frames[2 * i + 1].indexOf('^'), frames[2 * i + 1].lastIndexOf('^') + 1));

  expect(frames.every(({ length }) => length <= 170)).toBe(true);
  expect(marked).toContain('c d');
  expect(out).toContain('…xxx');
});

test('a mark before the part of a line that is shown, or beyond it, is at its end', async () => {
  const line = `metadata: {name: a, labels: {b: ${'c'.repeat(63)}}, annotations: {c: "${'x'.repeat(300)}"}}`;
  const { out } = await run(['check', 'a.yaml'], { 'a.yaml': `apiVersion: v1\nkind: ConfigMap\n${line}\n---\napiVersion: v1\nkind: ConfigMap\n${line}\n` });

  expect(out).toContain(`  3 | ${line.slice(0, 160)}…\n    |                  - the other one\n`);
});

test('a place in another file has its own line', async () => {
  const { out } = await run(['check', 'a.yaml', 'b.yaml'], { 'a.yaml': CLEAN, 'b.yaml': CLEAN });

  expect(out).toContain('  --> b.yaml:3:18   ConfigMap default/a\n');
  expect(out).toContain('  --> a.yaml:3:18: the other one\n');
});

test('colours are for terminals', async () => {
  expect((await run(['check', 'a.yaml'], { 'a.yaml': GATEWAY }, true)).out).toContain('\u001b[31merror');
});

test('a name cannot repaint the terminal', async () => {
  const { out } = await run(['check', 'a.yaml'], { 'a.yaml': GATEWAY.replace('GRPC', '"\\e[2J\u202e"') });

  expect(out).not.toMatch(/[\u001b\u202e]/);
});

describe('how it ends', () => {
  test.each<[string, string[], { [name: string]: string }, number]>([
    ['nothing is found', ['a.yaml'], { 'a.yaml': CLEAN }, 0],
    ['a folder, and nothing is found', ['.'], { 'a.yaml': CLEAN, 'b.json': '{}', 'c.txt': 'x: [' }, 1],
    ['an error', ['a.yaml'], { 'a.yaml': GATEWAY }, 1],
    ['an error, and nothing fails', ['a.yaml', '--fail-on', 'never'], { 'a.yaml': GATEWAY }, 0],
    ['a warning', ['a.yaml'], { 'a.yaml': `${CLEAN.replace('a}', 'a, annotations: {cdk8s-ml-mesh/ignore.MLM0201: x}}')}` }, 0],
    ['a warning, and warnings fail', ['a.yaml', '--fail-on', 'warning'], { 'a.yaml': `${CLEAN.replace('a}', 'a, annotations: {cdk8s-ml-mesh/ignore.MLM0201: x}}')}` }, 1],
    ['an acknowledged error', ['a.yaml'], { 'a.yaml': GATEWAY.replace('namespace: ml', 'namespace: ml\n  annotations: {cdk8s-ml-mesh/ignore.MLM0201: x}') }, 0],
    ['something is missing', ['a.yaml'], { 'a.yaml': ROUTE }, 0],
    ['something is missing, and information fails', ['a.yaml', '--fail-on', 'info'], { 'a.yaml': ROUTE }, 1],
    ['something is missing in a closed world', ['a.yaml', '--complete'], { 'a.yaml': ROUTE }, 1],
    ['a broken document', ['a.yaml'], { 'a.yaml': 'a: [' }, 1],
    ['a file that is not there', ['a.yaml', 'b.yaml'], { 'a.yaml': CLEAN }, 2],
    ['an assumed file that is not there', ['a.yaml', '--assume', 'b.yaml'], { 'a.yaml': CLEAN }, 2],
    ['an unknown release', ['a.yaml', '--istio-version', '1.2.3'], { 'a.yaml': CLEAN }, 2],
    ['an unknown format', ['a.yaml', '--format', 'xml'], { 'a.yaml': CLEAN }, 2],
    ['no file', [], {}, 2],
  ])('%s', async (_, args, files, expected) => {
    expect((await run(['check', ...args], files)).code).toBe(expected);
  });
});

test('what is assumed is there and is not judged', async () => {
  const { out } = await run(['check', 'a.yaml', '--assume', 'b.yaml', '--verbose'], { 'a.yaml': ROUTE, 'b.yaml': SERVICE.replace('80}', '80, name: 1}') });

  expect(out).not.toContain('MLM0101');
  expect(out).not.toContain('MLM0004');
});

test('what is only information is counted, and listed when asked for', async () => {
  const files = { 'a.yaml': ROUTE };

  expect((await run(['check', 'a.yaml'], files)).out).toBe('1 note in 1 object\n'
    + '1 of them refers to what is not in the input: list them with --verbose, supply it with --assume, judge it with --complete\n');
  expect((await run(['check', 'a.yaml', '--verbose'], files)).out).toContain('info MLM0101');
});

test.each([
  ['an empty file', { 'a.yaml': '' }],
  ['a file of comments', { 'a.yaml': '# replicas: 0\n---\n' }],
])('%s is nothing to check, and programs get a report all the same', async (_, files) => {
  const err = 'no objects in a.yaml: give the folder that cdk8s synth wrote, or other manifests\n';
  expect(await run(['check', 'a.yaml'], files)).toEqual({ code: 2, out: '', err });
  const json = await run(['check', 'a.yaml', '--format', 'json'], files);
  expect([json.code, JSON.parse(json.out), json.err]).toEqual([2, { version: 1, findings: [], objects: 0, notJudged: [] }, err]);
});

test.each([
  [['check', 'b.yaml'], 'cannot read b.yaml: ENOENT: no such file or directory\n'],
  [['check', 'a.yaml/b.yaml'], 'cannot read a.yaml/b.yaml: ENOTDIR: not a directory\n'],
  [['check', 'a.yaml', '--nonsense'], "error: unknown option '--nonsense'\n"],
  [['check', 'a.yaml', '--format', 'xml'], "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, junit, github.\n"],
  [['check'], "error: missing required argument 'files'\n"],
  [['chekc', 'a.yaml'], "error: unknown command 'chekc'\n(Did you mean check?)\n"],
])('what cannot be checked is told, and nothing else: %j', async (args, err) => {
  expect(await run(args, { 'a.yaml': CLEAN })).toEqual({ code: 2, out: '', err });
});

test.each([
  ['check', 'a.yaml'],
  ['graph', 'a.yaml'],
  ['simulate', 'a.yaml', 'http://a/'],
  ['simulate', 'b.yaml', '--properties', 'a.yaml'],
])('UTF-16 is no text that kubectl would read as meant: %s', async (...args) => {
  const inner = Buffer.from(`\uFEFF${CLEAN}`, 'utf16le');
  for (const file of [inner, Buffer.from(inner).swap16()]) {
    const { code, err } = await run(args, { 'a.yaml': file, 'b.yaml': CLEAN });
    expect([code, err]).toEqual([2, 'cannot read a.yaml: it is UTF-16, of which kubectl reads one document at most: save it as UTF-8\n']);
  }
});

test('kinds without schema are told', async () => {
  expect((await run(['check', 'a.yaml'], { 'a.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n' })).out)
    .toBe('nothing found in 1 object\nno schema for Thing: metadata only\n');
});

test('the release decides', async () => {
  const file = 'apiVersion: extensions.istio.io/v1alpha1\nkind: TrafficExtension\nmetadata: {name: a}\nspec: {lua: {inlineCode: x}}\n';

  expect((await run(['check', 'a.yaml', '--istio-version', '1.29.4'], { 'a.yaml': file })).out).toContain('MLM0006');
});

test.each([['check'], ['graph']])('%s of a folder without manifests is a slip of the pen', async (command) => {
  const { code, err } = await run([command, '.'], { 'notes.txt': 'nothing' });
  expect([code, err.split('\n')[0]]).toEqual([2, 'cannot read .: no .yaml, .yml or .json in this folder']);
});

test('a file of a folder that cannot be read keeps none of the others from being judged', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'folder-'));
  try {
    symlinkSync('nowhere', path.join(folder, 'a.yaml'));
    writeFileSync(path.join(folder, 'b.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n');
    const { code, out, err } = await run(['check', folder]);
    expect([code, err]).toEqual([2, `cannot read ${path.join(folder, 'a.yaml')}: ENOENT: no such file or directory\n`]);
    expect(out).toContain('nothing found in 1 object');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('explain', () => {
  test('prints the page of a code', async () => {
    const { code, out } = await run(['explain', 'mlm0201']);

    expect(code).toBe(0);
    expect(out).toContain('MLM0201 listener-protocol   error\n\nA listener has a protocol that Istio does not serve.\n');
    expect(out).toContain('acknowledge: cdk8s-ml-mesh/ignore.MLM0201: "why it is well"');
  });

  test('lists all', async () => {
    expect((await run(['explain'])).out).toContain('  MLM0001 error   A document is no YAML\n');
  });

  test('knows codes of istioctl and Kiali', async () => {
    expect((await run(['explain', 'ist0145'])).out).toMatch(/^( {2}MLM\d{4} |MLM\d{4} [a-z-]+ )/);
    expect((await run(['explain', 'IST0101'])).out).toContain('  MLM0107 error   The certificate of a listener is not there\n');
    expect((await run(['explain', 'KIA0004'])).out).toContain('  MLM0403 warning A policy selects no pods of the mesh\n');
    expect((await run(['explain', 'IST0127'])).out).toContain('MLM0403 policy-without-pods');
  });

  test('helps with a name that is nearly right', async () => {
    expect((await run(['explain', 'nonsense'])).err).toBe("there is no finding 'nonsense'; npx cdk8s-ml-mesh explain lists all of them\n");
    expect(await run(['explain', 'listener-protocl'])).toEqual({ code: 2, out: '', err: "there is no finding 'listener-protocl': did you mean listener-protocol?\n" });
  });
});

describe('formats', () => {
  const files = { 'a.yaml': GATEWAY.replace('namespace: ml', 'namespace: ml\n  annotations: {cdk8s-ml-mesh/ignore.MLM0201: "on purpose"}'), 'b.yaml': `${CLEAN}---\n${CLEAN}` };
  const formatted = async (format: string) => (await run(['check', 'a.yaml', 'b.yaml', '--format', format], files)).out;

  test('json', async () => {
    const { version, findings, objects } = JSON.parse(await formatted('json'));

    expect([version, objects]).toEqual([1, 3]);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'MLM0201',
        severity: 'error',
        acknowledged: 'on purpose',
        file: 'a.yaml',
        line: 12,
        column: 17,
        endLine: 12,
        endColumn: 21,
        field: 'spec.listeners[0].protocol',
        path: ['spec', 'listeners', 0, 'protocol'],
        object: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', namespace: 'ml', name: 'gateway' },
      }),
      expect.objectContaining({ code: 'MLM0003', related: [expect.objectContaining({ label: 'the other one', file: 'b.yaml', line: 3 })] }),
    ]);
  });

  test('sarif', async () => {
    const { version, runs: [{ tool: { driver: { rules, ...driver } }, results }] } = JSON.parse(await formatted('sarif'));

    expect([version, driver, rules.map(({ id }: any) => id)]).toEqual(['2.1.0', { name: 'cdk8s-ml-mesh' }, ['MLM0201', 'MLM0003']]);
    expect(results[0]).toMatchObject({
      ruleId: 'MLM0201',
      ruleIndex: 0,
      level: 'error',
      suppressions: [{ kind: 'inSource', justification: 'on purpose' }],
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a.yaml' }, region: { startLine: 12, startColumn: 17, endLine: 12, endColumn: 21 } } }],
    });
    expect(results[1].relatedLocations).toEqual([expect.objectContaining({ message: { text: 'the other one' } })]);
  });

  test('junit', async () => {
    const out = await formatted('junit');

    expect(out).toContain('<testsuites name="cdk8s-ml-mesh" tests="2" failures="1">');
    expect(out).toContain('<failure type="error" message="ConfigMap default/a is there twice">');
    expect(out).toContain('error (acknowledged: on purpose): Istio serves no listener with protocol &apos;GRPC&apos;');
    expect((await run(['check', 'a.yaml', '--format', 'junit'], { 'a.yaml': CLEAN })).out).toContain('<testcase classname="cdk8s-ml-mesh" name="1 object"/>');
  });

  test('github', async () => {
    expect(await formatted('github')).toBe('::error file=b.yaml,line=7,col=18,endLine=7,endColumn=19,title=MLM0003 duplicate-object::'
      + 'b.yaml:7:18 ConfigMap default/a: ConfigMap default/a is there twice (fix: rename one, or delete it)\n');
  });
});
