import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway on ports of its own; the redirect must name the one of HTTPS. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'https-ports',
    gateway: MeshGateway.create({ hostnames: ['https-ports.example.com'], httpPort: 8080, httpsPort: 8443, tlsSecret: 'certificate' }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model', { mesh, backend: Backend.workload(model) });
  return mesh;
};

export default app;
