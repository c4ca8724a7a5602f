import { Duration, Size } from 'cdk8s';
import { parse } from 'yaml';
import { PathMatch } from '../../../src/core/match/path-match';
import { DataPlane } from '../../../src/core/versions/data-plane';
import { IstioVersion } from '../../../src/core/versions/istio-version';
import { ModelEngine, ServingRole } from '../../../src/inference/model-engine';
import type { PickerConfig } from '../../../src/inference/picker/config';
import { EndpointChoice } from '../../../src/inference/picker/config';
import { EndpointScorer } from '../../../src/inference/picker/endpoint-scorer';
import { FlowFairness, FlowOrdering } from '../../../src/inference/picker/flow-control';
import type { EndpointPickerOptions } from '../../../src/inference/picker/options';
import { PickerReplication } from '../../../src/inference/picker/options';
import { PickerRelease } from '../../../src/inference/picker/release';
import { RequestParser } from '../../../src/inference/picker/request-parser';
import { SaturationDetector } from '../../../src/inference/picker/saturation-detector';
import { PickerTls } from '../../../src/inference/picker/tls';
import { EndpointPicker } from '../../../src/mesh/inference/endpoint-picker';
import type { InferencePoolProps } from '../../../src/mesh/inference/inference-pool';
import { InferencePool, PickerFailureMode } from '../../../src/mesh/inference/inference-pool';
import { ModelRouter } from '../../../src/mesh/inference/model-router';
import type { IModelServer, ModelServerProps } from '../../../src/mesh/inference/model-server';
import { ModelServer } from '../../../src/mesh/inference/model-server';
import { PortProtocol } from '../../../src/mesh/port';
import { Backend } from '../../../src/routing/backend';
import { LlmRoute } from '../../../src/routing/llm-route';
import { LlmTarget } from '../../../src/routing/llm-target';
import { ModelRoute } from '../../../src/routing/model-route';
import { AuthorizationMode } from '../../../src/security/modes';
import { callersOf, PLANES, Platform } from '../../routing/platform';

const LLM_D = PickerRelease.LLM_D_ROUTER_0_10;

function serve(platform: Platform, props: Partial<ModelServerProps> = {}, id = 'llama'): ModelServer {
  return new ModelServer(platform.chart, id, { mesh: platform.mesh, engine: ModelEngine.VLLM, image: 'vllm/vllm-openai:v0.21.0', ...props });
}

function pool(platform: Platform, props: Partial<InferencePoolProps> = {}): InferencePool {
  return new InferencePool(platform.chart, 'llama-pool', { mesh: platform.mesh, servers: props.servers ?? [serve(platform)], ...props });
}

/** The platform with a pool and a picker like this, and a route to it. */
function picked(options: EndpointPickerOptions = {}, platform = new Platform(), servers?: IModelServer[]): Platform {
  const made = pool(platform, { endpointPicker: EndpointPicker.create(options), ...(servers && { servers }) });
  new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, backend: Backend.inferencePool(made) });
  return platform;
}

const podOf = (platform: Platform) => platform.find('Deployment', 'llama-pool-epp').spec.template.spec;
const argsOf = (platform: Platform): string[] => podOf(platform).containers[0].args;
const configOf = (platform: Platform) => parse(platform.find('ConfigMap', 'llama-pool-epp').data['config.yaml']);
const config = (given: PickerConfig, release?: PickerRelease, props: Partial<ModelServerProps> = {}) => {
  const platform = new Platform();
  pool(platform, { endpointPicker: EndpointPicker.create({ config: given, release }), servers: [serve(platform, props)] });
  return configOf(platform);
};

test('a pool selects the pods of its servers, and names its picker', () => {
  const platform = new Platform();
  pool(platform, { servers: [serve(platform, { dataParallelPorts: [8001] })] });
  expect(platform.find('InferencePool', 'llama-pool').spec).toEqual({
    selector: { matchLabels: { app: 'llama' } },
    targetPorts: [{ number: 8000 }, { number: 8001 }],
    appProtocol: 'http',
    endpointPickerRef: { group: '', kind: 'Service', name: 'llama-pool-epp', port: { number: 9002 }, failureMode: 'FailClose' },
  });
});

test('name, failure mode and protocol are what is asked for', () => {
  const platform = new Platform();
  pool(platform, { poolName: 'other', failureMode: PickerFailureMode.FAIL_OPEN, servers: [serve(platform, { protocol: PortProtocol.H2C })] });
  expect(platform.find('InferencePool', 'other').spec).toMatchObject({ appProtocol: 'kubernetes.io/h2c', endpointPickerRef: { name: 'other-epp', failureMode: 'FailOpen' } });
});

test.each(PLANES)('gateway, picker and servers reach each other, and nobody else does (%s)', (dataPlane) => {
  const platform = picked({}, new Platform({ dataPlane }));
  expect(platform.rules('chat')[0].backendRefs).toEqual([{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama-pool' }]);
  expect(callersOf(platform.find('AuthorizationPolicy', 'llama-pool-epp'))).toEqual(['ml/gateway-istio {"ports":["9002"]}']);
  const { rules } = platform.find('AuthorizationPolicy', 'llama').spec;
  expect(rules).toEqual(dataPlane === DataPlane.AMBIENT
    ? [{ from: [{ source: { serviceAccounts: ['ml/llama-pool-epp', 'ml/gateway-istio'] } }], to: [{ operation: { ports: ['8000'] } }] }]
    : [
      { to: [{ operation: { methods: ['GET'], paths: ['/metrics'], ports: ['8000'] } }] },
      { from: [{ source: { serviceAccounts: ['ml/gateway-istio'] } }], to: [{ operation: { ports: ['8000'] } }] },
    ]);
});

test('the picker is told its pool, its ports and its file, and stops as late as the servers', () => {
  const platform = new Platform();
  picked({}, platform, [serve(platform, { drainTime: Duration.minutes(5) })]);
  const { containers: [container], ...pod } = podOf(platform);
  expect(pod).toEqual({
    serviceAccountName: 'llama-pool-epp',
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 330,
    volumes: [{ name: 'config', configMap: { name: 'llama-pool-epp' } }],
  });
  expect(container).toEqual({
    name: 'picker',
    image: 'registry.k8s.io/gateway-api-inference-extension/epp:v1.5.0',
    args: [
      '--pool-name=llama-pool', '--pool-namespace=ml', '--pool-group=inference.networking.k8s.io', '--config-file=/config/config.yaml', '--grpc-port=9002',
      '--grpc-health-port=9003', '--metrics-port=9090', '--metrics-endpoint-auth=false', '--secure-serving=false', '--enable-pprof=false', '--tracing=false',
      '--zap-encoder=json',
    ],
    env: [
      { name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    ports: [{ name: 'ext-proc', containerPort: 9002 }, { name: 'health', containerPort: 9003 }, { name: 'metrics', containerPort: 9090 }],
    resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '8Gi' } },
    readinessProbe: { grpc: { port: 9003, service: 'readiness' }, periodSeconds: 2 },
    livenessProbe: { grpc: { port: 9003, service: 'liveness' }, periodSeconds: 10, initialDelaySeconds: 5 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: true }],
  });
  expect(platform.find('Service', 'llama-pool-epp').spec.ports.map(({ name, port, targetPort, appProtocol }: any) => [name, port, targetPort, appProtocol]))
    .toEqual([['h2c-9002', 9002, 9002, 'http2'], ['http-metrics', 9090, 9090, 'http']]);
});

test('another config makes other pods', () => {
  const hash = (given: PickerConfig) => picked({ config: given }).find('Deployment', 'llama-pool-epp').spec.template.metadata.annotations['cdk8s-ml-mesh/config-hash'];
  expect(hash({})).toMatch(/^[0-9a-f]{16}$/);
  expect(hash({})).toBe(hash({}));
  expect(hash({ choice: EndpointChoice.RANDOM })).not.toBe(hash({}));
});

test.each<[PickerRelease, string]>([[PickerRelease.GIE_1_5, 'inference.networking.x-k8s.io'], [LLM_D, 'llm-d.ai']])('%s may read its pool, its objectives and pods, and no more', (release, group) => {
  const platform = picked({ release });
  const read = ['get', 'list', 'watch'];
  expect(platform.find('Role', 'llama-pool-epp').rules).toEqual([
    { apiGroups: ['inference.networking.k8s.io'], resources: ['inferencepools'], verbs: read },
    { apiGroups: [group], resources: ['inferenceobjectives', 'inferencemodelrewrites'], verbs: read },
    { apiGroups: [''], resources: ['pods'], verbs: read },
  ]);
  expect(platform.find('RoleBinding', 'llama-pool-epp')).toMatchObject({
    subjects: [{ kind: 'ServiceAccount', namespace: 'ml', name: 'llama-pool-epp' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'llama-pool-epp' },
  });
  expect(platform.all('ClusterRole')).toEqual([]);
});

test('metrics with tokens take a ClusterRole', () => {
  const platform = picked({ metricsAuthentication: true });
  expect(argsOf(platform)).toContain('--metrics-endpoint-auth=true');
  expect(platform.all('ClusterRole').map(({ metadata, rules }) => [metadata.name, rules.map(({ resources }: any) => resources[0])])).toEqual([['ml-llama-pool-epp-metrics', ['tokenreviews', 'subjectaccessreviews']]]);
  expect(platform.all('ClusterRoleBinding')[0].roleRef.name).toBe('ml-llama-pool-epp-metrics');
});

test('the default config is that of upstream', () => {
  expect(config({})).toEqual({
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [{ type: 'queue-scorer' }, { type: 'kv-cache-utilization-scorer' }, { type: 'prefix-cache-scorer' }],
    schedulingProfiles: [{
      name: 'default',
      plugins: [{ pluginRef: 'queue-scorer', weight: 2 }, { pluginRef: 'kv-cache-utilization-scorer', weight: 2 }, { pluginRef: 'prefix-cache-scorer', weight: 3 }],
    }],
  });
});

test('every part of a config', () => {
  const given: PickerConfig = {
    scorers: [
      EndpointScorer.runningRequests(), EndpointScorer.loraAffinity(0.5),
      EndpointScorer.prefixCache(3, { maxTokens: 4096, blocksPerServer: 100 }),
    ],
    choice: EndpointChoice.WEIGHTED_RANDOM,
    parsers: [RequestParser.OPENAI],
    saturation: SaturationDetector.concurrency({ maxRequests: 64, headroom: 0.2 }),
    flowControl: {
      timeToLive: Duration.seconds(20),
      maxRequests: 1000,
      maxBytes: Size.mebibytes(512),
      priorityBands: [
        { priority: 10, maxRequests: 100, fairness: FlowFairness.ROUND_ROBIN, ordering: FlowOrdering.EARLIEST_DEADLINE },
        { priority: -1, maxBytes: Size.mebibytes(1), fairness: FlowFairness.STRICT, ordering: FlowOrdering.FIRST_COME },
      ],
    },
  };
  const flowControl = {
    defaultRequestTTL: '20s',
    maxRequests: '1000',
    maxBytes: '524288Ki',
    priorityBands: [
      { priority: 10, maxRequests: '100', fairnessPolicyRef: 'round-robin-fairness-policy', orderingPolicyRef: 'edf-ordering-policy' },
      { priority: -1, maxBytes: '1024Ki', fairnessPolicyRef: 'global-strict-fairness-policy', orderingPolicyRef: 'fcfs-ordering-policy' },
    ],
  };
  const made = config(given);
  expect(made).toEqual({
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    featureGates: ['flowControl'],
    plugins: [
      { type: 'running-requests-size-scorer' },
      { type: 'lora-affinity-scorer' },
      { type: 'prefix-cache-scorer', parameters: { maxPrefixTokensToMatch: 4096, lruCapacityPerServer: 100 } },
      { type: 'weighted-random-picker' },
      { type: 'openai-parser' },
      { type: 'concurrency-detector', parameters: { maxConcurrency: 64, headroom: 0.2 } },
      { type: 'inflight-load-producer' },
      { type: 'round-robin-fairness-policy' },
      { type: 'edf-ordering-policy' },
    ],
    schedulingProfiles: [{
      name: 'default',
      plugins: [
        { pluginRef: 'running-requests-size-scorer', weight: 1 }, { pluginRef: 'lora-affinity-scorer', weight: 0.5 },
        { pluginRef: 'prefix-cache-scorer', weight: 3 }, { pluginRef: 'weighted-random-picker' },
      ],
    }],
    saturationDetector: { pluginRef: 'concurrency-detector' },
    flowControl,
    parser: { pluginRef: 'openai-parser' },
  });
  expect(config(given, LLM_D)).toEqual({
    ...made,
    apiVersion: 'llm-d.ai/v1alpha1',
    saturationDetector: undefined,
    parser: undefined,
    flowControl: { ...flowControl, saturationDetector: { pluginRef: 'concurrency-detector' } },
    requestHandler: { parsers: [{ pluginRef: 'openai-parser' }] },
  });
});

test('load by tokens takes the counter of what is under way', () => {
  const { plugins } = config({ scorers: [EndpointScorer.tokenLoad(2, 1000)] }, LLM_D);
  expect(plugins).toEqual([{ type: 'token-load-scorer', parameters: { queueThresholdTokens: 1000 } }, { type: 'inflight-load-producer' }]);
});

test('saturation by the metrics of the servers, and by tokens', () => {
  const utilization = SaturationDetector.utilization({ queueDepth: 8, kvCacheUtilization: 0.9, staleness: Duration.millis(500), headroom: 1 });
  expect(config({ saturation: utilization }).plugins.at(-1))
    .toEqual({ type: 'utilization-detector', parameters: { queueDepthThreshold: 8, kvCacheUtilThreshold: 0.9, metricsStalenessThreshold: '500ms', headroom: 1 } });
  expect(config({ saturation: SaturationDetector.concurrency({ maxTokens: 10_000 }) }).plugins.at(-2))
    .toEqual({ type: 'concurrency-detector', parameters: { concurrencyMode: 'tokens', maxTokenConcurrency: 10_000 } });
});

test('the picker knows how other engines call their metrics, and where they are', () => {
  const { plugins } = config({}, undefined, { engine: ModelEngine.TENSORRT_LLM });
  expect(plugins.slice(-2)).toEqual([
    { type: 'metrics-data-source', parameters: { scheme: 'http', path: '/prometheus/metrics', insecureSkipVerify: true } },
    { type: 'core-metrics-extractor', parameters: { defaultEngine: 'trtllm-serve' } },
  ]);
  const platform = new Platform();
  picked({}, platform, [serve(platform, { engine: ModelEngine.TRITON })]);
  expect(argsOf(platform)).toContain('--model-server-metrics-port=8002');
  expect(callersOf(platform.find('AuthorizationPolicy', 'llama'))).toContain('ml/llama-pool-epp {"ports":["8002"]}');
});

test('llm-d takes experimental plugins when it is told to, drains, and reads several kinds of requests', () => {
  const platform = picked({
    release: LLM_D,
    drainTime: Duration.seconds(90),
    config: { scorers: [EndpointScorer.sessionAffinity()], experimentalPlugins: true, parsers: [RequestParser.OPENAI, RequestParser.ANTHROPIC] },
  });
  expect(argsOf(platform)).toEqual(expect.arrayContaining(['--allow-experimental-plugins=true', '--drain-timeout=90s']));
  expect(podOf(platform).terminationGracePeriodSeconds).toBe(90);
  expect(configOf(platform).requestHandler).toEqual({ parsers: [{ pluginRef: 'openai-parser' }, { pluginRef: 'anthropic-parser' }] });
});

const halves = (platform: Platform) => ['prefill', 'decode'].map((role) =>
  serve(platform, { model: 'llama', role: role as ServingRole, labels: { model: 'llama', role } }, `llama-${role}`));

test('prefill and decode servers make one pool, with a profile each', () => {
  const platform = new Platform();
  picked({ release: LLM_D, config: { choice: EndpointChoice.BEST_SCORE } }, platform, halves(platform));
  expect(platform.find('InferencePool', 'llama-pool').spec.selector).toEqual({ matchLabels: { model: 'llama' } });
  const { schedulingProfiles, plugins } = configOf(platform);
  expect(schedulingProfiles.map(({ name, plugins: [first] }: any) => [name, first.pluginRef])).toEqual([['prefill', 'prefill-filter'], ['decode', 'decode-filter']]);
  expect(platform.find('ConfigMap', 'llama-pool-epp').data['config.yaml']).not.toMatch(/[&*]a\d/);
  expect(plugins.map(({ type }: any) => type)).toEqual(expect.arrayContaining(['max-score-picker', 'prefill-filter', 'decode-filter', 'prefix-based-pd-decider', 'disagg-profile-handler']));
});

test('decode servers reach prefill servers at their addresses, and nobody else does', () => {
  const platform = new Platform();
  picked({ release: LLM_D }, platform, halves(platform));
  expect(platform.find('Service', 'llama-pool-llama-prefill').spec).toEqual({
    clusterIP: 'None', selector: { model: 'llama', role: 'prefill' }, ports: [{ name: 'tcp-8000', port: 8000, targetPort: 8000 }],
  });
  const admittedBy = (name: string) => platform.find('AuthorizationPolicy', name).spec.rules.flatMap(({ from = [] }: any) => from).flatMap(({ source }: any) => source.serviceAccounts);
  expect(admittedBy('llama-prefill')).toContain('ml/llama-decode');
  expect(admittedBy('llama-decode')).not.toContain('ml/llama-prefill');
  expect(platform.find('Service', 'llama-pool-llama-decode')).toBeUndefined();
});

test('prefill and decode servers are for ambient mode', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  expect(() => picked({ release: LLM_D }, platform, halves(platform))).toThrow(/servers cannot be told apart by prefill and decode in sidecar mode.*use DataPlane\.AMBIENT, or servers that do both/);
});

test.each(PLANES)('a picker with a certificate of its own making is reached by TLS that nobody verifies (%s)', (dataPlane) => {
  const platform = picked({ tls: PickerTls.selfSigned(), maxConcurrency: 2000 }, new Platform({ dataPlane }));
  expect(argsOf(platform)).toContain('--secure-serving=true');
  expect(platform.find('DestinationRule', 'llama-pool-epp').spec).toEqual({
    host: 'llama-pool-epp.ml.svc.cluster.local',
    trafficPolicy: {
      portLevelSettings: [{
        port: { number: 9002 },
        connectionPool: { http: { http1MaxPendingRequests: 2000, http2MaxRequests: 2000 } },
        tls: { mode: 'SIMPLE', insecureSkipVerify: true },
      }],
    },
  });
  const { annotations } = platform.find('Deployment', 'llama-pool-epp').spec.template.metadata;
  expect(annotations['traffic.sidecar.istio.io/excludeInboundPorts']).toBe(dataPlane === DataPlane.SIDECAR ? '9002' : undefined);
});

test('a certificate of yours is mounted, read again, and verified', () => {
  const platform = picked({ tls: PickerTls.certificate('epp-tls', { caConfigMap: 'epp-ca' }) });
  expect(argsOf(platform)).toEqual(expect.arrayContaining(['--secure-serving=true', '--cert-path=/certificate', '--enable-cert-reload=true']));
  expect(podOf(platform).volumes).toContainEqual({ name: 'certificate', secret: { secretName: 'epp-tls' } });
  expect(podOf(platform).containers[0].volumeMounts).toContainEqual({ name: 'certificate', mountPath: '/certificate', readOnly: true });
  expect(platform.find('BackendTLSPolicy', 'llama-pool-epp').spec).toEqual({
    targetRefs: [{ group: '', kind: 'Service', name: 'llama-pool-epp', sectionName: 'h2c-9002' }],
    validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'epp-ca' }], hostname: 'llama-pool-epp.ml.svc' },
  });
  expect(platform.mesh.externalObjects.filter(({ name }) => name.startsWith('epp-')).map(({ kind, requirements }) => [kind, ...requirements])).toEqual([
    ['Secret', 'type kubernetes.io/tls, valid for llama-pool-epp.ml.svc'],
    ['ConfigMap', 'key ca.crt, the authority behind the certificate of the endpoint picker'],
  ]);
  const named = picked({ tls: PickerTls.certificate('epp-tls', { caConfigMap: 'epp-ca', hostname: 'epp.example.com' }) });
  expect(named.find('BackendTLSPolicy', 'llama-pool-epp').spec.validation.hostname).toBe('epp.example.com');
});

test('within the mesh no rule is needed, and with a declared concurrency there is one without TLS', () => {
  expect(picked().all('DestinationRule')).toEqual([]);
  expect(picked({ maxConcurrency: 7, tls: PickerTls.mesh() }).find('DestinationRule', 'llama-pool-epp').spec.trafficPolicy.portLevelSettings[0].tls).toBeUndefined();
});

test('in sidecar mode the picker encrypts by itself, since its sidecar would refuse what the gateway asks', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  expect(argsOf(picked({}, platform))).toContain('--secure-serving=true');
  expect(platform.find('DestinationRule', 'llama-pool-epp').spec.trafficPolicy.portLevelSettings[0].tls).toEqual({ mode: 'SIMPLE', insecureSkipVerify: true });
  expect(() => picked({ tls: PickerTls.mesh() }, new Platform({ dataPlane: DataPlane.SIDECAR })))
    .toThrow(/\[app\/llama-pool\] endpointPicker\.tls cannot be left to the mesh in sidecar mode: .*:authority.*use PickerTls\.selfSigned\(\)/);
});

test('in sidecar mode the picker reads metrics past its sidecar', () => {
  const { annotations } = picked({}, new Platform({ dataPlane: DataPlane.SIDECAR })).find('Deployment', 'llama-pool-epp').spec.template.metadata;
  expect(annotations).toMatchObject({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '8000', 'sidecar.istio.io/nativeSidecar': 'true' });
});

test('of several pickers one is elected, and no budget keeps its node', () => {
  const platform = picked({ replicas: 2 });
  expect(argsOf(platform)).toContain('--ha-enable-leader-election=true');
  expect(platform.find('Deployment', 'llama-pool-epp').spec).toMatchObject({ replicas: 2, strategy: { type: 'Recreate' } });
  expect(platform.find('Role', 'llama-pool-epp').rules.flatMap(({ resources }: any) => resources)).toEqual(expect.arrayContaining(['leases', 'events']));
  expect(platform.all('PodDisruptionBudget')).toEqual([]);
});

test('pickers that go by metrics alone may all be asked', () => {
  const scorers = [EndpointScorer.queueDepth(), EndpointScorer.kvCacheUtilization()];
  const platform = picked({ replicas: 3, replication: PickerReplication.ALL_ACTIVE, config: { scorers } });
  expect(argsOf(platform)).not.toContain('--ha-enable-leader-election=true');
  expect(platform.find('Deployment', 'llama-pool-epp').spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  expect(platform.find('PodDisruptionBudget', 'llama-pool-epp').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { app: 'llama-pool-epp' } } });
});

test('image and resources of the picker', () => {
  const { containers: [{ image, resources }] } = podOf(picked({ image: 'registry.example.com/epp:1', cpu: '500m', memory: '1Gi' }));
  expect([image, resources]).toEqual(['registry.example.com/epp:1', { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } }]);
  expect(podOf(picked({ release: LLM_D })).containers[0].image).toBe('ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0');
});

test('a picker that exists is named by its Service, and let through', () => {
  const platform = new Platform();
  const endpointPicker = EndpointPicker.fromWorkload(platform.mesh.workloadFromAttributes('epp', { port: 9002, targetPort: 9999, podLabels: { app: 'epp' } }));
  const made = pool(platform, { endpointPicker });
  new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, backend: Backend.inferencePool(made) });
  expect(platform.find('InferencePool', 'llama-pool').spec.endpointPickerRef).toMatchObject({ name: 'epp', port: { number: 9002 } });
  expect(callersOf(platform.find('AuthorizationPolicy', 'epp'))).toEqual(['ml/gateway-istio {"ports":["9999"]}']);
});

test('servers that exist and are ambient are refused, a picker that exists and has a sidecar too', () => {
  const platform = new Platform();
  const workload = platform.mesh.workloadFromAttributes('vllm', { port: 80, podLabels: { app: 'vllm' } });
  expect(() => pool(platform, { servers: [ModelServer.fromWorkload(workload, { engine: ModelEngine.VLLM })] }))
    .toThrow("[app/llama-pool] servers[0] names the workload 'vllm', whose pods are ambient");
  const other = new Platform({ dataPlane: DataPlane.SIDECAR });
  expect(() => pool(other, { endpointPicker: EndpointPicker.fromWorkload(other.predictor('epp')) }))
    .toThrow("[app/llama-pool] endpointPicker names the workload 'epp', whose pods have a sidecar");
});

test('servers that exist make a pool too', () => {
  const platform = new Platform();
  const workload = platform.mesh.workloadFromAttributes('vllm', { port: 80, targetPort: 8000, podLabels: { app: 'vllm', model: 'llama' }, sidecar: true });
  pool(platform, { servers: [ModelServer.fromWorkload(workload, { engine: ModelEngine.VLLM })] });
  expect(platform.find('InferencePool', 'llama-pool').spec).toMatchObject({ selector: { matchLabels: { app: 'vllm', model: 'llama' } }, targetPorts: [{ number: 8000 }] });
});

test('a route ends after the wait at the picker does', () => {
  const platform = new Platform();
  const made = pool(platform, { endpointPicker: EndpointPicker.create({ config: { flowControl: {} } }) });
  const route = (id: string, seconds: number) => new LlmRoute(platform.chart, id, {
    mesh: platform.mesh, backend: Backend.inferencePool(made), chatCompletions: { timeout: Duration.seconds(seconds) }, basePath: `/${id}`,
  });
  route('longer', 61);
  expect(() => route('shorter', 60)).toThrow(
    "[app/shorter] timeout ends before a request has waited at the endpoint picker of 'llama-pool' for as long as it may, 1m (flowControl.timeToLive), got '1m': give the flow control");
});

test.each([
  ['Llama-3.1-70B', 'llama-3-1-70b'],
  ['meta-llama/Llama_3', 'meta-llama-llama-3'],
  ['qwen.2.5', 'qwen-2-5'],
  ['7b-chat-', 'b-chat'],
])('the id %s makes the pool name %s, a label and the name of a Service', (id, name) => {
  const platform = new Platform();
  expect(new InferencePool(platform.chart, id.replace('/', '_'), { mesh: platform.mesh, servers: [serve(platform)] }).poolName).toBe(name);
  expect(platform.find('InferencePool', name).spec.endpointPickerRef.name).toBe(`${name}-epp`);
});

test('a pool whose picker exists may have a name of 63 characters', () => {
  const platform = new Platform();
  const epp = platform.mesh.workloadFromAttributes('epp', { port: 9002, podLabels: { app: 'epp' }, protocol: PortProtocol.GRPC });
  const name = 'p'.repeat(63);
  pool(platform, { poolName: name, endpointPicker: EndpointPicker.fromWorkload(epp) });
  expect(platform.find('InferencePool', name).metadata.name).toBe(name);
  expect(() => pool(new Platform(), { poolName: 'p'.repeat(59) })).not.toThrow();
});

const NO_LABEL = 'must be a DNS label: lower-case letters, digits and -, starting with a letter, 63 characters at most';

test.each([
  ['too long', 'p'.repeat(64)],
  ['with a dot', 'llama.8b'],
  ['in upper case', 'Llama'],
  ['with a digit first', '8b-llama'],
  ['with a dash last', 'llama-'],
  ['empty', ''],
])('a pool name %s is refused', (_, name) => {
  expect(() => pool(new Platform(), { poolName: name })).toThrow(`[app/llama-pool] poolName ${NO_LABEL}, got '${name}': rename it`);
  const platform = new Platform();
  expect(() => new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, backend: Backend.inferencePool(InferencePool.fromAttributes({ name })) }))
    .toThrow(`[app/chat] backend.name ${NO_LABEL}, got '${name}': rename it`);
});

test('an id that makes no name of 63 characters is refused', () => {
  const { chart, mesh } = new Platform();
  const long = 'P'.repeat(64);
  const servers = [new ModelServer(chart, 'llama', { mesh, engine: ModelEngine.VLLM, image: 'vllm:1' })];
  expect(() => new InferencePool(chart, long, { mesh, servers })).toThrow(
    `[app/${long}] id makes the Kubernetes name ${long.toLowerCase()}, which is longer than 63 characters, got '${long}': choose a shorter one`);
  expect(() => new InferencePool(chart, '123', { mesh, servers })).toThrow(/id must contain a letter, since a Kubernetes name is made from it, got '123'/);
});

test.each<[string, (platform: Platform) => Partial<InferencePoolProps>, RegExp]>([
  ['what only looks like a mesh', ({ mesh }) => ({ mesh: Object.create(mesh) }), /\[app\/llama-pool\] mesh must be an MlServingMesh/],
  ['a name that is none', () => ({ poolName: 'A' }), /poolName must be a DNS label/],
  ['a name without room for that of the picker', () => ({ poolName: 'p'.repeat(60) }), /endpointPicker makes the Kubernetes name p+-epp, which is longer than 63/],
  ['no servers', () => ({ servers: [] }), /servers must not be empty/],
  ['servers of another mesh', () => ({ servers: [serve(new Platform())] }), /servers\[0\] must be a model server of the pool's own mesh, got 'llama'/],
  ['what only looks like a server', (platform) => ({ servers: [Object.create(serve(platform), { workload: { value: {} } })] }), /servers\[0\] must be a model server of the pool's own mesh/],
  ['servers outside of the mesh', (platform) => ({ servers: [ModelServer.fromWorkload(platform.predictor('x', { outsideMesh: true }), { engine: ModelEngine.VLLM })] }),
    /servers\[0\] must be part of the mesh, and the workload 'x' is outside/],
  ['servers of unknown pods', (platform) => ({ servers: [ModelServer.fromWorkload(platform.mesh.workloadFromAttributes('x', { port: 1 }), { engine: ModelEngine.VLLM })] }),
    /servers\[0\] names the workload 'x', of whose pods the labels are not known, and a pool selects by them/],
  ['servers of different ports', (platform) => ({ servers: [serve(platform), serve(platform, { port: 8001 }, 'b')] }), /servers must have one targetPorts,.*got \[\[8000\],\[8001\]\]/],
  ['servers of different engines', (platform) => ({ servers: [serve(platform), serve(platform, { engine: ModelEngine.SGLANG, port: 8000 }, 'b')] }), /servers must have one engine/],
  ['servers without a common label', (platform) => ({ servers: [serve(platform), serve(platform, {}, 'b')] }), /servers have no label in common.*got \["llama","b"\]/],
  ['prefill servers only', (platform) => ({ servers: [serve(platform, { model: 'llama', role: ServingRole.PREFILL })] }), /servers must all do both parts, or some prefill and some decode, got \["prefill"\]/],
  ['prefill servers beside others', (platform) => ({ servers: [serve(platform, { labels: { m: 'x', n: 'a' } }), serve(platform, { model: 'llama', role: ServingRole.PREFILL, labels: { m: 'x', n: 'b' } }, 'b')] }),
    /servers must all do both parts, or some prefill and some decode, got \[null,"prefill"\]/],
  ['a picker that is made outside of the mesh', (platform) => ({
    servers: [ModelServer.fromWorkload(platform.mesh.workloadFromAttributes('far', { port: 1, podLabels: { a: 'b' }, namespace: 'far' }), { engine: ModelEngine.VLLM })],
  }), /endpointPicker must be a namespace of the mesh \(ml\), got 'far'/],
  ['prefill servers without a picker', (platform) => ({ servers: halves(platform), failureMode: PickerFailureMode.FAIL_OPEN }), /failureMode would send requests to servers that compute prompts only/],
  ['prefill servers with the older picker', (platform) => ({ servers: halves(platform) }), /endpointPicker\.config cannot keep prefill and decode servers apart with gie-1\.5/],
  ['prefill servers with an older picker that exists', (platform) => ({
    servers: halves(platform),
    endpointPicker: EndpointPicker.fromWorkload(platform.mesh.workloadFromAttributes('epp', { port: 9002, podLabels: { app: 'epp' } })),
  }), /endpointPicker names a picker that is gie-1\.5, which cannot keep prefill and decode servers apart, got 'epp': say release: PickerRelease\.LLM_D_ROUTER_0_10/],
  ['a picker of another mesh', () => ({ endpointPicker: EndpointPicker.fromWorkload(new Platform().predictor('epp')) }), /endpointPicker must be a workload of the pool's own mesh, got 'epp'/],
  ['a picker of another namespace', (platform) => ({ endpointPicker: EndpointPicker.fromWorkload(platform.mesh.workloadFromAttributes('epp', { namespace: 'other' })) }),
    /endpointPicker must be in the namespace of the pool \(ml\)/],
  ['a picker without a Service', (platform) => ({ endpointPicker: EndpointPicker.fromWorkload(platform.mesh.addWorkload('epp')) }), /endpointPicker names the workload 'epp', which has no Service/],
  ['a picker of unknown pods', (platform) => ({ endpointPicker: EndpointPicker.fromWorkload(platform.mesh.workloadFromAttributes('epp', { port: 1 })) }),
    /endpointPicker names the workload 'epp', of whose pods the labels are not known/],
  ['a picker that does not speak gRPC', (platform) => ({ endpointPicker: EndpointPicker.fromWorkload(platform.predictor('epp')) }),
    /endpointPicker names the workload 'epp', whose main port is declared as http, and gateways ask a picker over gRPC: give protocol: PortProtocol\.GRPC/],
  ['a picker outside of the ambient mesh', (platform) => ({ endpointPicker: EndpointPicker.fromWorkload(platform.predictor('epp', { outsideMesh: true })) }),
    /endpointPicker must be part of the mesh to read the metrics/],
])('%s is refused', (_, props, message) => {
  const platform = new Platform();
  const given = props(platform);
  expect(() => pool(platform, given)).toThrow(message);
});

test.each<[string, EndpointPickerOptions, RegExp]>([
  ['no scorer', { config: { scorers: [] } }, /\[app\/llama-pool\] endpointPicker\.config\.scorers must not be empty/],
  ['a scorer twice', { config: { scorers: [EndpointScorer.queueDepth(), EndpointScorer.queueDepth()] } }, /scorers\[1\] is there twice \(queue-scorer\)/],
  ['a weight of nothing', { config: { scorers: [EndpointScorer.queueDepth(0)] } }, /scorers\[0\]\.weight must be a weight above 0, got 0/],
  ['half a token', { release: LLM_D, config: { scorers: [EndpointScorer.tokenLoad(1, 0.5)] } }, /scorers\[0\]\.queueThreshold must be a whole number/],
  ['half a block', { config: { scorers: [EndpointScorer.prefixCache(1, { blocksPerServer: 0 })] } }, /scorers\[0\]\.blocksPerServer must be a whole number/],
  ['an alpha plugin of another release', { config: { scorers: [EndpointScorer.sessionAffinity()] } }, /scorers\[0\] keeps gie-1\.5 from starting \(session-affinity-scorer\)/],
  ['a scorer that does not work in a release', { config: { scorers: [EndpointScorer.tokenLoad()] } }, /scorers\[0\] keeps gie-1\.5 from starting \(token-load-scorer\)/],
  ['an alpha plugin without the flag', { release: LLM_D, config: { scorers: [EndpointScorer.sessionAffinity()] } }, /scorers\[0\] is alpha, and the picker does not start with it/],
  ['a flag of another release', { config: { experimentalPlugins: true } }, /config\.experimentalPlugins is not known to gie-1\.5/],
  ['two parsers for one', { config: { parsers: [RequestParser.OPENAI, RequestParser.PASSTHROUGH] } }, /config\.parsers must be one at most: gie-1\.5 reads requests in one way/],
  ['one parser twice', { release: LLM_D, config: { parsers: [RequestParser.OPENAI, RequestParser.OPENAI] } }, /parsers\[1\] is named twice/],
  ['a parser of another release', { config: { parsers: [RequestParser.ANTHROPIC] } }, /parsers\[0\] is not known to gie-1\.5, got 'anthropic-parser'/],
  ['a parser for HTTP/2 before HTTP/1.1', { config: { parsers: [RequestParser.VLLM_GRPC] } }, /parsers\[0\] reads HTTP\/2 only, and the servers speak HTTP\/1\.1: every call would fail, got .vllmgrpc-parser./],
  ['an empty queue as full', { config: { saturation: SaturationDetector.utilization({ queueDepth: 0 }) } }, /saturation\.queueDepth must be a whole number/],
  ['more than a full cache', { config: { saturation: SaturationDetector.utilization({ kvCacheUtilization: 1.1 }) } }, /saturation\.kvCacheUtilization must be a share above 0/],
  ['metrics of no age', { config: { saturation: SaturationDetector.utilization({ staleness: Duration.millis(0) }) } }, /saturation\.staleness must be a whole number of milliseconds/],
  ['negative headroom', { config: { saturation: SaturationDetector.utilization({ headroom: -1 }) } }, /saturation\.headroom must be a share/],
  ['no concurrency', { config: { saturation: SaturationDetector.concurrency({ maxRequests: 0 }) } }, /saturation\.maxRequests must be a whole number/],
  ['requests and tokens', { config: { saturation: SaturationDetector.concurrency({ maxRequests: 1, maxTokens: 1 }) } }, /saturation\.maxTokens counts tokens/],
  ['no time to live', { config: { flowControl: { timeToLive: Duration.millis(0) } } }, /flowControl\.timeToLive must be a whole number of milliseconds/],
  ['no requests', { config: { flowControl: { maxRequests: 0 } } }, /flowControl\.maxRequests must be a whole number/],
  ['half a priority', { config: { flowControl: { priorityBands: [{ priority: 0.5 }] } } }, /priorityBands\[0\]\.priority must be a whole number/],
  ['a priority twice', { config: { flowControl: { priorityBands: [{ priority: 1 }, { priority: 1 }] } } }, /priorityBands\[1\]\.priority must not be that of another band/],
  ['replication of one', { replication: PickerReplication.LEADER_ELECTED }, /endpointPicker\.replication has no effect on a single pod/],
  ['pickers that do not know of each other', { replicas: 2, replication: PickerReplication.ALL_ACTIVE }, /replication asks pickers of which each knows only what it has seen itself/],
  ['flow control by several', { replicas: 2, replication: PickerReplication.ALL_ACTIVE, config: { scorers: [EndpointScorer.queueDepth()], flowControl: {} } }, /replication asks pickers/],
  ['half a picker', { replicas: 0.5 }, /endpointPicker\.replicas must be a whole number/],
  ['no concurrency at the pool', { maxConcurrency: 0 }, /endpointPicker\.maxConcurrency must be a whole number/],
  ['two rules for one Service', { maxConcurrency: 1, tls: PickerTls.certificate('s', { caConfigMap: 'c' }) }, /maxConcurrency takes a DestinationRule, and of that and the BackendTLSPolicy/],
  ['a Secret name that is none', { tls: PickerTls.certificate('S', { caConfigMap: 'c' }) }, /tls\.secret must be a DNS subdomain/],
  ['a ConfigMap name that is none', { tls: PickerTls.certificate('s', { caConfigMap: 'C' }) }, /tls\.caConfigMap must be a DNS subdomain/],
  ['a host name that is none', { tls: PickerTls.certificate('s', { caConfigMap: 'c', hostname: '!' }) }, /tls\.hostname must be a host name/],
  ['no image', { image: '' }, /endpointPicker\.image must name an image/],
  ['CPU that is none', { cpu: 'x' }, /endpointPicker\.cpu must be a CPU quantity/],
  ['memory that is none', { memory: 'x' }, /endpointPicker\.memory must be a memory quantity/],
  ['half a second', { drainTime: Duration.millis(500) }, /endpointPicker\.drainTime must be a whole number/],
])('a picker with %s is refused', (_, options, message) => {
  expect(() => picked(options)).toThrow(message);
});

test.each<[string, PickerConfig, PickerRelease]>([
  ['no parser, and reads JSON', {}, PickerRelease.GIE_1_5],
  ['the parser of another API', { parsers: [RequestParser.OPENAI] }, PickerRelease.GIE_1_5],
  ['no parser of llm-d', {}, LLM_D],
  ['parsers of JSON', { parsers: [RequestParser.ANTHROPIC, RequestParser.VLLM_HTTP] }, LLM_D],
])('a picker with %s is refused before servers that speak gRPC', (_, given, release) => {
  expect(() => config(given, release, { protocol: PortProtocol.GRPC })).toThrow(release === LLM_D
    ? /config\.parsers must name one that takes gRPC.* name RequestParser\.VLLM_GRPC, VERTEX_AI or PASSTHROUGH/
    : /config\.parsers must name one that takes gRPC.* name RequestParser\.VLLM_GRPC or PASSTHROUGH/);
});

test.each<[RequestParser[], PickerRelease]>([
  [[RequestParser.VLLM_GRPC], PickerRelease.GIE_1_5],
  [[RequestParser.PASSTHROUGH], PickerRelease.GIE_1_5],
  [[RequestParser.OPENAI, RequestParser.VERTEX_AI], LLM_D],
])('the parsers %j are taken before servers that speak gRPC', (parsers, release) => {
  const { parser, requestHandler } = config({ parsers }, release, { protocol: PortProtocol.GRPC });
  expect(requestHandler?.parsers ?? [parser]).toEqual(parsers.map((pluginRef) => ({ pluginRef })));
});

const NO_JSON = "takes calls of gRPC only, by its picker or its servers, and the APIs of the route are JSON: all of them would be refused, got 'llama-pool': "
  + 'lead to it with a ModelRoute and PathMatch.grpc(…), or to a pool whose servers and parsers take JSON';

test.each<[string, PortProtocol, RequestParser]>([
  ['a picker', PortProtocol.H2C, RequestParser.VLLM_GRPC],
  ['servers', PortProtocol.GRPC, RequestParser.PASSTHROUGH],
])('%s for calls of gRPC takes no LLM API, and leads to it no model in a body', (_, protocol, parser) => {
  const platform = new Platform();
  const calls = pool(platform, {
    servers: [serve(platform, { protocol, model: 'llama' })], endpointPicker: EndpointPicker.create({ config: { parsers: [parser] } }),
  });
  const backend = Backend.inferencePool(calls);
  const other = Backend.workload(platform.predictor('other'));
  const { chart, mesh } = platform;
  expect(() => new LlmRoute(chart, 'a', { mesh, backend })).toThrow(`[app/a] backend ${NO_JSON}`);
  expect(() => new LlmRoute(chart, 'b', { mesh, targets: [LlmTarget.tenant('/a', other), LlmTarget.model('llama', backend)] })).toThrow(`[app/b] targets[1].backend ${NO_JSON}`);
  expect(() => new LlmRoute(chart, 'c', { mesh, backend: other, fallback: { backend } })).toThrow(`[app/c] fallback.backend ${NO_JSON}`);
  expect(() => new ModelRouter(chart, 'd', { mesh, pools: [calls] }))
    .toThrow("[app/d] pools[0] takes calls of gRPC only, and the router decides by bodies of JSON, got 'llama-pool': leave it out");
  expect(() => new ModelRoute(chart, 'e', { mesh, backend, pathMatches: [PathMatch.grpc('vllm.grpc.engine.VllmEngine')] })).not.toThrow();
});

test('servers of HTTP/2 may answer the OpenAI API, which is read by default', () => {
  expect(config({}, undefined, { protocol: PortProtocol.H2C }).parser).toBeUndefined();
});

test('pods of somebody else are not selected', () => {
  const platform = new Platform();
  pool(platform, { servers: [serve(platform, { labels: { app: 'llama' } })] });
  platform.mesh.workloadFromAttributes('stray', { podLabels: { app: 'llama', tier: 'x' }, serviceAccount: 'llama' });
  expect(() => platform.manifests()).toThrow(/\[app\/llama-pool\] servers select pods of the workload 'stray' too: give the servers labels of their own/);
});

test('HTTP/2 to a pool is refused where Istio does not know it', () => {
  const platform = new Platform({ istioVersion: IstioVersion.of('1.29.6') });
  expect(() => pool(platform, { servers: [serve(platform, { protocol: PortProtocol.GRPC })] })).toThrow(/servers cannot be had: an InferencePool with the appProtocol kubernetes\.io\/h2c needs Istio 1\.30\.1/);
});

test('a route of another mesh does not lead to it', () => {
  const made = pool(new Platform());
  const other = new Platform();
  expect(() => new LlmRoute(other.chart, 'chat', { mesh: other.mesh, backend: Backend.inferencePool(made) })).toThrow(/\[app\/chat\] backend must be a pool of the route's own mesh/);
});

test('where everything is allowed, servers in a namespace outside of the mesh make a pool', () => {
  const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  const workload = platform.mesh.workloadFromAttributes('vllm', { port: 8000, podLabels: { app: 'vllm' }, namespace: 'far' });
  const endpointPicker = EndpointPicker.fromWorkload(platform.mesh.workloadFromAttributes('epp', { port: 9002, namespace: 'far' }));
  const made = pool(platform, { servers: [ModelServer.fromWorkload(workload, { engine: ModelEngine.VLLM })], endpointPicker });
  expect(made.namespace).toBe('far');
});
