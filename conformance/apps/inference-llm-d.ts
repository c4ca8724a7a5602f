import type { BoxApp } from './main';
import {
  Backend, EndpointPicker, EndpointScorer, InferencePool, LlmRoute, MeshGateway, MlServingMesh, ModelEngine, ModelRoute, ModelServer, PathMatch,
  PickerRelease, PortProtocol, RequestParser, ServingRole, WorkloadRole,
} from 'cdk8s-ml-mesh';

const release = PickerRelease.LLM_D_ROUTER_0_10;
const IMAGE = 'vllm/vllm-openai:v0.21.0';

/** Pools of llm-d: prompt and answer by different pods, and servers that speak gRPC. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'llm-d', gateway: MeshGateway.create({ hostnames: ['llm-d.example.com'] }) });
  const half = (role: ServingRole) => new ModelServer(chart, role, {
    mesh,
    engine: ModelEngine.VLLM,
    image: IMAGE,
    model: 'llama',
    labels: { model: 'llama', part: role },
    role,
    ...(role === ServingRole.DECODE && { routingSidecar: { image: 'registry.example.com/llm-d-router-disagg-sidecar:v0.10.0', enginePort: 8300 } }),
  });
  const split = new InferencePool(chart, 'split', {
    mesh,
    servers: [
      half(ServingRole.PREFILL),
      half(ServingRole.DECODE),
      ModelServer.fromWorkload(
        mesh.workloadFromAttributes('spare', { role: WorkloadRole.INFERENCE, port: 8000, podLabels: { model: 'llama', part: 'spare' }, sidecar: true }),
        { engine: ModelEngine.VLLM, role: ServingRole.PREFILL },
      ),
    ],
    endpointPicker: EndpointPicker.create({
      release,
      config: {
        scorers: [EndpointScorer.sessionAffinity(2), EndpointScorer.tokenLoad(3, 500_000)],
        experimentalPlugins: true,
        parsers: [RequestParser.OPENAI, RequestParser.ANTHROPIC, RequestParser.VLLM_HTTP, RequestParser.PASSTHROUGH],
      },
    }),
  });
  const grpc = new InferencePool(chart, 'grpc', {
    mesh,
    servers: [new ModelServer(chart, 'streams', { mesh, engine: ModelEngine.VLLM, image: IMAGE, model: 'qwen', protocol: PortProtocol.GRPC })],
    endpointPicker: EndpointPicker.create({ release, config: { parsers: [RequestParser.VLLM_GRPC, RequestParser.VERTEX_AI] } }),
  });
  split.addObjective('batch', { priority: -5 });
  split.addModelRewrite('alias', { models: ['gpt'], targets: [{ model: 'llama', weight: 1 }] });
  new LlmRoute(chart, 'chat-split', { mesh, backend: Backend.inferencePool(split), pathPrefix: '/split' });
  new ModelRoute(chart, 'calls', { mesh, backend: Backend.inferencePool(grpc), pathMatches: [PathMatch.grpc('vllm.grpc.engine.VllmEngine')] });
  return mesh;
};

export default app;
