import { Duration, Size } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, DataPlane, EndpointChoice, EndpointPicker, EndpointScorer, FlowFairness, FlowOrdering, InferencePool, LlmRoute, MeshGateway,
  MlServingMesh, ModelEngine, ModelRoute, ModelServer,
  PathMatch, PickerFailureMode, PickerRelease, PickerTls, PortProtocol, RequestParser, SaturationDetector, WorkloadRole,
} from 'cdk8s-ml-mesh';

const IMAGE = 'vllm/vllm-openai:v0.21.0';

/** Pools of servers that the app brings and of servers that exist, on one gateway, with pickers behind the mesh's TLS and their own. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `pools-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const server = (model: string, copy: string) => new ModelServer(chart, `${model}-${copy}`, {
    mesh, engine: ModelEngine.VLLM, image: IMAGE, model, labels: { model, copy },
  });
  const exists = (copy: string) => ModelServer.fromWorkload(
    mesh.workloadFromAttributes(`mistral-${copy}`, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8000, podLabels: { model: 'mistral', copy }, sidecar: dataPlane === DataPlane.AMBIENT }),
    { engine: ModelEngine.VLLM, targetPorts: [8000], metricsPath: '/metrics', loraAdapters: ['sql'] },
  );
  const llama = new InferencePool(chart, 'llama', { mesh, servers: [server('llama', 'a'), server('llama', 'b')], failureMode: PickerFailureMode.FAIL_CLOSE });
  const qwen = new InferencePool(chart, 'qwen', {
    mesh,
    servers: [server('qwen', 'a'), server('qwen', 'b')],
    failureMode: PickerFailureMode.FAIL_OPEN,
    endpointPicker: EndpointPicker.create({
      release: PickerRelease.GIE_1_5,
      tls: PickerTls.selfSigned(),
      maxConcurrency: 1_000,
      metricsAuthentication: true,
      cpu: '1',
      memory: '1Gi',
      drainTime: Duration.seconds(60),
      config: {
        scorers: [
          EndpointScorer.queueDepth(3), EndpointScorer.kvCacheUtilization(2), EndpointScorer.loraAffinity(0.5), EndpointScorer.runningRequests(0.5),
          EndpointScorer.prefixCache(0.5, { maxTokens: 1_024, blocksPerServer: 1_000 }),
        ],
        choice: EndpointChoice.BEST_SCORE,
        parsers: [RequestParser.OPENAI],
        saturation: SaturationDetector.utilization({ queueDepth: 100, kvCacheUtilization: 0.99, staleness: Duration.seconds(2), headroom: 0.2 }),
        flowControl: {
          timeToLive: Duration.seconds(5),
          maxRequests: 1_000,
          maxBytes: Size.mebibytes(64),
          priorityBands: [
            {
              priority: 10,
              maxRequests: 100,
              maxBytes: Size.mebibytes(8),
              fairness: FlowFairness.ROUND_ROBIN,
              ordering: FlowOrdering.EARLIEST_DEADLINE,
            },
            { priority: -1, fairness: FlowFairness.STRICT, ordering: FlowOrdering.SLO_DEADLINE },
            { priority: 1, ordering: FlowOrdering.FIRST_COME },
          ],
        },
      },
    }),
  });
  const mistral = new InferencePool(chart, 'mistral', {
    mesh,
    poolName: 'mistral-7b',
    servers: [exists('a'), exists('b')],
    endpointPicker: EndpointPicker.create({
      ...(dataPlane === DataPlane.AMBIENT && { tls: PickerTls.mesh() }),
      config: { choice: EndpointChoice.RANDOM, saturation: SaturationDetector.concurrency({ maxRequests: 50, headroom: 0 }) },
    }),
  });
  const calls = new InferencePool(chart, 'calls', {
    mesh,
    servers: ['a', 'b'].map((copy) => new ModelServer(chart, `calls-${copy}`, {
      mesh, engine: ModelEngine.VLLM, image: IMAGE, model: 'calls', labels: { model: 'calls', copy }, protocol: PortProtocol.GRPC,
    })),
    endpointPicker: EndpointPicker.create({ config: { parsers: [RequestParser.VLLM_GRPC] } }),
  });
  new ModelRoute(chart, 'calls-route', {
    mesh,
    backend: Backend.inferencePool(calls),
    pathMatches: [PathMatch.grpc('vllm.grpc.engine.VllmEngine')],
    timeout: Duration.seconds(20),
  });
  for (const [prefix, pool] of [['llama', llama], ['qwen', qwen], ['mistral', mistral]] as const) {
    new LlmRoute(chart, `chat-${prefix}`, { mesh, backend: Backend.inferencePool(pool), pathPrefix: `/${prefix}`, timeout: Duration.seconds(20) });
  }
  return mesh;
};

export const forDataPlane = app;
