import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, CanaryModel, EndpointPicker, HeaderMatch, InferencePool, LlmRoute, MeshGateway, MlServingMesh, ModelEngine, ModelRoute, ModelRouter,
  ModelServer, ModelVersion, PickerTls, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** Two pools on one host, told apart by the body; canaries between pools, of models of one pool, and in the shadow; a predictor beside them. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `models-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const servers = (model: string, adapters: string[]) => ['a', 'b'].map((copy) => new ModelServer(chart, `${model}-${copy}`, {
    mesh,
    engine: ModelEngine.VLLM,
    image: 'vllm/vllm-openai:v0.21.0',
    model: `/models/${model}`,
    servedModelName: model,
    labels: { model, copy },
    loraAdapters: adapters.map((adapter) => ({ name: adapter, path: `/models/${adapter}` })),
  }));
  const exists = ModelServer.fromWorkload(
    mesh.workloadFromAttributes('mistral', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8000, podLabels: { model: 'mistral' } }),
    { engine: ModelEngine.VLLM, targetPorts: [8000], metricsPath: '/metrics', servedModelName: 'mistral' },
  );
  const llama = new InferencePool(chart, 'llama', { mesh, servers: servers('llama', ['sql-v1', 'sql-v2']) });
  const qwenServers = servers('qwen', ['chat-lora']);
  const qwen = new InferencePool(chart, 'qwen', { mesh, servers: qwenServers, endpointPicker: EndpointPicker.create({ tls: PickerTls.selfSigned() }) });
  llama.addModelRewrite('alias', { models: ['gpt', 'gpt-mini'], targets: [{ model: 'llama' }] });
  qwen.addModelRewrite('any', { targets: [{ model: 'qwen', weight: 3 }, { model: 'chat-lora', weight: 1 }] });

  const router = new ModelRouter(chart, 'router', {
    mesh,
    pools: [llama, qwen],
    failOpen: false,
    replicas: 1,
    image: 'registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0',
    cpu: '100m',
    memory: '256Mi',
  });
  for (const pool of [llama, qwen]) {
    new LlmRoute(chart, `chat-${pool.poolName}`, {
      mesh, backend: Backend.inferencePool(pool), modelHeader: router.modelHeader(pool), chatCompletions: {}, timeout: Duration.seconds(20),
    });
  }

  const models = Backend.inferencePool(llama);
  new CanaryModel(chart, 'sql', {
    mesh,
    paths: ['/sql'],
    modelName: 'sql',
    stable: ModelVersion.ofModel('v1', models, 'sql-v1'),
    candidates: [{ version: ModelVersion.ofModel('v2', models, 'sql-v2'), weight: 10 }],
  });
  new CanaryModel(chart, 'cohort', {
    mesh,
    paths: ['/cohort'],
    versionHeader: 'x-model-version',
    stable: ModelVersion.of('llama', models),
    candidates: [{ version: ModelVersion.of('qwen', Backend.inferencePool(qwen)), weight: 0, cohorts: [HeaderMatch.exact('x-tenant', 'beta')] }],
  });
  new CanaryModel(chart, 'shadow', {
    mesh,
    paths: ['/shadow'],
    stable: ModelVersion.of('llama', models),
    candidates: [{ version: ModelVersion.of('qwen', Backend.workload(qwenServers[0].workload)), weight: 0, mirrorPercentage: 100 }],
  });
  new ModelRoute(chart, 'predictor', { mesh, paths: ['/v2'], backend: Backend.workload(exists.workload) });
  return mesh;
};

export const forDataPlane = app;
