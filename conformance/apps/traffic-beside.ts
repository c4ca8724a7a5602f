import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelRoute } from 'cdk8s-ml-mesh';

/** Models of somebody else, whose pods are not in the mesh. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'beside-routes', gateway: MeshGateway.create({ hostnames: ['beside.example.com'] }) });
  for (const id of ['gone', 'half']) {
    new ModelRoute(chart, id, { mesh, paths: [`/${id}`], backend: Backend.service(id, 80, { namespace: 'beside-models' }) });
  }
  return mesh;
};

export default app;
