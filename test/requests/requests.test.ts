import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { compare, troubles } from '../../scripts/requests/compare';
import { differences } from '../../scripts/requests/differences';
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
    message: { method: 'GET', authority: 'a.example.com', path: '/v1', headers: Headers.of([['x-a', '1'], ['x-a', '2']]) },
  },
  headers: Headers.of([['via', 'a']]),
  tries: 1,
  isBroken: false,
  mirrors: [],
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
  ['tries', { receipts: [RECEIPT, RECEIPT] }],
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
  const folder = written(2, 1);
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

test('a case that was not admitted, or whose proxy refused it, proves nothing', () => {
  const complaints = ['admission', 'envoy', 'traffic', 'conditions'].map((judge) => ({ judge, text: 'no' }));
  expect(troubles({ case: 'a', complaints })).toEqual(['admission: no', 'envoy: no']);
});

function written(count: number, seed: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'));
  writeCases(folder, { count, seed, requests: 10 });
  return folder;
}

function contents(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  return files.map((file) => readFileSync(join(folder, file), 'utf8'));
}
