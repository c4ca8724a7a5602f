import type { BoxApp } from './main';
import {
  AccessLog, Backend, Channel, GatewayApi, IstioVersion, MeshGateway, MeshInstall, MlServingMesh, ModelRoute, SpanTag, TracingProvider, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** A mesh that knows how Istio is installed: its revision is that of the installation, and so are the traces and the access log. */
const app: BoxApp = (chart) => {
  const install = new MeshInstall({
    istioVersion: IstioVersion.DEFAULT,
    revision: 'ml',
    tracing: TracingProvider.openTelemetry({ name: 'otel', service: 'collector.observability.svc.ml.local', port: 4317, samplingPercentage: 40 }),
    accessLogs: [AccessLog.stdout()],
  });
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-installed',
    install,
    spanTags: { tenant: SpanTag.header('x-tenant') },
    accessLogFilter: 'response.code >= 400',
    clusterDomain: 'ml.local',
    gatewayApi: GatewayApi.of('1.6', Channel.STANDARD),
    gateway: MeshGateway.create({
      hostnames: ['installed.example.com'],
      jwtIssuers: [{ issuer: 'https://login.example.com', jwksUri: 'http://keys.app-installed-keys.svc.ml.local/keys' }],
      publicPaths: ['/model'],
    }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model-route', { mesh, backend: Backend.workload(model) });
  return mesh;
};

export default app;
