import type { BoxApp } from './main';
import { Backend, CanaryModel, MeshGateway, MlServingMesh, ModelRoute, ModelVersion, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** Every way to pods behind a waypoint, and pods that need none. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'identity-waypoint',
    gateway: MeshGateway.create({ hostnames: ['identity-waypoint.example.com'] }),
  });
  for (const namespace of ['identity-callers', 'identity-monitoring']) {
    mesh.addNamespace(namespace);
  }
  const [frontend, batch] = ['frontend', 'batch'].map((id) => mesh.addWorkload(id, { namespace: 'identity-callers' }));
  mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING, namespace: 'identity-monitoring' });

  const [v1, v2, lonely] = ['model-v1', 'model-v2', 'lonely'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  const model = new CanaryModel(chart, 'model', {
    mesh,
    service: 'model',
    paths: ['/v1/models'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 50 }],
  });
  model.allowFrom(frontend, { methods: ['GET'] });
  model.allowFrom(batch);
  new ModelRoute(chart, 'unused', { mesh, service: 'unused', paths: ['/unused'], backend: Backend.workload(lonely) });

  const store = mesh.addWorkload('store', { port: 6379, protocol: PortProtocol.TCP });
  store.allowFrom(v1);
  mesh.addWorkload('forgotten', { port: 80, targetPort: 8080 });
  mesh.addWorkload('trainer', {
    role: WorkloadRole.TRAINING,
    port: 8080,
    additionalPorts: [{ port: 29500, protocol: PortProtocol.TCP }],
    peerPorts: [29500],
  });
  return mesh;
};

export default app;
