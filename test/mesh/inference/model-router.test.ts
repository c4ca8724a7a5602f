import { RE2JS } from 're2js';
import { HeaderMatch } from '../../../src/core/match/header-match';
import { PathMatch } from '../../../src/core/match/path-match';
import { DataPlane } from '../../../src/core/versions/data-plane';
import { ModelEngine } from '../../../src/inference/model-engine';
import { MeshGateway } from '../../../src/mesh/gateway/mesh-gateway';
import { InferencePool } from '../../../src/mesh/inference/inference-pool';
import type { ModelRouterProps } from '../../../src/mesh/inference/model-router';
import { ModelRouter } from '../../../src/mesh/inference/model-router';
import type { ModelServerProps } from '../../../src/mesh/inference/model-server';
import { ModelServer } from '../../../src/mesh/inference/model-server';
import { Backend } from '../../../src/routing/backend';
import type { LlmRouteProps } from '../../../src/routing/llm-route';
import { LlmRoute } from '../../../src/routing/llm-route';
import { LlmTarget } from '../../../src/routing/llm-target';
import { ModelRoute } from '../../../src/routing/model-route';
import { callersOf, Platform } from '../../routing/platform';

function pool(platform: Platform, id = 'llama', server: Partial<ModelServerProps> = {}): InferencePool {
  const { mesh, chart } = platform;
  const servers = [new ModelServer(chart, `${id}-server`, { mesh, engine: ModelEngine.VLLM, image: 'vllm:1', model: id, ...server })];
  return new InferencePool(chart, id, { mesh, servers });
}

function router(platform: Platform, pools: InferencePool[], props: Partial<ModelRouterProps> = {}): ModelRouter {
  return new ModelRouter(platform.chart, 'models', { mesh: platform.mesh, pools, ...props });
}

function chat(platform: Platform, served: InferencePool, modelHeader: HeaderMatch, props: Partial<LlmRouteProps> = {}): LlmRoute {
  return new LlmRoute(platform.chart, `chat-${served.poolName}`, { mesh: platform.mesh, backend: Backend.inferencePool(served), modelHeader, chatCompletions: {}, ...props });
}

/** A platform with a pool that is found by its model. */
function routed(props: Partial<ModelRouterProps> = {}, platform = new Platform()): Platform {
  const llama = pool(platform, 'llama', { loraAdapters: [{ name: 'sql', path: '/a' }] });
  chat(platform, llama, router(platform, [llama], props).modelHeader(llama));
  return platform;
}

const filterOf = (platform: Platform) => platform.find('EnvoyFilter', 'models').spec.configPatches[0].patch.value.typed_config;
const podOf = (platform: Platform) => platform.find('Deployment', 'models').spec.template;

test('a route compares what the router writes for the pool', () => {
  expect(routed().rules('chat-llama')[0].matches[0].headers).toEqual([{ type: 'Exact', name: 'x-gateway-base-model-name', value: 'llama' }]);
});

test('the gateway asks the router first, with the whole body', () => {
  const platform = routed();
  const { targetRefs, configPatches } = platform.find('EnvoyFilter', 'models').spec;
  expect(targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }]);
  expect(configPatches).toHaveLength(1);
  expect(configPatches[0].patch.operation).toBe('INSERT_FIRST');
  expect(filterOf(platform).extension_config.typed_config).toMatchObject({
    failure_mode_allow: false,
    grpc_service: { envoy_grpc: { cluster_name: 'outbound|9004||models.ml.svc.cluster.local' } },
    message_timeout: '1000s',
    processing_mode: { request_header_mode: 'SEND', request_body_mode: 'FULL_DUPLEX_STREAMED', request_trailer_mode: 'SEND', response_header_mode: 'SKIP' },
  });
});

test('requests pass unread without it where that is asked for', () => {
  expect(filterOf(routed({ failOpen: true })).extension_config.typed_config.failure_mode_allow).toBe(true);
});

test('it reads the paths of routes by model and no other', () => {
  const platform = new Platform();
  const llama = pool(platform);
  const modelHeader = router(platform, [llama]).modelHeader(llama);
  chat(platform, llama, modelHeader, { responses: {}, pathPrefix: '/team+a' });
  const backend = Backend.inferencePool(llama);
  const route = (id: string, props: object) => new ModelRoute(platform.chart, id, { mesh: platform.mesh, backend, ...props });
  route('exact', { pathMatches: [PathMatch.exact('/v1/chat'), PathMatch.regex('/m/[0-9]+')], headers: [modelHeader] });
  route('others', { paths: ['/v2'] });
  const [{ predicate, on_match: { action } }] = filterOf(platform).xds_matcher.matcher_list.matchers;
  const { input, value_match } = predicate.not_matcher.single_predicate;
  expect(input.typed_config.header_name).toBe(':path');
  expect(action.typed_config['@type']).toMatch(/SkipFilter$/);
  const reads = (path: string) => RE2JS.matches(value_match.safe_regex.regex, path);
  const read = ['/team+a/v1/chat/completions', '/team+a/v1/responses/1?x=/', '/v1/chat', '/v1/chat?a=b', '/m/12', '/m/12?a'];
  expect(read.filter((path) => !reads(path))).toEqual([]);
  expect(['/v2', '/v1/chat/x', '/teama/v1/chat/completions', '/team+a/v1/responsesX', '/m/x', '/'].filter(reads)).toEqual([]);
});

test('a prefix / reads every path', () => {
  const platform = new Platform();
  const llama = pool(platform);
  new ModelRoute(platform.chart, 'all', { mesh: platform.mesh, backend: Backend.inferencePool(llama), headers: [router(platform, [llama]).modelHeader(llama)] });
  const { regex } = filterOf(platform).xds_matcher.matcher_list.matchers[0].predicate.not_matcher.single_predicate.value_match.safe_regex;
  expect(['/', '/a/b?c'].map((path) => RE2JS.matches(regex, path))).toEqual([true, true]);
});

test('it knows base model, adapters and what is rewritten, also what is declared later', () => {
  const platform = routed();
  (platform.chart.node.findChild('llama') as InferencePool).addModelRewrite('alias', { models: ['gpt', 'llama'], targets: [{ model: 'sql' }] });
  expect(platform.find('ConfigMap', 'models-llama')).toMatchObject({
    metadata: { labels: { 'inference.networking.k8s.io/bbr-managed': 'true' } },
    data: { baseModel: 'llama', adapters: '- "sql"\n- "gpt"\n' },
  });
  const { rules } = platform.find('Role', 'models');
  expect(rules).toEqual([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }]);
  expect(platform.find('RoleBinding', 'models').subjects).toEqual([{ kind: 'ServiceAccount', name: 'models', namespace: 'ml' }]);
});

test('a pool without adapters has no list of them', () => {
  const platform = new Platform();
  const llama = pool(platform);
  chat(platform, llama, router(platform, [llama]).modelHeader(llama));
  expect(platform.find('ConfigMap', 'models-llama').data).toEqual({ baseModel: 'llama' });
});

test('in ambient mode the mesh encrypts, and lets the gateway through only', () => {
  const platform = routed();
  expect(podOf(platform).spec.containers[0].args).toContain('--secure-serving=false');
  expect(podOf(platform).metadata.annotations).toBeUndefined();
  expect(platform.all('DestinationRule')).toEqual([]);
  expect(callersOf(platform.find('AuthorizationPolicy', 'models'))).toEqual(['ml/gateway-istio {"ports":["9004"]}']);
});

test('in sidecar mode it encrypts by itself, past its sidecar', () => {
  const platform = routed({}, new Platform({ dataPlane: DataPlane.SIDECAR }));
  expect(podOf(platform).spec.containers[0].args).toContain('--secure-serving=true');
  expect(podOf(platform).metadata.annotations['traffic.sidecar.istio.io/excludeInboundPorts']).toBe('9004');
  expect(platform.find('DestinationRule', 'models').spec).toEqual({
    host: 'models.ml.svc.cluster.local',
    trafficPolicy: { portLevelSettings: [{ port: { number: 9004 }, tls: { mode: 'SIMPLE', insecureSkipVerify: true } }] },
  });
});

test('replicas, image and resources are what is asked for', () => {
  const platform = routed({ replicas: 1, image: 'mine/bbr:1', cpu: '2', memory: '1Gi' });
  expect(platform.find('Deployment', 'models').spec.replicas).toBe(1);
  expect(platform.all('PodDisruptionBudget')).toEqual([]);
  expect(podOf(platform).spec.containers[0]).toMatchObject({ image: 'mine/bbr:1', resources: { requests: { cpu: '2', memory: '1Gi' }, limits: { memory: '1Gi' } } });
});

test('by default there are two pods, of which one may go', () => {
  const platform = routed();
  expect(platform.find('Deployment', 'models').spec.replicas).toBe(2);
  expect(platform.find('PodDisruptionBudget', 'models').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { app: 'models' } } });
  expect(podOf(platform).spec.containers[0]).toMatchObject({
    image: 'registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0',
    resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '512Mi' } },
    env: [{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
  });
});

test('it lies where the gateway lies', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ namespace: 'edge' }) });
  const llama = pool(platform);
  expect(() => router(platform, [llama])).toThrow(/\[app\/models\] mesh has its gateway in the namespace edge.*which is not the mesh's: add it first: mesh\.addNamespace\('edge'\)/);
  platform.chart.node.tryRemoveChild('models');
  platform.mesh.addNamespace('edge');
  chat(platform, llama, router(platform, [llama]).modelHeader(llama));
  expect(platform.find('EnvoyFilter', 'models', 'edge')).toBeDefined();
  expect(platform.find('ConfigMap', 'models-llama', 'edge')).toBeDefined();
});

test.each<[Partial<ModelRouterProps>, RegExp]>([
  [{ pools: [] }, /pools must not be empty/],
  [{ replicas: -1 }, /replicas must be a whole number from 0 to 100/],
  [{ image: 'a b' }, /image must name an image, got 'a b'/],
  [{ cpu: 'x' }, /cpu/],
  [{ memory: 'x' }, /memory/],
])('what cannot be is refused (%#)', (props, message) => {
  const platform = new Platform();
  expect(() => router(platform, [pool(platform)], props)).toThrow(message);
});

test('a pool is named once, and has a model name', () => {
  const platform = new Platform();
  const llama = pool(platform);
  expect(() => router(platform, [llama, llama])).toThrow(/pools\[1\] is named twice, got 'llama'/);
  expect(() => new ModelRouter(platform.chart, 'other', { mesh: platform.mesh, pools: [pool(platform, 'triton', { engine: ModelEngine.TRITON, model: undefined })] }))
    .toThrow(/pools\[0\] has servers of which the model name is not known, or not the same for all, got 'triton': give model or servedModelName/);
});

test('a gateway has one', () => {
  const platform = routed();
  expect(() => new ModelRouter(platform.chart, 'again', { mesh: platform.mesh, pools: [pool(platform, 'qwen')] }))
    .toThrow(/\[app\/again\] mesh has a ModelRouter at its gateway already: give that one all pools/);
});

test('a mesh without a gateway has none', () => {
  const platform = Platform.closed();
  expect(() => router(platform, [pool(platform)])).toThrow(/mesh needs a gateway, and the mesh has none/);
});

test('a header for a pool that it does not know is refused', () => {
  const platform = new Platform();
  const llama = pool(platform);
  expect(() => router(platform, [llama]).modelHeader(pool(platform, 'qwen'))).toThrow(/modelHeader names a pool that the router does not know, got 'qwen': add it to pools/);
});

test('a model of two pools is found at synth, whatever it is there', () => {
  const platform = new Platform();
  const pools = [pool(platform), pool(platform, 'qwen', { loraAdapters: [{ name: 'sql', path: '/a' }] })];
  pools[0].addModelRewrite('sql', { models: ['sql'], targets: [{ model: 'llama' }] });
  const models = router(platform, pools);
  pools.forEach((one) => chat(platform, one, models.modelHeader(one)));
  expect(() => platform.manifests()).toThrow(/\[app\/models\] pools serve 'sql' in two pools, llama and qwen, of which one would get all requests for it: rename it in one of them/);
});

test('a router that no route asks is found at synth', () => {
  const platform = new Platform();
  router(platform, [pool(platform)]);
  expect(() => platform.manifests()).toThrow(/\[app\/models\] is asked by no route: give modelHeader: router\.modelHeader\(pool\) to an LlmRoute/);
});

test('a header that nothing sets is found at synth, one that callers can set is theirs', () => {
  const platform = new Platform();
  const llama = pool(platform);
  chat(platform, llama, HeaderMatch.exact('X-Gateway-Base-Model-Name', 'llama'));
  expect(() => platform.manifests())
    .toThrow(/\[app\/chat-llama\] compares the header x-gateway-base-model-name, which nothing sets: create a ModelRouter, or compare x-gateway-model-name or another header/);
  for (const name of ['x-model', 'X-Gateway-Model-Name']) {
    const free = new Platform();
    chat(free, pool(free), HeaderMatch.exact(name, 'llama'));
    expect(() => free.manifests()).not.toThrow();
  }
});

test('a model that no pool serves is found at synth', () => {
  const platform = routed();
  chat(platform, pool(platform, 'qwen'), HeaderMatch.exact('x-gateway-base-model-name', 'qwen'));
  expect(() => platform.manifests()).toThrow(/compares the header x-gateway-base-model-name with 'qwen', which no pool of the ModelRouter serves \(llama\): use its modelHeader\(pool\)/);
});

test('targets of a route are read by their model as it stands in the body', () => {
  const platform = routed();
  const llama = platform.chart.node.findChild('llama') as InferencePool;
  new LlmRoute(platform.chart, 'targets', {
    mesh: platform.mesh,
    basePath: '/t',
    chatCompletions: {},
    targets: [LlmTarget.model('sql', Backend.inferencePool(llama)), LlmTarget.publisher('meta', Backend.inferencePool(llama))],
  });
  const { regex } = filterOf(platform).xds_matcher.matcher_list.matchers[0].predicate.not_matcher.single_predicate.value_match.safe_regex;
  expect(RE2JS.matches(regex, '/t/chat/completions')).toBe(true);
});
