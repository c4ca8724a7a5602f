import { Duration, Size } from 'cdk8s';
import { DataPlane } from '../../../src/core/versions/data-plane';
import { ModelEngine, ServingRole } from '../../../src/inference/model-engine';
import type { ModelServerAttributes, ModelServerProps } from '../../../src/mesh/inference/model-server';
import { ModelServer } from '../../../src/mesh/inference/model-server';
import { PortProtocol } from '../../../src/mesh/port';
import { Backend } from '../../../src/routing/backend';
import { ModelRoute } from '../../../src/routing/model-route';
import { PLANES, Platform } from '../../routing/platform';

type Props = Partial<ModelServerProps>;

function serve(props: Props = {}, platform = new Platform(), id = 'llama'): ModelServer {
  return new ModelServer(platform.chart, id, { mesh: platform.mesh, engine: ModelEngine.VLLM, image: 'vllm/vllm-openai:v0.21.0', ...props });
}

function deployment(props: Props = {}, platform = new Platform()): any {
  serve(props, platform);
  return platform.find('Deployment', 'llama').spec;
}

function container(props: Props = {}): any {
  return deployment(props).template.spec.containers[0];
}

test.each(PLANES)('a model server is a Deployment of the mesh with its Service and account (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  const server = serve({ model: 'meta-llama/Llama-3.1-70B', gpus: 2, tokenSecret: 'hf-token' }, platform, 'Llama-3.1');
  const sidecar = dataPlane === DataPlane.SIDECAR;
  expect(platform.find('Deployment', 'llama-3-1')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'ml', name: 'llama-3-1', labels: undefined },
    spec: {
      replicas: 1,
      progressDeadlineSeconds: 790,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: { app: 'llama-3-1' } },
      template: {
        metadata: {
          labels: {
            'app': 'llama-3-1',
            'llm-d.ai/engine-type': 'vllm',
            'inference.networking.k8s.io/engine-type': 'vllm',
            // Whatever the data plane: no gateway follows a picker to pods without one.
            ...(!sidecar && { 'sidecar.istio.io/inject': 'true' }),
          },
          annotations: { 'sidecar.istio.io/nativeSidecar': 'true' },
        },
        spec: {
          serviceAccountName: 'llama-3-1',
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 130,
          tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
          containers: [{
            name: 'server',
            image: 'vllm/vllm-openai:v0.21.0',
            command: ['vllm', 'serve'],
            args: ['meta-llama/Llama-3.1-70B', '--port', '8000'],
            env: [{ name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hf-token', key: 'token' } } }],
            ports: [{ name: 'http', containerPort: 8000 }],
            resources: { limits: { 'nvidia.com/gpu': '2' } },
            startupProbe: { httpGet: { path: '/health', port: 8000 }, initialDelaySeconds: 2, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 600 },
            readinessProbe: { httpGet: { path: '/health', port: 8000 }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 },
            livenessProbe: { httpGet: { path: '/health', port: 8000 }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 5 },
            lifecycle: { preStop: { sleep: { seconds: 30 } } },
            volumeMounts: [{ name: 'shared-memory', mountPath: '/dev/shm' }],
          }],
          volumes: [{ name: 'shared-memory', emptyDir: { medium: 'Memory' } }],
        },
      },
    },
  });
  expect(platform.find('Service', 'llama-3-1').spec).toMatchObject({ selector: { app: 'llama-3-1' }, ports: [{ port: 8000, targetPort: 8000, appProtocol: 'http' }] });
  expect(platform.find('ServiceAccount', 'llama-3-1')).toBeDefined();
  expect(server.workload.callerIdentity).toEqual({ namespace: 'ml', serviceAccount: 'llama-3-1' });
});

test.each<[ModelEngine, object, string]>([
  [ModelEngine.VLLM, { port: 8000, ready: '/health', live: '/health', metrics: [undefined, '/metrics'] }, 'vllm'],
  [ModelEngine.SGLANG, { port: 30000, ready: '/health', live: '/health', metrics: [undefined, '/metrics'] }, 'sglang'],
  [ModelEngine.TRITON, { port: 8000, ready: '/v2/health/ready', live: '/v2/health/live', metrics: [8002, '/metrics'] }, 'triton-tensorrt-llm'],
  [ModelEngine.TENSORRT_LLM, { port: 8000, ready: '/health', live: '/health', metrics: [undefined, '/prometheus/metrics'] }, 'trtllm-serve'],
  [ModelEngine.OPENAI_COMPATIBLE, { port: 8000, ready: '/health', live: '/health', metrics: [undefined, '/metrics'] }, 'vllm'],
])('%s has ports, probes and metrics of its own', (engine, expected, label) => {
  const platform = new Platform();
  const server = serve({ engine }, platform);
  const { template } = platform.find('Deployment', 'llama').spec;
  const [{ ports: [{ containerPort }], readinessProbe, livenessProbe }] = template.spec.containers;
  const metrics = [server.metricsPort, server.metricsPath];
  expect({ port: containerPort, ready: readinessProbe.httpGet.path, live: livenessProbe.httpGet.path, metrics }).toEqual(expected);
  expect(template.metadata.labels['llm-d.ai/engine-type']).toBe(label);
});

test.each<[ModelEngine, string[] | undefined, string[]]>([
  [ModelEngine.VLLM, ['vllm', 'serve'], ['m', '--port', '9000', '--served-model-name', 'm1', '-x']],
  [ModelEngine.SGLANG, ['python3', '-m', 'sglang.launch_server'], ['--model-path', 'm', '--host', '0.0.0.0', '--port', '9000', '--enable-metrics', '--served-model-name', 'm1', '-x']],
])('%s is told model, port and name', (engine, command, args) => {
  expect(container({ engine, model: 'm', port: 9000, servedModelName: 'm1', args: ['-x'] })).toMatchObject({ command, args });
});

test('trtllm-serve takes the model first', () => {
  expect(container({ engine: ModelEngine.TENSORRT_LLM, model: 'm' })).toMatchObject({ command: ['trtllm-serve'], args: ['m', '--host', '0.0.0.0', '--port', '8000'] });
});

test('without a model the image decides what runs', () => {
  const { command, args } = container({ args: ['--config', '/models/config.yaml'] });
  expect([command, args]).toEqual([undefined, ['--config', '/models/config.yaml']]);
});

test('adapters are loaded at the start, and known to the pool', () => {
  const platform = new Platform();
  const server = serve({ model: 'm', loraAdapters: [{ name: 'sql', path: '/models/sql' }, { name: 'chat', path: 'org/chat' }] }, platform);
  expect(platform.find('Deployment', 'llama').spec.template.spec.containers[0].args.slice(3))
    .toEqual(['--enable-lora', '--lora-modules', 'sql=/models/sql', 'chat=org/chat']);
  expect(server.loraAdapters).toEqual(['sql', 'chat']);
});

test('times become probes and grace period', () => {
  const times = { startupTime: Duration.minutes(20), preStopDelay: Duration.seconds(10), drainTime: Duration.minutes(5) };
  const { template, progressDeadlineSeconds } = deployment(times);
  expect(template.spec.terminationGracePeriodSeconds).toBe(310);
  expect(template.spec.containers[0].startupProbe.failureThreshold).toBe(1200);
  expect(template.spec.containers[0].lifecycle.preStop.sleep.seconds).toBe(10);
  expect(progressDeadlineSeconds).toBe(1570);
});

test('resources, nodes, models and shared memory', () => {
  const { template } = deployment({
    gpus: 1, gpuResource: 'amd.com/gpu', cpu: '8', memory: '64Gi', nodeSelector: { accelerator: 'mi300' }, modelClaim: 'models', sharedMemory: Size.gibibytes(2), env: { A: '' },
  });
  const [{ resources, volumeMounts, env }] = template.spec.containers;
  expect(resources).toEqual({ requests: { cpu: '8', memory: '64Gi' }, limits: { 'memory': '64Gi', 'amd.com/gpu': '1' } });
  expect(template.spec.nodeSelector).toEqual({ accelerator: 'mi300' });
  expect(template.spec.tolerations[0].key).toBe('amd.com/gpu');
  expect(template.spec.volumes).toEqual([
    { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '2097152Ki' } },
    { name: 'models', persistentVolumeClaim: { claimName: 'models', readOnly: true } },
  ]);
  expect(volumeMounts[1]).toEqual({ name: 'models', mountPath: '/models', readOnly: true });
  expect(env).toEqual([{ name: 'A', value: '' }]);
});

test('a server without accelerators runs anywhere', () => {
  const { template } = deployment();
  expect(template.spec.tolerations).toBeUndefined();
  expect(template.spec.containers[0].resources).toBeUndefined();
});

test('of several pods one is replaced after the other, without a spare one', () => {
  expect(deployment({ replicas: 4 })).toMatchObject({ replicas: 4, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
});

test('each copy of the model in a pod has a port', () => {
  const platform = new Platform();
  const server = serve({ dataParallelPorts: [8001, 8002], protocol: PortProtocol.GRPC }, platform);
  expect(server.targetPorts).toEqual([8000, 8001, 8002]);
  expect(platform.find('Service', 'llama').spec.ports.map(({ port, appProtocol }: any) => [port, appProtocol])).toEqual([[8000, 'grpc'], [8001, 'grpc'], [8002, 'grpc']]);
});

const TAKEN = 'traffic.sidecar.istio.io/includeInboundPorts';

test('a prefill server is told to hand over, on ports that its proxy does not take', () => {
  const { metadata, spec: { containers: [server], initContainers } } = deployment({ role: ServingRole.PREFILL, model: 'm', args: ['-x'] }).template;
  expect(metadata.labels['llm-d.ai/role']).toBe('prefill');
  expect(metadata.annotations[TAKEN]).toBe('8000');
  expect(initContainers).toBeUndefined();
  expect(server.args).toEqual(['m', '--port', '8000', '--kv-transfer-config', '{"kv_connector":"NixlConnector","kv_role":"kv_both"}', '-x']);
  expect(server.env).toEqual([{ name: 'VLLM_NIXL_SIDE_CHANNEL_HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }]);
});

test('a decode server has the sidecar that asks prefill servers on the port of its API, and its engine behind it', () => {
  const platform = new Platform();
  const server = serve({ role: ServingRole.DECODE, model: 'm' }, platform);
  const { metadata, spec: { containers: [engine], initContainers } } = platform.find('Deployment', 'llama').spec.template;
  expect(metadata.labels['llm-d.ai/role']).toBe('decode');
  expect(metadata.annotations[TAKEN]).toBe('8000,8200');
  expect(initContainers).toEqual([{
    name: 'routing-sidecar',
    image: 'ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0',
    args: ['--port=8000', '--model-server-port=8200', '--kv-connector=nixlv2', '--secure-proxy=false'],
    ports: [{ name: 'http', containerPort: 8000 }],
    restartPolicy: 'Always',
    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
  }]);
  expect(engine.args.slice(0, 3)).toEqual(['m', '--port', '8200']);
  expect(engine.ports).toEqual([{ name: 'engine', containerPort: 8200 }]);
  expect([engine.startupProbe, engine.readinessProbe, engine.livenessProbe].map(({ httpGet }) => httpGet.port)).toEqual([8200, 8200, 8200]);
  expect([server.targetPorts, server.metricsPort]).toEqual([[8000], undefined]);
  expect(platform.find('Service', 'llama').spec.ports.map(({ targetPort }: any) => targetPort)).toEqual([8000]);
});

test('image and port of the sidecar can be chosen, and SGLang hands over its own way', () => {
  const { initContainers: [sidecar], containers: [engine] } = deployment({
    role: ServingRole.DECODE, engine: ModelEngine.SGLANG, model: 'm', port: 8000, routingSidecar: { image: 'mirror/sidecar:1', enginePort: 9000 },
  }).template.spec;
  expect(sidecar.image).toBe('mirror/sidecar:1');
  expect(sidecar.args).toEqual(expect.arrayContaining(['--port=8000', '--model-server-port=9000', '--kv-connector=sglang']));
  expect(engine.args).toEqual([
    '--model-path', 'm', '--host', '0.0.0.0', '--port', '9000', '--enable-metrics', '--disaggregation-mode', 'decode', '--disaggregation-transfer-backend', 'nixl',
  ]);
  expect(engine.env).toBeUndefined();
});

test('the address of the pod can be another one', () => {
  const { env } = container({ role: ServingRole.PREFILL, model: 'm', env: { VLLM_NIXL_SIDE_CHANNEL_HOST: '10.0.0.1' } });
  expect(env).toEqual([{ name: 'VLLM_NIXL_SIDE_CHANNEL_HOST', value: '10.0.0.1' }]);
});

test('a server that does both has every port behind its proxy', () => {
  expect(deployment({ model: 'm' }).template.metadata.annotations).not.toHaveProperty([TAKEN]);
});

test('the Secret and the claim are listed', () => {
  const platform = new Platform();
  serve({ tokenSecret: 'hf-token', tokenSecretKey: 'hf', modelClaim: 'models' }, platform);
  expect(platform.mesh.externalObjects.filter(({ kind }) => ['Secret', 'PersistentVolumeClaim'].includes(kind)).map(({ kind, name, requirements }) => [kind, name, ...requirements])).toEqual([
    ['Secret', 'hf-token', 'key hf, the token for downloading the model'],
    ['PersistentVolumeClaim', 'models', 'the models, readable by several pods at once'],
  ]);
});

test('the stub of the claim is one that an API server admits', () => {
  const platform = new Platform();
  serve({ modelClaim: 'models' }, platform);
  expect(platform.mesh.externalObjects.find(({ kind }) => kind === 'PersistentVolumeClaim')!.stub.spec).toEqual({
    accessModes: ['ReadOnlyMany'], resources: { requests: { storage: '1Gi' } },
  });
});

test('a route leads to it without a pool', () => {
  const platform = new Platform();
  new ModelRoute(platform.chart, 'chat', { mesh: platform.mesh, backend: Backend.workload(serve({}, platform).workload) });
  expect(platform.rules('chat')[0].backendRefs[0]).toMatchObject({ kind: 'Service', name: 'llama', port: 8000 });
  expect(platform.find('AuthorizationPolicy', 'llama').spec.rules[0].from).toEqual([{ source: { serviceAccounts: ['ml/gateway-istio'] } }]);
});

test('a server that exists is adopted by its workload', () => {
  const platform = new Platform();
  const workload = platform.mesh.workloadFromAttributes('triton', { port: 80, targetPort: 8080, podLabels: { app: 'triton' } });
  expect(ModelServer.fromWorkload(workload, { engine: ModelEngine.TRITON }))
    .toMatchObject({ workload, targetPorts: [8080], metricsPort: 8002, metricsPath: '/metrics', protocol: 'http', loraAdapters: [], gracePeriod: 130 });
  expect(ModelServer.fromWorkload(workload, { engine: ModelEngine.VLLM, targetPorts: [1, 2], metricsPath: '/m', role: ServingRole.DECODE, loraAdapters: ['a'] }))
    .toMatchObject({ targetPorts: [1, 2], metricsPort: undefined, metricsPath: '/m', role: 'decode', loraAdapters: ['a'] });
});

test.each<[string, Props, RegExp]>([
  ['what only looks like a mesh', { mesh: Object.create(new Platform().mesh) }, /\[app\/llama\] mesh must be an MlServingMesh/],
  ['a namespace of another mesh', { namespace: 'other' }, /namespace must be a namespace of the mesh/],
  ['a model that the engine has no argument for', { engine: ModelEngine.TRITON, model: 'm' }, /model has no argument that every server of kind triton knows, got 'm': say it in args or env/],
  ['a name that the engine has no argument for', { engine: ModelEngine.TENSORRT_LLM, servedModelName: 'm' }, /servedModelName has no argument that every server of kind tensorrt-llm/],
  ['adapters that the picker would not see', { engine: ModelEngine.SGLANG, loraAdapters: [{ name: 'a', path: 'b' }] }, /loraAdapters needs VLLM.*got \["a"\]/],
  ['an adapter name that is none', { loraAdapters: [{ name: 'a=b', path: 'b' }] }, /loraAdapters\[0\]\.name must be a model name.*got 'a=b'/],
  ['an adapter path that is none', { loraAdapters: [{ name: 'a', path: '' }] }, /loraAdapters\[0\]\.path must be a path or repository/],
  ['one adapter twice', { loraAdapters: [{ name: 'a', path: 'b' }, { name: 'a', path: 'c' }] }, /loraAdapters\[1\]\.name is the name of another model of the server, got 'a'/],
  ['an adapter that is the model', { model: 'a', loraAdapters: [{ name: 'a', path: 'b' }] }, /loraAdapters\[0\]\.name is the name of another model/],
  ['no model', { model: '' }, /model must name a model, got '': give its name, or leave the prop out/],
  ['no name of a model', { model: 'm', servedModelName: ' ' }, /servedModelName must name a model, got ' ': give its name, or leave the prop out/],
  ['no image', { image: ' ' }, /image must name an image, got ' '/],
  ['half a pod', { replicas: 0.5 }, /replicas must be a whole number from 0 to/],
  ['half an accelerator', { gpus: 0.5 }, /gpus must be a whole number from 0 to/],
  ['a resource without a number', { gpuResource: 'amd.com/gpu' }, /gpuResource has no effect without gpus/],
  ['a resource that is none', { gpus: 1, gpuResource: 'gpu' }, /gpuResource must be an extended resource, got 'gpu'/],
  ['CPU that is none', { cpu: 'x' }, /cpu must be a CPU quantity/],
  ['memory that is none', { memory: '1m' }, /memory must be a memory quantity/],
  ['a variable name that is none', { env: { '1a': '' } }, /env has a name that is none of an environment variable, got '1a'/],
  ['the token twice', { tokenSecret: 's', env: { HF_TOKEN: 'x' } }, /env must not hold HF_TOKEN, which is read from tokenSecret/],
  ['a key without a Secret', { tokenSecretKey: 'k' }, /tokenSecretKey has no effect without tokenSecret/],
  ['a key that is none', { tokenSecret: 's', tokenSecretKey: 'a b' }, /tokenSecretKey must be a key of a Secret/],
  ['a Secret name that is none', { tokenSecret: 'A' }, /tokenSecret must be a DNS subdomain/],
  ['a claim name that is none', { modelClaim: 'A' }, /modelClaim must be a DNS subdomain/],
  ['a node label that is none', { nodeSelector: { 'a b': '' } }, /nodeSelector has a key that is not a label key/],
  ['half a second', { drainTime: Duration.millis(1500) }, /drainTime must be a whole number from 0 to 604800, got 1\.5/],
  ['no wait before the stop', { preStopDelay: Duration.seconds(0) }, /preStopDelay must be a whole number from 1 to/],
  ['no time to start', { startupTime: Duration.seconds(0) }, /startupTime must be a whole number from 1 to/],
  ['a port twice', { dataParallelPorts: [8000] }, /dataParallelPorts must be 1 to 8 different ports, got \[8000,8000\]/],
  ['nine ports', { dataParallelPorts: [1, 2, 3, 4, 5, 6, 7, 8] }, /dataParallelPorts must be 1 to 8/],
  ['a port that is none', { port: 0 }, /port must be a whole number from 1 to 65535/],
  ['a part of an engine that hands over in an unknown way', { role: ServingRole.PREFILL, engine: ModelEngine.TENSORRT_LLM, model: 'm' },
    /role needs VLLM or SGLANG: how servers of kind tensorrt-llm hand over.*got 'prefill': bring the Deployment, and declare it by ModelServer\.fromWorkload/],
  ['a part without a model', { role: ServingRole.PREFILL }, /model is needed with role/],
  ['another way to hand over', { role: ServingRole.DECODE, model: 'm', args: ['--kv-transfer-config={}'] }, /args must not say how the cache is handed over, which role does \(nixlv2\), got '--kv-transfer-config=\{\}'/],
  ['a sidecar of a prefill server', { role: ServingRole.PREFILL, model: 'm', routingSidecar: {} }, /routingSidecar has no effect without role: ServingRole\.DECODE/],
  ['one port for sidecar and engine', { role: ServingRole.DECODE, model: 'm', port: 8200 }, /routingSidecar\.enginePort is the port of the API, which the sidecar takes, got 8200/],
  ['an engine port that is none', { role: ServingRole.DECODE, model: 'm', routingSidecar: { enginePort: 0 } }, /routingSidecar\.enginePort must be a whole number/],
  ['no image of the sidecar', { role: ServingRole.DECODE, model: 'm', routingSidecar: { image: '' } }, /routingSidecar\.image must name an image/],
  ['copies behind one sidecar', { role: ServingRole.DECODE, model: 'm', dataParallelPorts: [8001] }, /dataParallelPorts has no effect on decode servers.*got \[8001\]/],
  ['a sidecar before HTTP/2', { role: ServingRole.DECODE, model: 'm', protocol: PortProtocol.GRPC }, /protocol must be HTTP, which is what the sidecar in front of the engine speaks, got 'grpc'/],
  ['ports without HTTP', { protocol: PortProtocol.TCP }, /protocol must be one of HTTP, since a route leads to it, got 'tcp'/],
])('%s is refused', (_, props, message) => {
  expect(() => serve(props)).toThrow(message);
});

test.each<[string, (platform: Platform) => any, ModelServerAttributes, RegExp]>([
  ['something that is no workload', () => ({ workloadName: 'fake' }), { engine: ModelEngine.VLLM }, /\[ModelServer\.fromWorkload\] workload must be a workload of an MlServingMesh, got 'fake'/],
  ['a workload without a port', (platform) => platform.mesh.workloadFromAttributes('x'), { engine: ModelEngine.VLLM }, /\[app\/mesh\/x\] modelServer\.targetPorts is needed/],
  ['a port that is none', (platform) => platform.predictor('x'), { engine: ModelEngine.VLLM, targetPorts: [0] }, /modelServer\.targetPorts\[0\] must be a whole number/],
  ['no port', (platform) => platform.predictor('x'), { engine: ModelEngine.VLLM, targetPorts: [] }, /modelServer\.targetPorts must be 1 to 8/],
  ['a port without HTTP', (platform) => platform.predictor('x', { protocol: PortProtocol.TCP }), { engine: ModelEngine.VLLM }, /modelServer\.workload speaks no HTTP on its main port/],
  ['a path that is none', (platform) => platform.predictor('x'), { engine: ModelEngine.VLLM, metricsPath: 'm' }, /modelServer\.metricsPath must be a path/],
])('%s is not adopted', (_, workload, attributes, message) => {
  const made = workload(new Platform());
  expect(() => ModelServer.fromWorkload(made, attributes)).toThrow(message);
});
