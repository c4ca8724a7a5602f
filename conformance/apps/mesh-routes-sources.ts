import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, CanaryModel, DataPlane, HeaderMatch, MeshGateway, MeshRouteKind, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

/** A canary by VirtualService whose candidate is for a batch job and for a team in another namespace, before the weights. */
const app: BoxApp = (chart) => {
  const name = 'mesh-sources';
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane: DataPlane.SIDECAR,
    gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }),
  });
  mesh.addNamespace(`${name}-team`);
  const [v1, v2] = ['model-v1', 'model-v2'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  const [batch, web] = ['batch', 'web'].map((id) => mesh.addWorkload(id, { port: 80, targetPort: 8080 }));
  const team = mesh.addWorkload('team', { namespace: `${name}-team`, port: 80, targetPort: 8080, scopeEgress: true });

  const model = new CanaryModel(chart, 'model', {
    mesh,
    service: 'model',
    meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE,
    paths: ['/v1/models'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{
      version: ModelVersion.of('v2', Backend.workload(v2)),
      weight: 20,
      sources: [batch, team],
      cohorts: [HeaderMatch.exact('x-tenant', 'beta')],
    }],
    versionHeader: 'x-model-version',
    timeout: Duration.seconds(2),
    trafficPolicy: { connectionPool: { maxPendingRequests: 700 } },
  });
  [batch, web, team].forEach((caller) => model.allowFrom(caller));
  return mesh;
};

export default app;
