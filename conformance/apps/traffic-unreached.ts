import type { PlaneApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** Models that requests may not reach, and nothing said of retries. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `unreached-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const frontend = mesh.addWorkload('frontend');
  const model = (id: string, protocol = PortProtocol.HTTP) => {
    const workload = mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, protocol });
    new ModelRoute(chart, id, { mesh, service: id, paths: [`/${id}`], backend: Backend.workload(workload) }).allowFrom(frontend);
  };
  model('gone');
  model('refusing', PortProtocol.H2C);
  return mesh;
};

export const forDataPlane = app;
