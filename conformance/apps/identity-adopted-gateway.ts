import type { PlaneApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway of somebody else in a namespace that denies by default. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `identity-adopted-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane,
    gateway: MeshGateway.fromGateway({ name: 'shared', namespace: `${name}-ingress`, hostnames: [`${name}.example.com`] }),
  });
  mesh.addNamespace(`${name}-ingress`, { adopt: true });
  const [model] = ['model', 'stranger'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  new ModelRoute(chart, 'model', { mesh, paths: ['/v1'], backend: Backend.workload(model) });
  return mesh;
};

export const forDataPlane = app;
