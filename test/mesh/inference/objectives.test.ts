import { DataPlane } from '../../../src/core/versions/data-plane';
import { ModelEngine } from '../../../src/inference/model-engine';
import { PickerRelease } from '../../../src/inference/picker/release';
import { RequestParser } from '../../../src/inference/picker/request-parser';
import { MeshGateway } from '../../../src/mesh/gateway/mesh-gateway';
import { EndpointPicker } from '../../../src/mesh/inference/endpoint-picker';
import type { InferencePoolProps } from '../../../src/mesh/inference/inference-pool';
import { InferencePool } from '../../../src/mesh/inference/inference-pool';
import type { ModelServerProps } from '../../../src/mesh/inference/model-server';
import { ModelServer } from '../../../src/mesh/inference/model-server';
import { Backend } from '../../../src/routing/backend';
import type { PoolBackendOptions } from '../../../src/routing/backend';
import { CanaryModel } from '../../../src/routing/canary-model';
import { LlmRoute } from '../../../src/routing/llm-route';
import { ModelVersion } from '../../../src/routing/model-version';
import { Platform } from '../../routing/platform';

const WAITING = EndpointPicker.create({ config: { flowControl: {} } });
const LLM_D = EndpointPicker.create({ release: PickerRelease.LLM_D_ROUTER_0_10, config: { flowControl: {} } });

function pool(platform: Platform, props: Partial<InferencePoolProps> = {}, id = 'llama', server: Partial<ModelServerProps> = {}): InferencePool {
  const { mesh, chart } = platform;
  const servers = [new ModelServer(chart, `${id}-server`, { mesh, engine: ModelEngine.VLLM, image: 'vllm:1', model: id, ...server })];
  return new InferencePool(chart, id, { mesh, servers, endpointPicker: WAITING, ...props });
}

function chat(platform: Platform, served: InferencePool, options: PoolBackendOptions): LlmRoute {
  return new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, backend: Backend.inferencePool(served, options), chatCompletions: {} });
}

test.each([
  [WAITING, 'inference.networking.x-k8s.io/v1alpha2', 'x-gateway-inference-objective', 'x-gateway-inference-fairness-id'],
  [LLM_D, 'llm-d.ai/v1alpha2', 'x-llm-d-inference-objective', 'x-llm-d-inference-fairness-id'],
])('an objective is of the group of the release, and so are the headers (%#)', (endpointPicker, apiVersion, objective, fairness) => {
  const platform = new Platform();
  const llama = pool(platform, { endpointPicker });
  expect(llama.addObjective('interactive', { priority: 10 })).toMatchObject({ objectiveName: 'interactive', priority: 10 });
  expect([llama.objectiveHeader, llama.fairnessHeader]).toEqual([objective, fairness]);
  expect(platform.find('InferenceObjective', 'interactive')).toEqual({
    apiVersion,
    kind: 'InferenceObjective',
    metadata: { namespace: 'ml', name: 'interactive' },
    spec: { priority: 10, poolRef: { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' } },
  });
});

test('the release of a picker that exists is said of it', () => {
  const platform = new Platform();
  const epp = platform.mesh.workloadFromAttributes('epp', { port: 9002, podLabels: { app: 'epp' } });
  const llama = pool(platform, { endpointPicker: EndpointPicker.fromWorkload(epp, { release: PickerRelease.LLM_D_ROUTER_0_10 }) });
  expect(llama.objectiveHeader).toBe('x-llm-d-inference-objective');
  llama.addObjective('interactive', { priority: 10 });
  expect(platform.all('InferenceObjective')[0].apiVersion).toBe('llm-d.ai/v1alpha2');
  const other = platform.mesh.workloadFromAttributes('other-epp', { port: 9002, podLabels: { app: 'other-epp' } });
  expect(pool(platform, { endpointPicker: EndpointPicker.fromWorkload(other) }, 'qwen').objectiveHeader).toBe('x-gateway-inference-objective');
});

test('the object lies where the pool lies', () => {
  const platform = new Platform();
  platform.mesh.addNamespace('llm');
  pool(platform, {}, 'llama', { namespace: 'llm' }).addObjective('batch', { priority: -1, objectiveName: 'llama-batch' });
  expect(platform.find('InferenceObjective', 'llama-batch', 'llm').spec.priority).toBe(-1);
});

test.each([
  [{ priority: 1.5 }, /\[app\/llama\] addObjective\.x\.priority must be a whole number from -2147483647 to 2147483647, got 1\.5: give a higher figure/],
  [{ priority: 2 ** 31 }, /priority must be a whole number/],
  [{ priority: -(2 ** 31) }, /priority must be a whole number/],
  [{ priority: 1, objectiveName: 'a b' }, /objectiveName must be a DNS subdomain/],
])('an objective that cannot be is refused (%#)', (options, message) => {
  expect(() => pool(new Platform()).addObjective('x', options)).toThrow(message);
});

test('a priority above 0 without flow control is refused, one below 0 is not', () => {
  const llama = pool(new Platform(), { endpointPicker: EndpointPicker.create() });
  llama.addObjective('batch', { priority: -1 });
  llama.addObjective('plain', { priority: 0 });
  expect(() => llama.addObjective('interactive', { priority: 1 }))
    .toThrow(/priority has no effect above 0: without flow control the picker only tells priorities below 0 from the others, got 1: give flowControl to the config/);
});

test('two objectives of one name are refused, in one pool and in two of a namespace', () => {
  const platform = new Platform();
  const llama = pool(platform);
  llama.addObjective('batch', { priority: -1 });
  expect(() => llama.addObjective('batch', { priority: -2, objectiveName: 'other' })).toThrow(/addObjective\.batch is there twice, got 'batch': choose another id/);
  const qwen = pool(platform, {}, 'qwen');
  expect(() => qwen.addObjective('batch', { priority: -1 }))
    .toThrow(/addObjective\.batch is an objective of the pool 'llama' too, and an objective is for one pool, got 'batch': give objectiveName/);
});

test('a route gives its requests an objective and a fairness id before the picker is asked', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ name: 'edge' }) });
  const llama = pool(platform);
  chat(platform, llama, { objective: llama.addObjective('interactive', { priority: 10 }), fairnessId: 'team-a' });
  const { targetRefs, priority, configPatches: [filter, route, ...others] } = platform.find('EnvoyFilter', 'edge-request-marks').spec;
  expect(priority).toBe(10);
  expect(targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }]);
  expect(filter.match.listener.filterChain.filter.subFilter.name).toBe('envoy.filters.http.ext_proc');
  expect(filter.patch.operation).toBe('INSERT_BEFORE');
  expect(route.match.routeConfiguration.vhost.route.name).toBe('ml.chat.0');
  expect(route.patch.value.typed_per_filter_config[filter.patch.value.name].mutations.request_mutations).toEqual([
    { append: { header: { key: 'x-gateway-inference-objective', value: 'interactive' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' } },
    { append: { header: { key: 'x-gateway-inference-fairness-id', value: 'team-a' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' } },
  ]);
  expect(others).toEqual([]);
});

test('all marked routes of a gateway share one filter, and every rule of every part of a route is marked', () => {
  const platform = new Platform();
  const llama = pool(platform);
  const objective = llama.addObjective('batch', { priority: -1 });
  for (const team of ['a', 'b']) {
    new LlmRoute(platform.chart, team, { mesh: platform.mesh, backend: Backend.inferencePool(llama, { objective }), pathPrefix: `/${team}`, chatCompletions: {}, embeddings: {} });
  }
  new CanaryModel(platform.chart, 'wide', {
    mesh: platform.mesh,
    stable: ModelVersion.of('v1', Backend.inferencePool(llama, { objective })),
    candidates: [{ version: ModelVersion.of('v2', platform.pool('other')), weight: 0 }],
    versionHeader: 'x-v',
    paths: Array.from({ length: 65 }, (_, i) => `/p${i}`),
  });
  const patches = platform.find('EnvoyFilter', 'gateway-request-marks').spec.configPatches;
  expect(patches.filter(({ applyTo }: any) => applyTo === 'HTTP_FILTER')).toHaveLength(1);
  expect(patches.slice(1).map(({ match }: any) => match.routeConfiguration.vhost.route.name))
    .toEqual(['ml.a.0', 'ml.a.1', 'ml.b.0', 'ml.b.1', 'ml.wide.0', 'ml.wide.2', 'ml.wide-2.0', 'ml.wide-2.2']);
});

test('without objective and fairness id nothing is marked', () => {
  const platform = new Platform();
  chat(platform, pool(platform), {});
  expect(platform.all('EnvoyFilter')).toEqual([]);
});

test('an objective of another pool, and one that is none, are refused', () => {
  const platform = new Platform();
  const [llama, qwen] = [pool(platform), pool(platform, {}, 'qwen')];
  expect(() => chat(platform, llama, { objective: qwen.addObjective('x', { priority: 1 }) }))
    .toThrow(/backend\.objective must be an objective of the pool 'llama', got 'x': create it with addObjective of that pool/);
  expect(() => new LlmRoute(platform.chart, 'b', { mesh: platform.mesh, backend: Backend.inferencePool(llama, { objective: { objectiveName: 'x', priority: 1 } }) }))
    .toThrow(/must be an objective of the pool 'llama'/);
});

test.each([
  ['', /backend\.fairnessId must be a header value/],
  ['%x', /backend\.fairnessId must have no %/],
])('a fairness id is the value of a header (%#)', (fairnessId, message) => {
  const platform = new Platform();
  expect(() => chat(platform, pool(platform), { fairnessId })).toThrow(message);
});

test('a fairness id for a picker of which the release is not known is refused', () => {
  const platform = new Platform();
  const backend = Backend.inferencePool(InferencePool.fromAttributes({ name: 'theirs', namespace: 'elsewhere' }), { fairnessId: 'a' });
  expect(() => new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, backend }))
    .toThrow(/backend\.fairnessId concerns the pool 'theirs', of whose picker the release is not known.*have callers set the header/);
});

test('a gateway in a namespace that is not of the mesh cannot be given the filter', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ namespace: 'edge' }) });
  const llama = pool(platform);
  expect(() => chat(platform, llama, { objective: llama.addObjective('x', { priority: 1 }) }))
    .toThrow(/\[app\/chat\] backend takes an EnvoyFilter in the namespace of the gateway, edge, which is not the mesh's: add it first: mesh\.addNamespace\('edge'\)/);
});

test.each(['set', 'add', 'remove'])('a filter of the route comes too late for the picker (%s)', (part) => {
  const platform = new Platform();
  const change = part === 'remove' ? ['X-Gateway-Inference-Objective'] : { 'X-Gateway-Inference-Objective': 'x' };
  expect(() => new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, backend: Backend.inferencePool(pool(platform)), requestHeaders: { [part]: change } }))
    .toThrow(/requestHeaders changes a header after the endpoint picker of 'llama' has read it, and so has no effect, got 'X-Gateway-Inference-Objective': say it of the backend/);
});

describe('model rewrites', () => {
  const LORA = { loraAdapters: [{ name: 'sql', path: '/a/sql' }, { name: 'sql-v2', path: '/a/sql-v2' }] };

  test.each([[WAITING, 'inference.networking.x-k8s.io/v1alpha2'], [LLM_D, 'llm-d.ai/v1alpha2']])('lead requests for a name to models, by weight (%#)', (endpointPicker, apiVersion) => {
    const platform = new Platform();
    pool(platform, { endpointPicker }, 'llama', LORA).addModelRewrite('sql', { models: ['text-to-sql', 'sql'], targets: [{ model: 'sql', weight: 9 }, { model: 'sql-v2', weight: 1 }] });
    expect(platform.all('InferenceModelRewrite')).toEqual([{
      apiVersion,
      kind: 'InferenceModelRewrite',
      metadata: { namespace: 'ml', name: 'llama-sql' },
      spec: {
        poolRef: { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' },
        rules: [{
          matches: [{ model: { type: 'Exact', value: 'text-to-sql' } }, { model: { type: 'Exact', value: 'sql' } }],
          targets: [{ modelRewrite: 'sql', weight: 9 }, { modelRewrite: 'sql-v2', weight: 1 }],
        }],
      },
    }]);
  });

  test('without names stands for every other', () => {
    const platform = new Platform();
    pool(platform).addModelRewrite('all', { targets: [{ model: 'llama' }] });
    expect(platform.all('InferenceModelRewrite')[0].spec.rules).toEqual([{ targets: [{ modelRewrite: 'llama' }] }]);
  });

  const BASE = { models: ['a'], targets: [{ model: 'llama' }] };
  test.each([
    [{ ...BASE, models: [] }, /addModelRewrite\.x\.models must not be empty/],
    [{ ...BASE, models: [' '] }, /models\[0\] must be the name of a model, got ' '/],
    [{ ...BASE, models: ['a', 'a'] }, /models\[1\] is named twice/],
    [{ ...BASE, targets: [] }, /targets must not be empty/],
    [{ ...BASE, targets: [{ model: 'lama' }] }, /targets\[0\]\.model is not served by every server of the pool \(llama, sql, sql-v2\), and the picker takes any of them, got 'lama': name one of these/],
    [{ ...BASE, targets: [{ model: 'sql' }, { model: 'sql' }] }, /targets\[1\]\.model is there twice, got 'sql'/],
    [{ ...BASE, targets: [{ model: 'sql', weight: 0 }] }, /targets\[0\]\.weight must be a whole number from 1 to 1000000, got 0: leave out a target/],
    [{ ...BASE, targets: [{ model: 'sql', weight: 1_000_001 }] }, /weight must be a whole number/],
    [{ ...BASE, targets: [{ model: 'sql', weight: 1 }, { model: 'llama' }] }, /targets\[1\]\.weight must be given to all targets or to none, got \[1,null\]/],
  ])('that cannot be are refused (%#)', (options, message) => {
    expect(() => pool(new Platform(), {}, 'llama', LORA).addModelRewrite('x', options)).toThrow(message);
  });

  test('lead to what every server has', () => {
    const platform = new Platform();
    const server = (id: string, props: Partial<ModelServerProps>) => new ModelServer(platform.chart, id, {
      mesh: platform.mesh, engine: ModelEngine.VLLM, image: 'vllm:1', labels: { model: 'llama', copy: id }, ...props,
    });
    const servers = [server('a', { model: 'llama', ...LORA }), server('b', { servedModelName: 'llama', model: '/m', loraAdapters: [{ name: 'sql', path: '/a' }] })];
    const llama = pool(platform, { servers });
    llama.addModelRewrite('one', { models: ['x'], targets: [{ model: 'sql' }, { model: 'llama' }] });
    expect(() => llama.addModelRewrite('two', { models: ['y'], targets: [{ model: 'sql-v2' }] })).toThrow(/\(llama, sql\)/);
  });

  test('of servers that share no model have no target', () => {
    const platform = new Platform();
    const server = (id: string) => new ModelServer(platform.chart, id, { mesh: platform.mesh, engine: ModelEngine.VLLM, image: 'vllm:1', model: id, labels: { model: 'm', copy: id } });
    expect(() => pool(platform, { servers: [server('a'), server('b')] }).addModelRewrite('x', { targets: [{ model: 'a' }] })).toThrow(/\(they share no model\)/);
  });

  test.each([
    ['an engine whose default is not known', { engine: ModelEngine.TENSORRT_LLM, model: 'llama' }],
    ['arguments that name models', { args: ['--served-model-name', 'other'] }],
    ['no model', { model: undefined }],
  ])('are not checked where the names are not known: %s', (_, props) => {
    const platform = new Platform();
    pool(platform, {}, 'llama', props).addModelRewrite('x', { targets: [{ model: 'anything' }] });
    expect(platform.all('InferenceModelRewrite')).toHaveLength(1);
  });

  test('know the models of servers that exist', () => {
    const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
    const workload = platform.mesh.workloadFromAttributes('there', { port: 8000, podLabels: { app: 'there' } });
    const servers = [ModelServer.fromWorkload(workload, { engine: ModelEngine.TRITON, servedModelName: 'llama', loraAdapters: ['sql'] })];
    const llama = pool(platform, { servers });
    llama.addModelRewrite('x', { models: ['a'], targets: [{ model: 'sql' }] });
    expect(() => llama.addModelRewrite('y', { models: ['b'], targets: [{ model: 'lama' }] })).toThrow(/\(llama, sql\)/);
  });

  test('of one name are one rewrite', () => {
    const llama = pool(new Platform());
    llama.addModelRewrite('x', BASE);
    expect(() => llama.addModelRewrite('x', { targets: BASE.targets })).toThrow(/addModelRewrite\.x is there twice/);
    expect(() => llama.addModelRewrite('y', BASE)).toThrow(/models is what the rewrite 'x' has already, and the older one would win, got 'a': make one rewrite of both/);
    llama.addModelRewrite('rest', { targets: BASE.targets });
    expect(() => llama.addModelRewrite('rest-2', { targets: BASE.targets })).toThrow(/is what the rewrite 'rest' has already.*got 'every model'/);
  });

  test('need a parser whose requests are written anew', () => {
    const endpointPicker = EndpointPicker.create({ config: { parsers: [RequestParser.PASSTHROUGH] } });
    expect(() => pool(new Platform(), { endpointPicker }).addModelRewrite('x', BASE)).toThrow(/has no effect: with its parser the picker passes requests on as they are/);
    const openai = EndpointPicker.create({ config: { parsers: [RequestParser.OPENAI] } });
    expect(() => pool(new Platform({ dataPlane: DataPlane.SIDECAR }), { endpointPicker: openai }).addModelRewrite('x', BASE)).not.toThrow();
  });
});
