import type { BoxApp } from './main';
import { Backend, CanaryModel, MeshGateway, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

/** A canary whose candidate has taken over, and whose old version keeps a tenth for a while. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-promoted',
    gateway: MeshGateway.create({ hostnames: ['promoted.example.com'] }),
  });
  const [v1, v2] = ['v1', 'v2'].map((version) => mesh.addWorkload(`model-${version}`, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  new CanaryModel(chart, 'model', {
    mesh,
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 10 }],
    promote: 'v2',
    versionHeader: 'x-model-version',
  });
  return mesh;
};

export default app;
