import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import { pods } from './shared/pods';
import type { TrafficPolicy } from 'cdk8s-ml-mesh';
import { Backend, MeshGateway, MeshRouteKind, MlServingMesh, ModelRoute, RetryPolicy, WorkloadRole } from 'cdk8s-ml-mesh';

/** Ejections that last longer than any case. */
const outlierDetection = { consecutive5xxErrors: 3, baseEjectionTime: Duration.minutes(10) };

/** A breaker of each kind, at the gateway and on the way of callers in the mesh. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `breakers-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const frontend = mesh.addWorkload('frontend');

  const model = (id: string, trafficPolicy: TrafficPolicy, replicas?: number) => {
    const workload = mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, replicas });
    new ModelRoute(chart, id, { mesh, service: id, paths: [`/${id}`], backend: Backend.workload(workload), trafficPolicy }).allowFrom(frontend);
    return workload;
  };
  model('requests', { connectionPool: { maxRequests: 3 } });
  model('pending', { connectionPool: { maxConnections: 1, maxPendingRequests: 1 } });
  pods(chart, model('ejected', { outlierDetection }, 3), 3);
  pods(chart, model('last', { outlierDetection }, 2), 2);
  pods(chart, model('unknown', { outlierDetection }), 2);

  const retried = (id: string, trafficPolicy: TrafficPolicy) => new ModelRoute(chart, id, {
    mesh,
    service: id,
    exposeAtGateway: false,
    meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE,
    backend: Backend.workload(mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 })),
    retry: RetryPolicy.onCodes({ attempts: 1, codes: [503], mayRunTwice: true }),
    trafficPolicy,
  }).allowFrom(frontend);
  retried('budget', { retryBudget: { percent: 10, minRetryConcurrency: 2 } });
  retried('retries', { connectionPool: { maxRetries: 4 } });
  return mesh;
};

export const forDataPlane = app;
