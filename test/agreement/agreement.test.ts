import * as fc from 'fast-check';
import { compare } from '../../scripts/agreement/compare';
import { spoil } from '../../scripts/agreement/spoil';
import type { Manifest } from '../../src/manifest/manifest-object';

function policy(mode: unknown): Manifest {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'ml' },
    spec: { mtls: { mode } },
  } as Manifest;
}

const QUESTIONS = [
  { id: 'sound', object: policy('STRICT') },
  { id: 'wrong', object: policy('STRICTER') },
  { id: 'missed', object: policy('STRICT') },
  { id: 'too strict', object: policy('STRICTER') },
  { id: 'explained', object: policy('STRICT') },
  { id: 'not sent', object: policy('STRICT') },
];

test('what only one of the two refuses is told, with the reason where there is one', () => {
  const { bothAccept, bothReject, differences } = compare(QUESTIONS, [
    { id: 'sound', refused: '' },
    { id: 'wrong', refused: 'api-server', message: 'unsupported value' },
    { id: 'missed', refused: 'webhook', message: 'denied' },
    { id: 'too strict', refused: '' },
    { id: 'explained', refused: 'api-server', message: 'in body must be of type string: "null"', onlyApply: true },
    { id: 'not sent', refused: '', message: 'connection refused' },
  ], [{ by: 'server-side apply', message: 'null', reason: 'null counts as missing' }]);

  expect([bothAccept, bothReject]).toEqual([1, 1]);
  expect(differences).toEqual([
    { id: 'missed', by: 'webhook', message: 'denied', reason: undefined },
    { id: 'too strict', by: 'check', message: expect.stringMatching(/^MLM0004 .*allowed values/), reason: undefined },
    { id: 'explained', by: 'server-side apply', message: expect.anything(), reason: 'null counts as missing' },
    { id: 'not sent', by: 'client', message: 'connection refused', reason: undefined },
  ]);
});

test('a reason holds for whom it names only', () => {
  const { differences } = compare([QUESTIONS[2]], [{ id: 'missed', refused: 'api-server', message: 'denied' }], [{ by: 'webhook', message: '', reason: 'other' }]);

  expect(differences).toEqual([expect.objectContaining({ reason: undefined })]);
});

test('an object is spoiled within its spec, in a copy, and the same dice spoil the same', () => {
  const route: Manifest = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'chat', namespace: 'ml' },
    spec: { rules: [{ backendRefs: [{ name: 'v1', port: 80 }, { name: 'v2', port: 80 }] }] },
  } as Manifest;
  const text = JSON.stringify(route);

  fc.assert(fc.property(fc.tuple(fc.nat(), fc.nat(), fc.nat()), (dice) => {
    const { spec, ...rest } = spoil(route, dice) as Manifest & { readonly spec: unknown };

    expect(rest).toEqual({ apiVersion: route.apiVersion, kind: route.kind, metadata: route.metadata });
    expect(spoil(route, dice)).toEqual({ ...rest, spec });
    expect(JSON.stringify(route)).toBe(text);
  }));
  const outcomes = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { seed: 1, numRuns: 200 }).map((dice) => JSON.stringify(spoil(route, dice)));
  expect(new Set(outcomes).size).toBeGreaterThan(60);
});

test('an object without a spec stays as it is', () => {
  const { spec, ...bare } = policy('STRICT') as Manifest & { readonly spec: unknown };

  expect(spoil(bare, [1, 2, 3])).toEqual(bare);
});
