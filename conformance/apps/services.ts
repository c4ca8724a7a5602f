import type { BoxApp } from './main';
import {
  AuthorizationMode, Backend, GatewayApi, IstioVersion, MeshGateway, MlServingMesh, ModelRoute, MtlsMode, PortProtocol, QueryParamMatch, RetryPolicy,
  WorkloadRole,
} from 'cdk8s-ml-mesh';

/** Models in namespaces and behind Services that belong to others, in a mesh that says everything it could leave to defaults. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: 'app-services',
    adoptNamespace: true,
    istioVersion: IstioVersion.of('1.31.1'),
    gatewayApi: GatewayApi.DEFAULT,
    mtls: MtlsMode.STRICT,
    authorization: AuthorizationMode.DENY_BY_DEFAULT,
    gateway: MeshGateway.create({ hostnames: ['services.example.com'] }),
  });
  mesh.addNamespace('app-services-adopted', { adopt: true });
  mesh.addNamespace('app-services-team', { labels: { team: 'vision' } });
  const frontend = mesh.addWorkload('frontend');

  new ModelRoute(chart, 'legacy', {
    mesh,
    paths: ['/legacy'],
    queryParams: [QueryParamMatch.regex('model', 'llama-[0-9]+')],
    backend: Backend.service('legacy', 9000, { namespace: 'app-services-legacy', protocol: PortProtocol.H2C }),
    retry: RetryPolicy.meshDefault(),
  });

  const bert = mesh.addWorkload('bert', {
    role: WorkloadRole.INFERENCE,
    namespace: 'app-services-team',
    port: 80,
    targetPort: 8080,
    additionalPorts: [{ port: 9000, targetPort: 8080 }],
    trafficPolicy: { connectionPool: { maxRequests: 2 } },
  });
  new ModelRoute(chart, 'bert-route', {
    mesh,
    namespace: 'app-services-team',
    service: 'bert',
    servicePort: 9000,
    exposeAtGateway: false,
    backend: Backend.workload(bert),
    requestHeaders: { set: { 'x-route': 'bert' } },
  }).allowFrom(frontend);

  const ranker = mesh.addWorkload('ranker', { role: WorkloadRole.INFERENCE, namespace: 'app-services-adopted', port: 80, targetPort: 8080 });
  new ModelRoute(chart, 'ranking', {
    mesh,
    namespace: 'app-services-adopted',
    service: 'ranking',
    servicePort: 8000,
    adoptService: true,
    exposeAtGateway: false,
    backend: Backend.workload(ranker),
  }).allowFrom(frontend);
  return mesh;
};

export default app;
