import type { BoxApp } from './main';
import { namedPods } from './shared/named-pods';
import { Caller, DataPlane, MlServingMesh, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** What a platform runs besides models, each with what its kind needs. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'app-roles', dataPlane: DataPlane.SIDECAR });
  const features = mesh.addWorkload('features', { role: WorkloadRole.FEATURE_STORE, port: 6565, headless: true });
  const registry = mesh.addWorkload('registry', { role: WorkloadRole.MODEL_REGISTRY, port: 80, targetPort: 8080 });
  const redis = mesh.workloadFromAttributes('redis', { port: 6379, protocol: PortProtocol.TCP, podLabels: { app: 'redis' } });
  const training = mesh.addWorkload('training', { role: WorkloadRole.TRAINING, port: 80, targetPort: 8080, outsideMesh: true });
  const pipeline = mesh.addWorkload('pipeline', {
    role: WorkloadRole.PIPELINE,
    scopeEgress: true,
    egressHosts: ['app-roles/redis.app-roles.svc.cluster.local', 'app-roles/training.app-roles.svc.cluster.local'],
  });
  [training, pipeline].forEach((workload) => namedPods(chart, workload, [{ name: workload.workloadName }]));

  features.allowFrom(pipeline);
  // By name: the library then does not know that the sidecars of the pipeline have to find these two.
  redis.allowFrom(Caller.serviceAccount('app-roles', 'pipeline'));
  registry.allowFrom(Caller.namespace('app-roles'));
  return mesh;
};

export default app;
