import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway that serves with TLS and without. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'https-both',
    gateway: MeshGateway.create({ hostnames: ['https-both.example.com'], tlsSecret: 'certificate', redirectToHttps: false }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model', { mesh, backend: Backend.workload(model) });
  return mesh;
};

export default app;
