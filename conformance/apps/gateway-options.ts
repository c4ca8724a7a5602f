import { Duration, Size } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, GatewayServiceType, MeshGateway, MlServingMesh, ModelRoute, WorkloadRole } from 'cdk8s-ml-mesh';

/** A gateway in a namespace of its own, which routes of another team may use too. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-gateway',
    gateway: MeshGateway.create({
      name: 'edge',
      namespace: 'app-gateway-edge',
      hostnames: ['edge.example.com'],
      httpPort: 8080,
      allowedNamespaces: ['app-gateway-team'],
      serviceType: GatewayServiceType.CLUSTER_IP,
      infrastructureAnnotations: { 'service.beta.kubernetes.io/load-balancer-scheme': 'internal' },
      deployment: {
        replicas: 2,
        minAvailable: 1,
        drain: Duration.minutes(5),
        resources: { cpuRequest: '150m', cpuLimit: '2', memoryRequest: '200Mi', memoryLimit: '1Gi', concurrency: 2 },
      },
      connectionSettings: {
        streamIdleTimeout: Duration.seconds(2),
        connectionIdleTimeout: Duration.minutes(20),
        requestHeadersTimeout: Duration.seconds(10),
        requestReceiveTimeout: Duration.minutes(2),
        bufferLimit: Size.mebibytes(1),
        maxConcurrentStreams: 64,
      },
    }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model-route', { mesh, paths: ['/model'], backend: Backend.workload(model) });

  const team = new MlServingMesh(chart, 'team', {
    namespace: 'app-gateway-team',
    gateway: MeshGateway.fromGateway({ name: 'edge', namespace: 'app-gateway-edge', serviceAccount: 'edge-istio' }),
  });
  const ranker = team.addWorkload('ranker', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'ranker-route', { mesh: team, paths: ['/ranker'], backend: Backend.workload(ranker) });
  return mesh;
};

export default app;
