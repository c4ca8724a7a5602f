import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { compare, troubles } from '../../scripts/requests/compare';
import { differences } from '../../scripts/requests/differences';
import { familyLines } from '../../scripts/requests/families';
import { keep } from '../../scripts/requests/keep';
import type { BoxResult, Observed, Receipt } from '../../scripts/requests/observed';
import { writeCases } from '../../scripts/requests/write';
import { readCases } from '../../src/cli/cases/read-cases';
import { requestsOf } from '../../src/cli/cases/requests-of-case';
import { runCase } from '../../src/cli/cases/run-cases';
import { fromDisk, worldOfCase } from '../../src/cli/cases/world-of-case';
import { Fraction } from '../../src/simulate/fraction';
import { Headers } from '../../src/simulate/headers';
import type { Outcome } from '../../src/simulate/outcome';
import { Simulator } from '../../src/simulate/simulator';

const RECEIPT: Receipt = {
  backend: { namespace: 'ml', name: 'one' }, protocol: 'HTTP/1.1', method: 'GET', host: 'a.example.com', path: '/v1', headers: { 'X-A': ['1', '2'] },
};
const SEEN: Observed = { method: 'GET', url: 'http://a.example.com/v1', status: 200, headers: { Via: ['a'] }, answered: RECEIPT, receipts: [RECEIPT], seconds: 0 };

const FORESEEN = {
  probability: Fraction.ONE,
  disposition: 'delivered',
  status: 200,
  upstream: {
    workload: { namespace: 'ml', name: 'one' },
    message: { method: 'GET', authority: 'a.example.com', path: '/v1', protocol: 'http1', headers: Headers.of([['x-a', '1'], ['x-a', '2']]) },
  },
  headers: Headers.of([['via', 'a']]),
  received: { 'ml/one': 1 },
  time: 0,
  isBroken: false,
  mirrors: [],
  hops: [],
} as unknown as Outcome;

test('what was seen is one of the ways that were foreseen', () => {
  expect(differences(SEEN, [{ ...FORESEEN, status: 500 }, FORESEEN])).toEqual([]);
});

test('a way without a share was not foreseen', () => {
  const never = { ...FORESEEN, probability: Fraction.ZERO };
  expect(differences(SEEN, [never, { ...FORESEEN, status: 500 }])).toEqual(['status: Envoy 200, the simulator 500']);
});

test.each<readonly [string, Partial<Observed>]>([
  ['broken off', { broken: 'EOF' }],
  ['status', { status: 503 }],
  ['backend', { answered: { ...RECEIPT, backend: { namespace: 'ml', name: 'two' } } }],
  ['receipts of ml/one', { receipts: [RECEIPT, RECEIPT] }],
  ['gRPC status', { grpc: 14 }],
  ['authorizers', { checks: [RECEIPT] }],
  ['upstream protocol', { answered: { ...RECEIPT, protocol: 'HTTP/2.0' } }],
  ['upstream caller', { answered: { ...RECEIPT, tunnel: 'spiffe://cluster.local/ns/ml/sa/caller' } }],
  ['upstream method', { answered: { ...RECEIPT, method: 'PUT' } }],
  ['upstream path', { answered: { ...RECEIPT, path: '/v2' } }],
  ['upstream host', { answered: { ...RECEIPT, host: 'b' } }],
  ['upstream header x-a', { answered: { ...RECEIPT, headers: { 'X-A': ['2', '1'] } } }],
  ['upstream header x-b', { answered: { ...RECEIPT, headers: { ...RECEIPT.headers, 'X-B': ['1'] } } }],
  ['response header via', { headers: {} }],
])('a difference is told: %s', (what, change) => {
  expect(differences({ ...SEEN, ...change }, [FORESEEN]).map((text) => text.split(':')[0])).toEqual([what]);
});

test('what proxies and the box write of themselves is not compared', () => {
  const headers = { ...RECEIPT.headers, 'X-Box-Request': ['1'], 'X-Envoy-Attempt-Count': ['1'], 'X-Request-Id': ['1'] };
  expect(differences({ ...SEEN, answered: { ...RECEIPT, headers } }, [FORESEEN])).toEqual([]);
});

test('copies are no tries, and come as often as they must', () => {
  const copy: Receipt = { ...RECEIPT, backend: { namespace: 'ml', name: 'shadow' } };
  const mirroring = (share: Fraction): Outcome => ({ ...FORESEEN, mirrors: [{ workload: { namespace: 'ml', name: 'shadow' }, share }] });
  const both = { ...SEEN, receipts: [RECEIPT, copy] };
  expect(differences(both, [mirroring(Fraction.ONE)])).toEqual([]);
  expect(differences(SEEN, [mirroring(Fraction.ONE)])).toEqual(['receipts of ml/shadow: Envoy 0, the simulator 1']);
  expect([SEEN, both].map((seen) => differences(seen, [mirroring(Fraction.of(1, 2))]))).toEqual([[], []]);
  expect(differences(both, [FORESEEN])).toEqual(['receipts of ml/shadow: Envoy 1, the simulator 0']);
});

test('an answer that comes earlier than foreseen was not foreseen, a later one was', () => {
  const slow: Outcome = { ...FORESEEN, time: 2000 };
  expect(differences({ ...SEEN, seconds: 1 }, [slow])).toEqual(['time: Envoy 1 s, the simulator 2 s']);
  expect(differences({ ...SEEN, seconds: 3 }, [slow])).toEqual([]);
});

test('the caller is the newest that a sidecar wrote', () => {
  const uri = (account: string) => `By=spiffe://cluster.local/ns/ml/sa/server;Hash=1;Subject="";URI=spiffe://cluster.local/ns/ml/sa/${account}`;
  const answered = { ...RECEIPT, headers: { ...RECEIPT.headers, 'X-Forwarded-Client-Cert': [`${uri('first')},${uri('caller')}`] } };
  const upstream = { ...FORESEEN.upstream!, caller: { namespace: 'ml', name: 'caller' } };
  expect(differences({ ...SEEN, answered }, [{ ...FORESEEN, upstream }])).toEqual([]);
});

test('what met a family is counted by requests and by configurations', () => {
  const folder = written(30, 7);
  const compared = readCases(folder).flatMap((named) => compare(named, {
    case: named.name, requests: named.case.requests!.map(({ name }) => ({ name: name!, observed: [SEEN] })),
  }));
  const lines = familyLines(compared).map((line) => /^met: (.*?) +(\d+) requests of +(\d+) configurations$/.exec(line)!.slice(1));
  expect(lines.find(([name]) => name === 'gateways')).toEqual(['gateways', String(10 * configurationsOf(folder, GATEWAYS)), String(configurationsOf(folder, GATEWAYS))]);
  expect(lines.find(([name]) => name === 'pools')).toEqual(['pools', '0', '0']);
});

test('who waits for somebody slow is under way while the others are sent', () => {
  const requests = readCases(written(30, 7)).flatMap((named) => named.case.requests!);
  const slow = requests.filter(({ backends = {} }) => Object.values(backends).some(({ delay }) => delay !== undefined));
  expect(slow.length).toBeGreaterThan(0);
  expect(requests.filter(({ send }) => send.background)).toEqual(slow);
});

test('the same seed makes the same cases', () => {
  const [first, again, other] = [written(3, 1), written(3, 1), written(3, 2)].map(contents);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('every drawn request has answers that add up to one', () => {
  for (const named of readCases(written(30, 7))) {
    const simulator = new Simulator(worldOfCase(named, fromDisk));
    for (const request of named.case.requests!) {
      const [asked] = requestsOf(request);
      const sum = simulator.answer(asked).reduce((total, { probability }) => total.plus(probability), Fraction.ZERO);
      expect(String(sum)).toBe('1');
    }
  }
});

test('what differs becomes a case of what Envoy did', () => {
  const folder = written(4, 1);
  const [named] = readCases(folder);
  const request = named.case.requests![0];
  const teapot: BoxResult = { case: named.name, requests: [{ name: request.name!, observed: [{ ...SEEN, status: 418, answered: undefined }] }] };
  const [wrong] = compare(named, teapot);
  expect(wrong.wrong).toContainEqual(expect.stringContaining('Envoy 418'));
  const kept = mkdtempSync(join(tmpdir(), 'kept-'));
  const [read] = readCases(keep(kept, 1, [wrong]));
  expect(read.case.requests!.map(({ send, expect: wanted }) => [send, wanted])).toEqual([[request.send, { status: 418, backend: 'none' }]]);
  expect(runCase(read, fromDisk)[0].why).toContainEqual(expect.stringContaining('want 418'));
});

test('of routes that say different things the one that was older in the box is believed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ages-'));
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'ages' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  const route = (name: string, hostname: string) => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'ages' },
    spec: { parentRefs: [{ name: 'edge' }], rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname, statusCode: 302 } }] }] },
  });
  writeFileSync(join(folder, 'ages.manifests.yaml'), Yaml.stringify(gateway, route('a', 'a.example.com'), route('b', 'b.example.com')));
  writeFileSync(join(folder, 'ages.yaml'), Yaml.stringify({
    about: 'ages', manifests: ['ages.manifests.yaml'], requests: [{ name: 'c0 1', send: { url: 'http://example.com/' }, expect: { status: 302 } }],
  }));
  const [named] = readCases(folder);
  const location = (created?: BoxResult['created']) => (
    compare(named, { case: 'ages', requests: [{ name: 'c0 1', observed: [SEEN] }], created })[0].outcomes.map(({ headers }) => headers?.get('location')));
  const at = (name: string, second: number) => ({ object: `gateway.networking.k8s.io/HTTPRoute/ages/${name}`, at: `2026-01-01T00:00:0${second}Z` });
  expect(location()).toEqual(['http://a.example.com/']);
  expect(location([at('a', 1), at('b', 0)])).toEqual(['http://b.example.com/']);
  expect(location([at('a', 0), at('b', 1)])).toEqual(['http://a.example.com/']);
});

test('a case that was not admitted, or whose proxy refused it, proves nothing', () => {
  const complaints = ['admission', 'envoy', 'traffic', 'conditions'].map((judge) => ({ judge, text: 'no' }));
  expect(troubles({ case: 'a', complaints })).toEqual(['admission: no', 'envoy: no']);
});

/** Whose requests come from outside. */
const GATEWAYS = ['gateway', 'guarded', 'tokens', 'authorizers', 'edge'];

function configurationsOf(folder: string, fields: readonly string[]): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => fields.some((field) => file.startsWith(`${field}-`)) && /c\d+\.manifests/.test(file)).length;
}

function written(count: number, seed: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  writeCases(folder, { count, seed, requests: 10 });
  return folder;
}

function contents(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  return files.map((file) => readFileSync(join(folder, file), 'utf8'));
}
