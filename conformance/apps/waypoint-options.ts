import type { BoxApp } from './main';
import { Backend, GatewayServiceType, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** Waypoints with pods by load, which requests by the gateway pass too, so that its edges may name methods. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-waypoint',
    gateway: MeshGateway.create({ hostnames: ['waypoint.example.com'], serviceType: GatewayServiceType.NODE_PORT, useWaypoint: true }),
    waypoint: { autoscaling: { minReplicas: 2, maxReplicas: 5, cpuUtilization: 60 }, minAvailable: 1 },
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model-route', { mesh, paths: ['/model'], backend: Backend.workload(model) });
  model.allowFrom(mesh.gateway!, { methods: ['GET'] });
  return mesh;
};

export default app;
