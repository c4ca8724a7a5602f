import type { BoxApp } from './main';
import {
  Backend, InferencePool, LlmRoute, MeshGateway, MlServingMesh, ModelEngine, ModelRouter, ModelServer, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** A router that may be down: what it would have told apart goes by the route without a model. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'router-open', gateway: MeshGateway.create({ hostnames: ['router-open.example.com'] }) });
  const llama = new InferencePool(chart, 'llama', {
    mesh,
    servers: [new ModelServer(chart, 'llama-a', { mesh, engine: ModelEngine.VLLM, image: 'vllm/vllm-openai:v0.21.0', model: 'llama' })],
  });
  const router = new ModelRouter(chart, 'router', { mesh, pools: [llama], failOpen: true, replicas: 1 });
  new LlmRoute(chart, 'chat-llama', { mesh, backend: Backend.inferencePool(llama), modelHeader: router.modelHeader(llama) });
  new LlmRoute(chart, 'chat', { mesh, backend: Backend.workload(mesh.addWorkload('spare', { role: WorkloadRole.INFERENCE, port: 8000 })) });
  return mesh;
};

export default app;
