import type { BoxApp } from './main';
import { AuthorizationMode, Backend, DataPlane, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** Edges on trial. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'identity-dry-run',
    dataPlane: DataPlane.SIDECAR,
    authorization: AuthorizationMode.DRY_RUN,
    gateway: MeshGateway.create({ hostnames: ['identity-dry-run.example.com'] }),
  });
  const [frontend] = ['frontend', 'stranger'].map((id) => mesh.addWorkload(id));
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model', { mesh, paths: ['/v1'], backend: Backend.workload(model) });
  model.allowFrom(frontend, { methods: ['GET'] });
  return mesh;
};

export default app;
