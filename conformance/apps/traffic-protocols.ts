import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, CanaryModel, LlmRoute, MeshGateway, MeshRouteKind, MlServingMesh, ModelRoute, ModelVersion, PathMatch, PortProtocol, RetryPolicy,
  WorkloadRole,
} from 'cdk8s-ml-mesh';

/** Backends that speak HTTP/1.1, HTTP/2 and gRPC. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `protocols-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const workload = (id: string, protocol: PortProtocol) =>
    mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, protocol });
  const frontend = mesh.addWorkload('frontend');

  const predictor = workload('plain', PortProtocol.HTTP);
  const plain = new ModelRoute(chart, 'plain', { mesh, service: 'plain', paths: ['/plain'], backend: Backend.workload(predictor) });
  const llm = new LlmRoute(chart, 'llm', {
    mesh,
    service: 'llm',
    backend: Backend.workload(workload('llm', PortProtocol.H2C)),
    chatCompletions: { timeout: Duration.seconds(2) },
    trafficPolicy: { connectionPool: { maxConcurrentStreams: 100 } },
  });
  const [v1, v2] = ['ranker-v1', 'ranker-v2'].map((id) => workload(id, PortProtocol.GRPC));
  const ranker = new CanaryModel(chart, 'ranker', {
    mesh,
    service: 'ranker',
    pathMatches: [PathMatch.grpc('ranking.Ranker')],
    stable: ModelVersion.of('v1', Backend.workload(v1)),
    candidates: [{ version: ModelVersion.of('v2', Backend.workload(v2)), weight: 30 }],
    versionHeader: 'x-model-version',
    timeout: Duration.seconds(1),
  });
  const once = new ModelRoute(chart, 'once', {
    mesh,
    service: 'once',
    exposeAtGateway: false,
    meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE,
    pathMatches: [PathMatch.grpc('ranking.Ranker', 'Rank')],
    backend: Backend.workload(v1),
    retry: RetryPolicy.none(),
  });
  [plain, llm, ranker, once].forEach((route) => route.allowFrom(frontend));
  return mesh;
};

export const forDataPlane = app;
