import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, CanaryModel, HeaderMatch, MeshGateway, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-canary',
    gateway: MeshGateway.create({ hostnames: ['canary.example.com'] }),
  });
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((version) => mesh.addWorkload(`canary-${version}`, { role: WorkloadRole.INFERENCE, port: 8080 }));
  new CanaryModel(chart, 'canary', {
    mesh,
    paths: ['/v1/models'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [
      { version: ModelVersion.of('v2', Backend.workload(v2)), weight: 10, cohorts: [HeaderMatch.exact('x-tenant', 'beta'), HeaderMatch.cookie('ring', 'early')] },
      { version: ModelVersion.of('v3', Backend.workload(v3)), mirrorPercentage: 100 },
    ],
    versionHeader: 'x-model-version',
    assignCookie: 'model-version',
    timeout: Duration.seconds(2),
  });
  return mesh;
};

export default app;
