import type { BoxApp } from './main';
import { Backend, MeshGateway, MeshTelemetry, MlServingMesh, ModelRoute, SpanTag, WorkloadRole } from 'cdk8s-ml-mesh';

/** Traces and access logs of the whole mesh, by the providers that its installation has, of a revision and a domain of its own. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-telemetry',
    revision: 'ml',
    clusterDomain: 'ml.local',
    gateway: MeshGateway.create({ hostnames: ['telemetry.example.com'] }),
  });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'model-route', {
    mesh,
    paths: ['/model'],
    backend: Backend.workload(model),
    trafficPolicy: { connectionPool: { maxRequests: 2 } },
  });
  new MeshTelemetry(chart, 'telemetry', {
    name: 'ml-telemetry',
    rootNamespace: 'istio-system',
    tracingProvider: 'otel',
    samplingPercentage: 12.5,
    spanTags: {
      'model.version': SpanTag.header('x-model-version', 'unknown'),
      'tenant': SpanTag.header('x-tenant'),
      'cluster': SpanTag.environment('CLUSTER', 'local'),
      'node': SpanTag.environment('NODE'),
      'platform': SpanTag.literal('ml'),
    },
    accessLogProviders: ['logs'],
    accessLogFilter: 'response.code >= 400',
  });
  return mesh;
};

export default app;
