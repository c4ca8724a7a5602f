import { Duration } from 'cdk8s';
import type { BoxApp } from './main';
import {
  Backend, HeaderMatch, MeshGateway, MlServingMesh, ModelRoute, PathMatch, PortProtocol, QueryParamMatch, WorkloadRole,
} from 'cdk8s-ml-mesh';

const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-model-route',
    gateway: MeshGateway.create({ hostnames: ['route.example.com', '*.route.example.com'] }),
  });
  const workload = (id: string, protocol = PortProtocol.HTTP) =>
    mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080, protocol });
  const [bert, resnet, shadow] = ['bert', 'resnet', 'shadow'].map((id) => workload(id));
  workload('fallback');
  const ranker = workload('ranker', PortProtocol.GRPC);

  new ModelRoute(chart, 'bert', {
    mesh,
    hostnames: ['route.example.com'],
    paths: ['/v1/models/bert'],
    backend: Backend.workload(bert),
    rewritePrefix: '/v1/models/model',
    rewriteHostname: 'bert.internal',
    requestHeaders: { set: { 'x-model': 'bert' }, remove: ['x-secret'] },
    responseHeaders: { add: { 'x-served-by': 'bert' } },
  });
  new ModelRoute(chart, 'resnet', {
    mesh,
    hostnames: ['route.example.com'],
    pathMatches: [PathMatch.exact('/predict'), PathMatch.regex('/v[0-9]+/predict')],
    methods: ['POST'],
    headers: [HeaderMatch.regex('x-tenant', 'team-(a|b)')],
    queryParams: [QueryParamMatch.exact('model', 'resnet')],
    backend: Backend.workload(resnet),
    mirror: { backend: Backend.workload(shadow) },
    timeout: Duration.millis(1500),
  });
  new ModelRoute(chart, 'ranking', { mesh, hostnames: ['route.example.com'], pathMatches: [PathMatch.grpc('ranking.Ranker')], backend: Backend.workload(ranker) });
  new ModelRoute(chart, 'fallback', { mesh, hostnames: ['*.route.example.com'], backend: Backend.service('fallback', 80) });
  return mesh;
};

export default app;
