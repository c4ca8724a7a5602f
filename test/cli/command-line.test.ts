import { execFileSync } from 'child_process';
import * as fc from 'fast-check';
import { readQuestion, type SimulateFlags } from '../../src/cli/commands/simulate';
import { simulateCommand } from '../../src/cli/main';
import { DataPlane } from '../../src/core/versions/data-plane';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { Headers } from '../../src/simulate/headers';
import { commandLine } from '../../src/simulate/properties/command-line';
import type { Counterexample } from '../../src/simulate/properties/judge';
import { parseUrl } from '../../src/simulate/request';

/** What a shell makes of a line: the words after `npx cdk8s-ml-mesh simulate`, and what comes by standard input. */
function shell(line: string): { readonly words: readonly string[]; readonly input: string } {
  const script = `npx() { shift 2; for word in "$@"; do printf '%s\\0' "$word"; done; printf '\\1'; [ -p /dev/stdin ] && cat; :; }\n${line} </dev/null\n`;
  const piped = line.startsWith('echo ') ? script.replace(' </dev/null', '') : script;
  const [words, input] = execFileSync('bash', ['-c', piped], { encoding: 'utf8' }).split('\u0001');
  return { words: words.split('\0').slice(0, -1), input };
}

function parsed(words: readonly string[]) {
  let question: ReturnType<typeof readQuestion>;
  let flags: SimulateFlags | undefined;
  const err = (text: string) => {
    throw new Error(text);
  };
  simulateCommand((asked, options) => {
    flags = options;
    question = readQuestion(asked, options, { isColoured: false, out: () => {}, err });
  }).exitOverride().parse([...words], { from: 'user' });
  return { question: question!, flags: flags! };
}

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const text = (letters: string) => fc.array(some(...letters), { maxLength: 6 }).map((all) => all.join(''));
const name = fc.record({ namespace: some('ml', 'web'), name: some('gateway', 'a-b.c') });
const awkward = text('aB1\'"\\$`!*?;&|<>(){}[]~#%= ').map((each) => each.trim());

const request = fc.record({
  method: some('GET', 'POST', 'PURGE'),
  url: fc.record({ scheme: some('http', 'https'), port: some('', ':8080'), path: text('a/\'$!*;&()~%2B=?') }).map(({ scheme, port, path }) => parseUrl(`${scheme}://a.example.com${port}/${path}`)),
  headers: fc.array(fc.tuple(some('x', 'x-version'), awkward), { maxLength: 2 }).map((all) => Headers.of(all)),
  way: fc.option(fc.record({ kind: some('source' as const, 'gateway' as const), of: name })),
  token: fc.option(fc.record({ issuer: awkward, claims: fc.dictionary(some('group', 'a'), awkward) }), { nil: undefined }),
});

const counterexample: fc.Arbitrary<Counterexample> = fc.record({
  request,
  assumed: fc.array(awkward.map((label) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: { label } } })), { maxLength: 1 }),
  istio: some('1.29.0', '1.30.6', '1.31.1').map((version) => IstioVersion.of(version)),
  world: fc.record({
    dataPlane: some(undefined, DataPlane.AMBIENT, DataPlane.SIDECAR),
    rootNamespace: some(undefined, 'istio-system', 'mesh'),
    clusterDomain: some(undefined, 'cluster.local', 'example.org'),
  }),
}).map(({ request: { way, ...rest }, ...others }) => ({ ...others, request: { ...rest, protocol: 'http1', ...(way && { [way.kind]: way.of }) }, outcomes: [] }));

test('the command of a counterexample asks what was asked', () => {
  const files = fc.record({ files: some(['manifests/'], ['a.yaml', "it's/b.yaml"]), assumed: some([], ['assumed files.yaml'], ['c.yaml', 'd.yaml']) });

  fc.assert(fc.property(counterexample, files, (shown, from) => {
    const { words, input } = shell(commandLine(shown, from));
    const { question, flags } = parsed(words);
    const { url, method, headers, source, gateway, token, protocol, body } = question.request;
    const { dataPlane = DataPlane.AMBIENT, rootNamespace = 'istio-system', clusterDomain = 'cluster.local' } = shown.world;

    expect({ url, method, headers: headers.entries, source, gateway, token, protocol, body })
      .toEqual({ ...shown.request, headers: shown.request.headers.entries });
    expect(question.files).toEqual([...from.files, ...(shown.assumed.length > 0 ? ['-'] : [])]);
    expect(question.releases.map(String)).toEqual([shown.istio.toString()]);
    expect(question.behaviors).toEqual({});
    expect(flags).toMatchObject({ dataPlane, rootNamespace, clusterDomain, assume: from.assumed });
    expect(input === '' ? [] : (JSON.parse(input) as { readonly items: object[] }).items).toEqual(shown.assumed);
  }), { numRuns: 100 });
});
