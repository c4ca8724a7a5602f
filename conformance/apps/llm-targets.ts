import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, EndpointPicker, InferencePool, LlmRoute, LlmTarget, MeshGateway, MlServingMesh, ModelEngine, ModelServer, PickerTls, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** One route over many models: 20 by name, the rest of a publisher, two tenants of which one has a pool elsewhere, and what is left. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `targets-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  mesh.addNamespace(`${name}-team`);
  const server = (id: string) => Backend.workload(mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 8000 }));
  const [odd, even, mixtral, mistral, shared, rest] = ['odd', 'even', 'mixtral', 'mistral', 'shared', 'rest'].map(server);
  const own = new ModelServer(chart, 'team-server', {
    mesh, namespace: `${name}-team`, engine: ModelEngine.VLLM, image: 'vllm/vllm-openai:v0.21.0', model: 'llama',
  });
  const pool = new InferencePool(chart, 'team-pool', { mesh, servers: [own], endpointPicker: EndpointPicker.create({ tls: PickerTls.selfSigned() }) });
  new LlmRoute(chart, 'chat', {
    mesh,
    timeout: Duration.seconds(10),
    chatCompletions: {},
    models: {},
    modelNameHeader: 'x-model',
    targets: [
      LlmTarget.publisher('mistralai', mistral),
      LlmTarget.model('mistralai/Mixtral-8x7B', mixtral),
      ...Array.from({ length: 20 }, (_, i) => LlmTarget.model(`model-${i}`, i % 2 === 0 ? even : odd)),
      LlmTarget.tenant('/team-a', Backend.inferencePool(pool)),
      LlmTarget.tenant('/team-b', shared),
    ],
    backend: rest,
  });
  return mesh;
};

export const forDataPlane = app;
