import { foreignPool, Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { DataPlane } from '../../src/core/versions/data-plane';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { ModelEngine, ServingRole } from '../../src/inference/model-engine';
import { PickerRelease } from '../../src/inference/picker/release';
import { EndpointPicker } from '../../src/mesh/inference/endpoint-picker';
import { InferencePool } from '../../src/mesh/inference/inference-pool';
import { ModelServer } from '../../src/mesh/inference/model-server';
import { Backend } from '../../src/routing/backend';
import type { CanaryCandidate, CanaryModelProps } from '../../src/routing/canary-model';
import { CanaryModel } from '../../src/routing/canary-model';
import { ModelVersion } from '../../src/routing/model-version';

function pool(platform: Platform, id = 'llama', replicas?: number): InferencePool {
  const server = new ModelServer(platform.chart, `${id}-server`, {
    mesh: platform.mesh,
    engine: ModelEngine.VLLM,
    image: 'vllm:1',
    model: id,
    replicas,
    loraAdapters: [{ name: 'sql-v1', path: '/a/1' }, { name: 'sql-v2', path: '/a/2' }],
  });
  return new InferencePool(platform.chart, id, { mesh: platform.mesh, servers: [server] });
}

function canary(platform: Platform, props: Partial<CanaryModelProps>, candidate: Partial<CanaryCandidate> = {}): CanaryModel {
  const backend = props.stable === undefined ? Backend.inferencePool(pool(platform)) : props.stable.backend;
  return new CanaryModel(platform.chart, 'sql', {
    mesh: platform.mesh,
    stable: ModelVersion.ofModel('v1', backend, 'sql-v1'),
    candidates: [{ version: ModelVersion.ofModel('v2', backend, 'sql-v2'), weight: 10, ...candidate }],
    modelName: 'sql',
    ...props,
  });
}

const rewriteOf = (platform: Platform) => platform.find('InferenceModelRewrite', 'llama-sql').spec.rules;

test('versions that are models of one pool share it by a rewrite, and one rule leads there', () => {
  const platform = new Platform();
  canary(platform, {});
  expect(platform.rules('sql')).toEqual([{
    matches: [{ path: { type: 'PathPrefix', value: '/' } }],
    backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' }],
  }]);
  expect(rewriteOf(platform)).toEqual([{
    matches: [{ model: { type: 'Exact', value: 'sql' } }],
    targets: [{ modelRewrite: 'sql-v1', weight: 90 }, { modelRewrite: 'sql-v2', weight: 10 }],
  }]);
});

test.each([
  [0, [{ modelRewrite: 'sql-v1' }]],
  [100, [{ modelRewrite: 'sql-v2' }]],
])('a version without weight is no target (%p)', (weight, targets) => {
  const platform = new Platform();
  canary(platform, {}, { weight });
  expect(rewriteOf(platform)[0].targets).toEqual(targets);
});

test('a promoted model gets the rest', () => {
  const platform = new Platform();
  canary(platform, { promote: 'v2' });
  expect(rewriteOf(platform)[0].targets).toEqual([{ modelRewrite: 'sql-v2', weight: 90 }, { modelRewrite: 'sql-v1', weight: 10 }]);
});

test.each([
  [{ versionHeader: 'x-v' }, {}, /\[app\/sql\] versionHeader chooses a backend, and the versions share one: the endpoint picker chooses the model, by weight only, got 'x-v': leave it out/],
  [{ assignCookie: 'v' }, {}, /assignCookie chooses a backend/],
  [{}, { cohorts: [HeaderMatch.exact('x', 'y')] }, /candidates\[0\]\.cohorts chooses a backend/],
  [{}, { sources: [] }, /candidates\[0\]\.sources chooses a backend/],
  [{}, { mirrorPercentage: 5 }, /candidates\[0\]\.mirrorPercentage chooses a backend/],
  [{ modelName: undefined }, {}, /modelName is needed: the name by which callers ask for the model, whatever its version: give an alias/],
])('what chooses a backend is refused (%#)', (props, candidate, message) => {
  expect(() => canary(new Platform(), props, candidate)).toThrow(message);
});

test('models and backends are not mixed', () => {
  const platform = new Platform();
  const [llama, qwen] = [pool(platform), pool(platform, 'qwen')].map((served) => Backend.inferencePool(served));
  const mixed = [ModelVersion.of('v2', llama), ModelVersion.ofModel('v2', qwen, 'sql-v2')];
  for (const version of mixed) {
    expect(() => canary(platform, { stable: ModelVersion.ofModel('v1', llama, 'sql-v1'), candidates: [{ version }] }))
      .toThrow(/has versions that are models of one pool, so all must be models of it, got \["v1","v2"\]: make each with ModelVersion\.ofModel/);
    platform.chart.node.tryRemoveChild('sql');
  }
});

test('a model runs in a pool', () => {
  const platform = new Platform();
  const backend = Backend.workload(platform.predictor('v1'));
  expect(() => canary(platform, { stable: ModelVersion.ofModel('v1', backend, 'a'), candidates: [{ version: ModelVersion.ofModel('v2', backend, 'b') }] }))
    .toThrow(/all must be models of it/);
});

test('a pool of somebody else is not written to', () => {
  const platform = new Platform();
  const backend = foreignPool('theirs');
  expect(() => canary(platform, { stable: ModelVersion.ofModel('v1', backend, 'a'), candidates: [{ version: ModelVersion.ofModel('v2', backend, 'b') }] }))
    .toThrow(/stable is of the InferencePool 'theirs', which is somebody else's: create the pool with new InferencePool/);
});

test('two versions of one model cannot differ', () => {
  const platform = new Platform();
  const backend = Backend.inferencePool(pool(platform));
  expect(() => canary(platform, { stable: ModelVersion.ofModel('v1', backend, 'sql-v1'), candidates: [{ version: ModelVersion.ofModel('v2', backend, 'sql-v1') }] }))
    .toThrow(/leads two versions to one backend.*give each version a model of its own/);
});

test('a model that the servers do not serve is refused', () => {
  const platform = new Platform();
  const backend = Backend.inferencePool(pool(platform));
  expect(() => canary(platform, { stable: ModelVersion.ofModel('v1', backend, 'sql-v3') })).toThrow(/targets\[0\]\.model is not served by every server of the pool/);
});

test('a model name has no effect on versions that run apart', () => {
  const platform = new Platform();
  const version = (name: string) => ModelVersion.of(name, Backend.workload(platform.predictor(name)));
  expect(() => canary(platform, { stable: version('v1'), candidates: [{ version: version('v2'), weight: 1 }] }))
    .toThrow(/modelName has no effect on versions that run apart, got 'sql': leave it out, or make the versions with ModelVersion\.ofModel/);
});

const FIXED = IstioVersion.of('1.31.2');

test('a share for a version without pods is refused, a place without a share is not', () => {
  const version = (platform: Platform, replicas: number) => ModelVersion.of('v2', Backend.workload(platform.predictor('v2', { replicas })));
  const make = (weight: number, replicas: number, platform = new Platform()) => new CanaryModel(platform.chart, 'c', {
    mesh: platform.mesh,
    stable: ModelVersion.of('v1', Backend.workload(platform.predictor('v1', { replicas: 1 }))),
    candidates: [{ version: version(platform, replicas), weight }],
    versionHeader: 'x-v',
  });
  expect(() => make(10, 0)).toThrow(/candidates gives 10 % of the requests to the version v2, which has no pods that answer \(replicas: 0\), got 10: give it a replica before its weight/);
  expect(() => make(0, 0)).not.toThrow();
  expect(() => make(10, 1)).not.toThrow();
});

test('nor does a pool without pods get a share, where pools can have one', () => {
  const platform = new Platform({ istioVersion: FIXED, dataPlane: DataPlane.SIDECAR });
  expect(() => new CanaryModel(platform.chart, 'c', {
    mesh: platform.mesh,
    stable: ModelVersion.of('v1', Backend.inferencePool(pool(platform))),
    candidates: [{ version: ModelVersion.of('v2', Backend.inferencePool(pool(platform, 'qwen', 0))), weight: 10 }],
  })).toThrow(/to the version v2, which has no pods/);
});

test('nor does a pool whose servers compute prompts only', () => {
  const share = (decoding: number) => {
    const platform = new Platform({ istioVersion: FIXED });
    const servers = [ServingRole.PREFILL, ServingRole.DECODE].map((role) => new ModelServer(platform.chart, `llama-${role}`, {
      mesh: platform.mesh,
      engine: ModelEngine.VLLM,
      image: 'vllm:1',
      model: 'llama',
      labels: { model: 'llama', role },
      role,
      ...(role === ServingRole.DECODE && { replicas: decoding, routingSidecar: { image: 'sidecar:1' } }),
    }));
    const endpointPicker = EndpointPicker.create({ release: PickerRelease.LLM_D_ROUTER_0_10 });
    const split = new InferencePool(platform.chart, 'split', { mesh: platform.mesh, servers, endpointPicker });
    return new CanaryModel(platform.chart, 'c', {
      mesh: platform.mesh,
      stable: ModelVersion.of('v1', Backend.inferencePool(pool(platform, 'qwen'))),
      candidates: [{ version: ModelVersion.of('v2', Backend.inferencePool(split)), weight: 10 }],
    });
  };
  expect(() => share(0)).toThrow(/to the version v2, which has no pods that answer/);
  expect(() => share(1)).not.toThrow();
});

test('weighted pools on an Istio that asks one picker for all are refused, with models of one pool among the ways out', () => {
  const platform = new Platform({ istioVersion: IstioVersion.of('1.31.1') });
  expect(() => new CanaryModel(platform.chart, 'c', {
    mesh: platform.mesh,
    stable: ModelVersion.of('v1', platform.pool('a')),
    candidates: [{ version: ModelVersion.of('v2', platform.pool('b')), weight: 10 }],
  })).toThrow(/versionHeader or cohorts.*ModelVersion\.ofModel/s);
});

test('requests of a weighted rule have one objective', () => {
  const platform = new Platform({ istioVersion: FIXED });
  const [llama, qwen] = [pool(platform), pool(platform, 'qwen')];
  const make = (id: string, fairnessId?: string) => new CanaryModel(platform.chart, id, {
    mesh: platform.mesh,
    paths: [`/${id}`],
    stable: ModelVersion.of('v1', Backend.inferencePool(llama, { fairnessId: 'a' })),
    candidates: [{ version: ModelVersion.of('v2', Backend.inferencePool(qwen, { fairnessId })), weight: 10 }],
  });
  make('alike', 'a');
  expect(() => make('unlike')).toThrow(/gives the backends of one rule different objectives or fairness ids, which requests get before one of the backends is chosen/);
});
