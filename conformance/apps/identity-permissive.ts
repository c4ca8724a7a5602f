import type { PlaneApp } from './main';
import { AuthorizationMode, MlServingMesh, MtlsMode, WorkloadRole } from 'cdk8s-ml-mesh';

/** On the way into the mesh: plaintext is taken, and only workloads with edges are closed. */
const app: PlaneApp = (chart, dataPlane) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: `identity-permissive-${dataPlane}`,
    dataPlane,
    mtls: MtlsMode.PERMISSIVE,
    authorization: AuthorizationMode.ALLOW_BY_DEFAULT,
  });
  const caller = mesh.addWorkload('caller');
  const [, closed] = ['open', 'closed'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  closed.allowFrom(caller);
  return mesh;
};

export const forDataPlane = app;
