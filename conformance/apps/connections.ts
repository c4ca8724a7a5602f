import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import type { TrafficPolicy } from 'cdk8s-ml-mesh';
import { Backend, MeshGateway, MlServingMesh, ModelRoute, PortProtocol, WorkloadRole } from 'cdk8s-ml-mesh';

/** How the gateway treats its connections to models. Breakers have an app of their own. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-connections',
    gateway: MeshGateway.create({ hostnames: ['connections.example.com'] }),
  });
  const model = (id: string, trafficPolicy: TrafficPolicy, protocol = PortProtocol.HTTP) => {
    const workload = mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, replicas: 2, protocol });
    new ModelRoute(chart, `${id}-route`, { mesh, paths: [`/${id}`], backend: Backend.workload(workload), trafficPolicy });
  };
  model('patient', {
    connectionPool: {
      connectTimeout: Duration.seconds(3),
      tcpKeepalive: { time: Duration.minutes(2), interval: Duration.seconds(20), probes: 4 },
      tcpIdleTimeout: Duration.minutes(30),
      maxConnectionDuration: Duration.hours(2),
      maxRequestsPerConnection: 100,
    },
  });
  model('streaming', {
    connectionPool: {
      idleTimeout: Duration.minutes(10),
      maxConcurrentStreams: 50,
      http2KeepAlive: { interval: Duration.seconds(30), timeout: Duration.seconds(5) },
    },
  }, PortProtocol.H2C);
  model('watched', {
    outlierDetection: {
      consecutive5xxErrors: 0,
      consecutiveGatewayErrors: 4,
      consecutiveLocalOriginFailures: 6,
      splitExternalLocalOriginErrors: true,
      interval: Duration.seconds(7),
      baseEjectionTime: Duration.minutes(3),
      maxEjectionPercent: 50,
      minHealthPercent: 30,
    },
    retryBudget: { percent: 25, budgetInterval: Duration.seconds(15) },
  });
  return mesh;
};

export default app;
