import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import { Backend, CanaryModel, HeaderMatch, MeshGateway, MeshRouteKind, MlServingMesh, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

/** One canary as an HTTPRoute and as a VirtualService: callers must not notice which. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `canary-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const [v1, v2, v3] = ['v1', 'v2', 'v3'].map((version) => mesh.addWorkload(`canary-${version}`, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  const frontend = mesh.addWorkload('frontend');

  for (const [service, meshRouteKind] of [['by-route', MeshRouteKind.HTTP_ROUTE], ['by-virtual-service', MeshRouteKind.VIRTUAL_SERVICE]] as const) {
    new CanaryModel(chart, service, {
      mesh,
      service,
      meshRouteKind,
      exposeAtGateway: meshRouteKind === MeshRouteKind.HTTP_ROUTE,
      paths: ['/v1/models'],
      stable: ModelVersion.of('v1', Backend.workload(v1)),
      candidates: [
        { version: ModelVersion.of('v2', Backend.workload(v2)), weight: 35, cohorts: [HeaderMatch.exact('x-tenant', 'beta'), HeaderMatch.cookie('ring', 'early')] },
        { version: ModelVersion.of('v3', Backend.workload(v3)), mirrorPercentage: 12.5 },
      ],
      versionHeader: 'x-model-version',
      assignCookie: 'model-version',
      assignCookieMaxAge: Duration.hours(1),
      timeout: Duration.seconds(2),
      responseHeaders: { set: { 'x-served-by': 'canary' } },
    }).allowFrom(frontend);
  }
  return mesh;
};

export const forDataPlane = app;
