import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import { Backend, LlmRoute, MeshGateway, MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

/** An LLM server that callers in the mesh and outside use within the same limits. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `llm-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const server = mesh.addWorkload('llama', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8000 });
  const frontend = mesh.addWorkload('frontend');
  new LlmRoute(chart, 'chat', {
    mesh,
    service: 'chat',
    backend: Backend.workload(server),
    // 1 s until the first token and 20 tokens at 10 a second: 3 s.
    chatCompletions: { maxOutputTokens: 20, tokensPerSecond: 10, timeToFirstToken: Duration.seconds(1) },
    embeddings: { timeout: Duration.seconds(1) },
    responses: {},
    timeout: Duration.seconds(5),
    pathPrefix: '/team-a',
  }).allowFrom(frontend);
  return mesh;
};

export const forDataPlane = app;
