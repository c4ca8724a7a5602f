import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, DataPlane, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A model with a route of its own, and one that holds for the callers in one namespace, whose egress is scoped. */
const app: BoxApp = (chart) => {
  const name = 'mesh-consumer';
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane: DataPlane.SIDECAR });
  mesh.addNamespace(`${name}-team`);
  const [model, trial] = ['model', 'model-trial'].map((id) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 }));
  const web = mesh.addWorkload('web', { port: 80, targetPort: 8080 });
  const [scoped, open] = [true, false].map((scopeEgress) => mesh.addWorkload(scopeEgress ? 'scoped' : 'open', {
    namespace: `${name}-team`,
    port: 80,
    targetPort: 8080,
    ...(scopeEgress && { scopeEgress, egressHosts: [`${name}/web.${name}.svc.cluster.local`] }),
  }));

  const all = new ModelRoute(chart, 'all', { mesh, service: 'model', backend: Backend.workload(model), paths: ['/v1/models'] });
  const consumer = new ModelRoute(chart, 'trial', {
    mesh,
    service: 'model',
    consumerNamespace: `${name}-team`,
    backend: Backend.workload(trial),
    paths: ['/v1/models'],
    timeout: Duration.seconds(1),
  });
  const adopted = new ModelRoute(chart, 'adopted', {
    mesh,
    service: 'legacy',
    servicePort: 9000,
    adoptService: true,
    consumerNamespace: `${name}-team`,
    backend: Backend.workload(trial),
    paths: ['/v1/models'],
  });
  adopted.allowFrom(open);
  all.allowFrom(web);
  [scoped, open].forEach((caller) => consumer.allowFrom(caller));
  return mesh;
};

export default app;
