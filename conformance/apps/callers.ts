import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import { Backend, CanaryModel, MeshGateway, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

/** A canary that one caller in the mesh may use, a feature store that only the versions may use, and a gateway. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `callers-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane,
    gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }),
  });
  const [v1, v2] = ['model-v1', 'model-v2'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  const features = mesh.addWorkload('features', { port: 80, targetPort: 8080 });
  const [frontend] = ['frontend', 'stranger'].map((id) => mesh.addWorkload(id, { port: 80, targetPort: 8080 }));

  const model = new CanaryModel(chart, 'model', {
    mesh,
    service: 'model',
    paths: ['/v1/models'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 20 }],
    versionHeader: 'x-model-version',
    timeout: Duration.seconds(2),
  });
  model.allowFrom(frontend, { methods: ['GET'], paths: ['/v1/models/*'] });
  features.allowFrom(v1, { methods: ['POST'] });
  return mesh;
};

export const forDataPlane = app;
