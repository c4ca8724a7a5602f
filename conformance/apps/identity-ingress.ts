import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway whose requests pass the waypoints of what it leads to. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'identity-ingress',
    gateway: MeshGateway.create({ hostnames: ['identity-ingress.example.com'], useWaypoint: true }),
  });
  const caller = mesh.addWorkload('caller');
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  const route = new ModelRoute(chart, 'model', { mesh, service: 'predict', paths: ['/v1'], backend: Backend.workload(model) });
  route.allowFrom(caller, { methods: ['GET'] });
  return mesh;
};

export default app;
