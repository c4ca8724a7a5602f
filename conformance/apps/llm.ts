import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, HeaderMatch, LlmRoute, MeshGateway, MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-llm',
    gateway: MeshGateway.create({ hostnames: ['llm.example.com', 'tenants.example.com', 'models.example.com'] }),
  });
  const [llama, qwen] = ['llama', 'qwen'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 8000 }));
  new LlmRoute(chart, 'chat', {
    mesh,
    hostnames: ['llm.example.com'],
    backend: Backend.workload(llama),
    // 1 s until the first token and 30 tokens at 10 a second: 4 s.
    chatCompletions: { maxOutputTokens: 30, tokensPerSecond: 10, timeToFirstToken: Duration.seconds(1) },
    embeddings: { timeout: Duration.seconds(1) },
    models: {},
    timeout: Duration.seconds(8),
  });
  new LlmRoute(chart, 'tenant', { mesh, hostnames: ['tenants.example.com'], backend: Backend.workload(qwen), pathPrefix: '/team-a' });
  for (const [id, model, server] of [['llama-by-name', 'llama', llama], ['qwen-by-name', 'qwen', qwen]] as const) {
    new LlmRoute(chart, id, {
      mesh,
      hostnames: ['models.example.com'],
      backend: Backend.workload(server),
      chatCompletions: {},
      modelHeader: HeaderMatch.exact('x-gateway-model-name', model),
    });
  }
  return mesh;
};

export default app;
