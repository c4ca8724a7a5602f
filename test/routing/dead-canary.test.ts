import * as fc from 'fast-check';
import { Platform, PLANES } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import type { DataPlane } from '../../src/core/versions/data-plane';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { ModelEngine } from '../../src/inference/model-engine';
import { EndpointPicker } from '../../src/mesh/inference/endpoint-picker';
import { InferencePool, PickerFailureMode } from '../../src/mesh/inference/inference-pool';
import { ModelServer } from '../../src/mesh/inference/model-server';
import { Backend } from '../../src/routing/backend';
import { CanaryModel } from '../../src/routing/canary-model';
import { ModelVersion } from '../../src/routing/model-version';
import { MeshRouteKind } from '../../src/routing/route-props';
import { Fraction } from '../../src/simulate/fraction';
import { settingsOf } from '../../src/simulate/mesh-config-settings';
import type { Outcome } from '../../src/simulate/outcome';
import type { Behavior, Behaviors } from '../../src/simulate/request';
import { Simulator } from '../../src/simulate/simulator';
import { completeWorld } from '../../src/simulate/world';
import { appWorld } from '../../src/synth/app-world';
import { type Asked, requestOf } from '../simulate/ask';

const RUNS = 40;
const SERVICE_PORT = 8080;
/** Where each pool of a rule has its own picker asked. */
const FIXED = IstioVersion.of('1.31.2');
const CHAT: Asked = {
  url: 'http://ml.example.com/v1/chat/completions', method: 'POST', body: '{"model":"llama","messages":[{"role":"user","content":"hello"}]}',
};

/** The ways in which no pod of a version answers as it should. */
const MANNERS: readonly Behavior[] = [{ down: 'crashed' }, { down: 'unready' }, { status: 500 }, { status: 503 }, { reset: true }];

/** Weights of one to three candidates, 100 in sum at most. */
const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 3 })
  .map((drawn) => drawn.reduce<number[]>((taken, weight) => [...taken, Math.min(weight, 100 - sum(taken))], []));

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const nameOf = (version: number) => `v${version}`;

/** The stable version `v0` and the candidates `v1`, `v2`, … */
function canary(platform: Platform, shares: readonly number[], versionOf: (name: string) => Backend, meshRouteKind?: MeshRouteKind): CanaryModel {
  const { chart, mesh } = platform;
  const [stable, ...others] = [0, ...shares].map((_, i) => ModelVersion.of(nameOf(i), versionOf(nameOf(i))));
  return new CanaryModel(chart, 'model', {
    mesh,
    stable,
    candidates: others.map((version, i) => ({ version, weight: shares[i], cohorts: [HeaderMatch.exact('x-cohort', version.name)] })),
    ...(meshRouteKind && { service: 'model', servicePort: SERVICE_PORT, meshRouteKind }),
  });
}

function answer({ chart }: Platform, asked: Asked, behaviors: Behaviors): readonly Outcome[] {
  const { objects, options, istio } = appWorld(chart.node.root);
  const request = requestOf(asked);
  const index = completeWorld(objects, { ...options, sources: request.source && [request.source] });
  return new Simulator(index, settingsOf(index, istio)).answer(request, { behaviors });
}

function share(outcomes: readonly Outcome[], counts: (outcome: Outcome) => boolean): Fraction {
  return outcomes.filter(counts).reduce((total, { probability }) => total.plus(probability), Fraction.ZERO);
}

/** Whatever is not answered well is of the dead version, and all that it would have got is. */
function expectLost(outcomes: readonly Outcome[], all: readonly number[], dead: number, workloadOf = (name: string) => name): void {
  expect(String(share(outcomes, ({ status }) => status !== 200))).toBe(String(Fraction.of(all[dead], 100)));
  for (const [i, weight] of all.entries()) {
    const served = share(outcomes, ({ status, upstream }) => status === 200 && upstream?.workload.name === workloadOf(nameOf(i)));
    expect(String(served)).toBe(String(Fraction.of(i === dead ? 0 : weight, 100)));
  }
}

test.each(PLANES)('a dead version takes its own share of the requests with it and no more, at the gateway and in the mesh (%s)', (dataPlane) => {
  const kinds = fc.constantFrom(...Object.values(MeshRouteKind));
  const drawn = fc.record({ shares: weights, dead: fc.nat(2), manner: fc.constantFrom(...MANNERS), kind: kinds });
  fc.assert(fc.property(drawn, ({ shares, dead: nth, manner, kind }) => {
    const platform = new Platform({ dataPlane });
    const caller = platform.predictor('caller');
    canary(platform, shares, (name) => Backend.workload(platform.predictor(name)), kind).allowFrom(caller);
    const dead = 1 + nth % shares.length;
    const all = [100 - sum(shares), ...shares];
    expectLost(answer(platform, { url: 'http://ml.example.com/' }, { [nameOf(dead)]: manner }), all, dead);
    const source = { namespace: 'ml', name: 'caller' };
    expectLost(answer(platform, { url: `http://model:${SERVICE_PORT}/`, source }, { [nameOf(dead)]: manner }), all, dead);
  }), { numRuns: RUNS, endOnFailure: true });
});

function poolOf(platform: Platform, name: string, failureMode: PickerFailureMode): Backend {
  const { chart, mesh } = platform;
  const server = new ModelServer(chart, `${name}-server`, { mesh, engine: ModelEngine.VLLM, image: 'vllm:1', model: 'llama' });
  return Backend.inferencePool(new InferencePool(chart, name, { mesh, servers: [server], failureMode, endpointPicker: EndpointPicker.create() }));
}

interface DeadPool {
  readonly shares: readonly number[];
  readonly dead: number;
  readonly part: 'server' | 'epp';
}

const deadPool: fc.Arbitrary<DeadPool> = fc.record({ shares: weights, dead: fc.nat(2), part: fc.constantFrom('server' as const, 'epp' as const) })
  .map(({ shares, dead, part }) => ({ shares, dead: 1 + dead % shares.length, part }));

function ofPools(dataPlane: DataPlane, istioVersion: IstioVersion | undefined, shares: readonly number[]): Platform {
  const platform = new Platform({ dataPlane, istioVersion });
  canary(platform, shares, (name) => poolOf(platform, name, PickerFailureMode.FAIL_CLOSE));
  return platform;
}

test.each(PLANES)('a pool whose servers or picker are dead takes its own share of the requests with it and no more, where pools share a rule (%s)', (dataPlane) => {
  fc.assert(fc.property(deadPool, ({ shares, dead, part }) => {
    const platform = ofPools(dataPlane, FIXED, shares);
    const outcomes = answer(platform, CHAT, { [`${nameOf(dead)}-${part}`]: { down: 'crashed' } });
    expectLost(outcomes, [100 - sum(shares), ...shares], dead, (name) => `${name}-server`);
  }), { numRuns: RUNS, endOnFailure: true });
});

test.each(PLANES)('where pools cannot share a rule, a dead pool takes its cohort with it and nobody else (%s)', (dataPlane) => {
  fc.assert(fc.property(deadPool, ({ shares, dead, part }) => {
    const platform = ofPools(dataPlane, undefined, shares.map(() => 0));
    const ask = (headers: Asked['headers']) => answer(platform, { ...CHAT, headers }, { [`${nameOf(dead)}-${part}`]: { down: 'crashed' } });
    expect(String(share(ask([]), ({ status }) => status === 200))).toBe('1');
    for (const i of shares.keys()) {
      const version = i + 1;
      expect(String(share(ask([['x-cohort', nameOf(version)]]), ({ status }) => status === 200))).toBe(version === dead ? '0' : '1');
    }
  }), { numRuns: RUNS / 2, endOnFailure: true });
});

const replicas = fc.constantFrom(undefined, 0, 1, 3);

/** A pool with so many servers, or pickers. */
function sized(platform: Platform, name: string, pods: { servers?: number; pickers?: number }, failureMode?: PickerFailureMode): Backend {
  const { chart, mesh } = platform;
  const server = new ModelServer(chart, `${name}-server`, { mesh, engine: ModelEngine.VLLM, image: 'vllm:1', replicas: pods.servers });
  return Backend.inferencePool(new InferencePool(chart, name, {
    mesh, servers: [server], failureMode, endpointPicker: EndpointPicker.create({ replicas: pods.pickers }),
  }));
}

const NO_PODS = 'which has no pods that answer (replicas: 0)';

test.each([
  ['Services', (platform: Platform, name: string, pods?: number) => Backend.workload(platform.predictor(name, { replicas: pods })), NO_PODS],
  ['pools', (platform: Platform, name: string, pods?: number) => sized(platform, name, { servers: pods }), NO_PODS],
  ['pickers', (platform: Platform, name: string, pods?: number) => sized(platform, name, { pickers: pods }), 'of which the endpoint picker has no pods (replicas: 0)'],
])('over %s, a weight is given to versions with pods alone', (_, backendOf, problem) => {
  const seen = { refused: 0, taken: 0 };
  fc.assert(fc.property(weights, fc.array(replicas, { minLength: 4, maxLength: 4 }), (shares, pods) => {
    const platform = new Platform({ istioVersion: FIXED });
    const all = [100 - sum(shares), ...shares];
    const empty = all.findIndex((weight, i) => weight > 0 && pods[i] === 0);
    const make = () => canary(platform, shares, (name) => backendOf(platform, name, pods[Number(name.slice(1))]));
    if (empty >= 0) {
      expect(make).toThrow(`gives ${all[empty]} % of the requests to the version ${nameOf(empty)}, ${problem}`);
      seen.refused += 1;
    } else {
      expect(make).not.toThrow();
      seen.taken += 1;
    }
  }), { numRuns: RUNS * 2, endOnFailure: true });
  expect(Math.min(seen.refused, seen.taken)).toBeGreaterThan(RUNS / 4);
});

test.each(PLANES)('a pool that fails open takes its share without a picker (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane, istioVersion: FIXED });
  canary(platform, [10], (name) => sized(platform, name, { pickers: 0 }, PickerFailureMode.FAIL_OPEN));
  expect(String(share(answer(platform, CHAT, {}), ({ status, upstream }) => status === 200 && upstream?.workload.name === 'v1-server'))).toBe('1/10');
});
