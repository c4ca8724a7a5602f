import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, GatewayServiceType, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A model that web pages of some origins may call. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-cors',
    gateway: MeshGateway.create({ hostnames: ['cors.example.com'], serviceType: GatewayServiceType.LOAD_BALANCER }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model-route', {
    mesh,
    paths: ['/model'],
    backend: Backend.workload(model),
    cors: {
      allowOrigins: ['https://app.example.com', 'https://*.apps.example.com'],
      allowMethods: ['GET', 'PUT'],
      allowHeaders: ['authorization', 'x-session'],
      exposeHeaders: ['x-model-version'],
      allowCredentials: true,
      maxAge: Duration.hours(1),
    },
  });
  return mesh;
};

export default app;
