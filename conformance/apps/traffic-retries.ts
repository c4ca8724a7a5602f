import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import { Backend, Channel, GatewayApi, LlmRoute, MeshGateway, MlServingMesh, ModelRoute, RetryPolicy, WorkloadRole } from 'cdk8s-ml-mesh';

/** Retries that an HTTPRoute of the experimental channel can say. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `retries-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane,
    gatewayApi: GatewayApi.of('1.6', Channel.EXPERIMENTAL),
    gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }),
  });
  const workload = (id: string) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  const frontend = mesh.addWorkload('frontend');
  const llm = new LlmRoute(chart, 'llm', {
    mesh,
    service: 'llm',
    backend: Backend.workload(workload('llm')),
    chatCompletions: { timeout: Duration.seconds(4) },
    embeddings: {
      timeout: Duration.seconds(4),
      retry: RetryPolicy.onCodes({
        attempts: 2,
        codes: [503, 504],
        perTryTimeout: Duration.seconds(1),
        backoff: Duration.millis(100),
        mayRunTwice: true,
      }),
    },
  });
  const budgeted = new ModelRoute(chart, 'budgeted', {
    mesh,
    service: 'budgeted',
    paths: ['/budgeted'],
    backend: Backend.workload(workload('budgeted')),
    retry: RetryPolicy.onCodes({ attempts: 1, codes: [503], mayRunTwice: true }),
    trafficPolicy: { retryBudget: { percent: 10, minRetryConcurrency: 2 } },
  });
  [llm, budgeted].forEach((route) => route.allowFrom(frontend));
  return mesh;
};

export const forDataPlane = app;
