import type { BoxApp } from './main';
import { DataPlane, ExtAuthzProvider, MeshInstall, MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

/** A model whose sidecar is scoped, in a mesh with the authorization server of the box's profile `authorizers`. */
const app: BoxApp = (chart) => {
  const install = new MeshInstall({
    dataPlane: DataPlane.SIDECAR,
    extAuthz: [ExtAuthzProvider.http({ name: 'authz-http', service: 'authz.authz-http.svc.cluster.local', port: 8000 })],
  });
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'mesh-providers', install });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, scopeEgress: true });
  model.allowFrom(mesh.addWorkload('caller'));
  return mesh;
};

export default app;
