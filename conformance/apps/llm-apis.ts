import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, LlmRoute, MeshGateway, MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

/** APIs besides chat, under a path of the provider's own, with a shadow that gets half of the requests. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-llm-apis',
    gateway: MeshGateway.create({ hostnames: ['apis.example.com'] }),
  });
  const [server, shadow] = ['server', 'shadow'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 8000 }));
  new LlmRoute(chart, 'apis', {
    mesh,
    backend: Backend.workload(server),
    basePath: '/openai/v1',
    completions: {},
    responses: { timeout: Duration.seconds(2) },
    messages: {},
    mirror: { backend: Backend.workload(shadow), percentage: 50 },
  });
  return mesh;
};

export default app;
