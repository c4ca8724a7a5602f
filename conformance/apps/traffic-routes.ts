import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, FaultInjection, HeaderMatch, MeshGateway, MeshRouteKind, MlServingMesh, ModelRoute, PathMatch, QueryParamMatch, RetryPolicy, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** Routes to one model as HTTPRoutes and as VirtualServices, and the faults that only the latter have. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `routes-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const inference = (id: string) => mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
  const [model, shadow] = ['model', 'shadow'].map(inference);
  const frontend = mesh.addWorkload('frontend');

  for (const [kind, meshRouteKind] of [['route', MeshRouteKind.HTTP_ROUTE], ['virtual', MeshRouteKind.VIRTUAL_SERVICE]] as const) {
    const common = { mesh, meshRouteKind, exposeAtGateway: meshRouteKind === MeshRouteKind.HTTP_ROUTE, backend: Backend.workload(model) };
    new ModelRoute(chart, `${kind}-matches`, {
      ...common,
      service: `${kind}-matches`,
      paths: ['/v1/models/resnet/'],
      pathMatches: [PathMatch.exact('/predict'), PathMatch.regex('/v[0-9]+/predict')],
      methods: ['POST', 'PUT'],
      headers: [HeaderMatch.regex('x-tenant', 'team-(a|b)'), HeaderMatch.present('x-trace')],
      queryParams: [QueryParamMatch.exact('model', 'resnet')],
      timeout: Duration.millis(1500),
    }).allowFrom(frontend);
    new ModelRoute(chart, `${kind}-rewrite`, {
      ...common,
      service: `${kind}-rewrite`,
      paths: ['/team.a/models', '/team-b'],
      rewritePrefix: '/v2/models',
      rewriteHostname: 'model.internal',
      requestHeaders: { set: { 'x-model': 'resnet' }, add: { 'x-via': 'mesh' }, remove: ['x-secret'] },
      responseHeaders: { set: { 'x-served-by': 'resnet' }, remove: ['x-internal'] },
      mirror: { backend: Backend.workload(shadow), percentage: 30 },
    }).allowFrom(frontend);
    new ModelRoute(chart, `${kind}-root`, { ...common, service: `${kind}-root`, paths: ['/old'], rewritePrefix: '/' }).allowFrom(frontend);
  }

  const virtual = { mesh, meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE, exposeAtGateway: false, backend: Backend.workload(model) };
  const faults = {
    aborted: FaultInjection.abort({ status: 418, percentage: 100 }),
    delayed: FaultInjection.delay({ duration: Duration.millis(700), percentage: 100 }),
    flaky: FaultInjection.delayAndAbort({ duration: Duration.millis(1), percentage: 50 }, { status: 503, percentage: 20 }),
  };
  for (const [service, meshFault] of Object.entries(faults)) {
    new ModelRoute(chart, service, { ...virtual, service, meshFault }).allowFrom(frontend);
  }
  new ModelRoute(chart, 'retried', {
    ...virtual,
    service: 'retried',
    retry: RetryPolicy.onCodes({ attempts: 2, codes: [503], perTryTimeout: Duration.millis(500), mayRunTwice: true }),
    timeout: Duration.seconds(3),
  }).allowFrom(frontend);
  new ModelRoute(chart, 'never-retried', { ...virtual, service: 'never-retried', retry: RetryPolicy.none() }).allowFrom(frontend);
  return mesh;
};

export const forDataPlane = app;
