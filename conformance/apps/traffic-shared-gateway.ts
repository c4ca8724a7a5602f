import type { BoxApp } from './main';
import { Backend, CanaryModel, MeshGateway, MlServingMesh, ModelRoute, ModelVersion, WorkloadRole } from 'cdk8s-ml-mesh';

/** Routes of two namespaces at a gateway of somebody else, models in a third namespace. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'shared-routes',
    gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'shared-ingress', hostnames: ['*.shared.example.com'], listeners: ['web'] }),
  });
  mesh.addNamespace('shared-models');
  const model = (id: string) => mesh.addWorkload(id, { namespace: 'shared-models', role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  const [v1, v2, shadow] = ['granted-v1', 'granted-v2', 'granted-shadow'].map(model);
  new CanaryModel(chart, 'granted', {
    mesh,
    hostnames: ['granted.shared.example.com'],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 50 }, { version: ModelVersion.of('shadow', Backend.workload(shadow)), mirrorPercentage: 100 }],
  });
  new ModelRoute(chart, 'beside', { mesh, namespace: 'shared-models', hostnames: ['beside.shared.example.com'], backend: Backend.workload(v1) });
  return mesh;
};

export default app;
