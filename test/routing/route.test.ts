import { Duration } from 'cdk8s';
import { callersOf, foreignPool, PLANES, Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { DataPlane } from '../../src/core/versions/data-plane';
import { GatewayApi } from '../../src/core/versions/gateway-api';
import { MeshInstall } from '../../src/install/mesh-install';
import { MeshRetries } from '../../src/install/mesh-retries';
import { MeshGateway } from '../../src/mesh/gateway/mesh-gateway';
import { PortProtocol } from '../../src/mesh/port';
import { LocalityPreference } from '../../src/resilience/locality-preference';
import { Backend } from '../../src/routing/backend';
import { CanaryModel } from '../../src/routing/canary-model';
import { FaultInjection } from '../../src/routing/fault-injection';
import type { ModelRouteProps } from '../../src/routing/model-route';
import { ModelRoute } from '../../src/routing/model-route';
import { ModelVersion } from '../../src/routing/model-version';
import { RetryPolicy } from '../../src/routing/retry-policy';
import { MeshRouteKind } from '../../src/routing/route-props';
import { Caller } from '../../src/security/caller';
import { AuthorizationMode } from '../../src/security/modes';

/** A route to a predictor of the same name with `-predictor` behind it. */
function route(platform: Platform, props: Partial<ModelRouteProps> = {}, id = 'bert'): ModelRoute {
  const backend = props.backend ?? Backend.workload(platform.predictor(`${id}-predictor`));
  return new ModelRoute(platform.chart, id, { mesh: platform.mesh, ...props, backend });
}

const VIRTUAL_SERVICE = { service: 'bert', meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE };
const parents = (platform: Platform, name: string) => platform.find('HTTPRoute', name).spec.parentRefs;
const toGateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' };
const toService = { group: '', kind: 'Service', name: 'bert' };
const onCodes = (codes: number[]) => RetryPolicy.onCodes({ attempts: 1, codes, mayRunTwice: true });

test.each(PLANES)('gateway and mesh have a route each (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  route(platform, { service: 'bert' });
  expect(parents(platform, 'bert')).toEqual([toGateway]);
  expect(parents(platform, 'bert-mesh')).toEqual([toService]);
});

test('a route without a Service is at the gateway only, one that is kept off the gateway in the mesh only', () => {
  const platform = new Platform();
  route(platform);
  route(platform, { service: 'other', exposeAtGateway: false }, 'other');
  expect(platform.all('HTTPRoute').map(({ metadata }) => metadata.name)).toEqual(['bert', 'other-mesh']);
});

test('a route that nobody can address is refused', () => {
  expect(() => route(Platform.closed())).toThrow('[app/bert] has no address: it is neither at a gateway nor at a Service: give service for callers in the mesh');
  expect(() => route(new Platform(), { exposeAtGateway: false })).toThrow(/has no address/);
});

test('the Service is made where nobody has it, with the port of the first backend and without pods', () => {
  const platform = new Platform();
  route(platform, { service: 'bert' });
  expect(platform.find('Service', 'bert').spec).toEqual({ ports: [{ name: 'http-8080', port: 8080, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }] });
});

test('the Service may have another port', () => {
  const platform = new Platform();
  route(platform, { service: 'bert', servicePort: 80 });
  expect(platform.find('Service', 'bert').spec.ports.map(({ port }: any) => port)).toEqual([80]);
  expect(parents(platform, 'bert-mesh')).toEqual([toService]);
});

test('an adopted Service is not made, and what it must have is listed', () => {
  const platform = new Platform();
  route(platform, { service: 'bert', adoptService: true, servicePort: 80 });
  expect(platform.find('Service', 'bert')).toBeUndefined();
  expect(platform.mesh.externalObjects.find(({ kind, name }) => kind === 'Service' && name === 'bert')!.requirements)
    .toEqual(['port 80 to 80 of the pods (http)', 'label istio.io/use-waypoint: waypoint']);
});

test('the Service of a workload becomes the address', () => {
  const platform = new Platform();
  route(platform, { service: 'bert', backend: Backend.workload(platform.predictor('bert')) });
  expect(platform.all('Service').map(({ metadata }) => metadata.name)).toEqual(['bert']);
  expect(parents(platform, 'bert-mesh')).toEqual([toService]);
});

test('two routes share a Service', () => {
  const platform = new Platform();
  route(platform, { service: 'models', paths: ['/a'] }, 'a');
  route(platform, { service: 'models', paths: ['/b'] }, 'b');
  expect(platform.all('Service').filter(({ metadata }) => metadata.name === 'models')).toHaveLength(1);
});

test('of a Service with several ports a route takes one, so that metrics stay where they are', () => {
  const platform = new Platform();
  const workload = platform.predictor('bert', { additionalPorts: [{ port: 9090 }, { port: 9000, protocol: PortProtocol.TCP }] });
  route(platform, { service: 'bert', backend: Backend.workload(workload) });
  route(platform, { service: 'bert', backend: Backend.workload(workload, 9090), servicePort: 9090, exposeAtGateway: false }, 'metrics');
  expect(parents(platform, 'bert-mesh')).toEqual([{ ...toService, port: 8080 }]);
  expect(parents(platform, 'metrics-mesh')).toEqual([{ ...toService, port: 9090 }]);
});

test('a VirtualService takes one port as well', () => {
  const platform = new Platform();
  const workload = platform.predictor('bert', { additionalPorts: [{ port: 9090 }] });
  route(platform, { ...VIRTUAL_SERVICE, backend: Backend.workload(workload), servicePort: 9090 });
  expect(platform.http('bert-mesh')[0].match).toEqual([{ port: 9090, uri: { prefix: '/' } }]);
});

test('a port that the Service has not, or that speaks no HTTP, is refused', () => {
  const platform = new Platform();
  const workload = platform.predictor('bert', { additionalPorts: [{ port: 9000, protocol: PortProtocol.TCP }] });
  const backend = Backend.workload(workload);
  expect(() => route(platform, { service: 'bert', backend, servicePort: 81 }))
    .toThrow('[app/bert] servicePort must be a port of the Service bert (8080, 9000), got 81: add the port to its workload');
  expect(() => route(platform, { service: 'bert', backend, servicePort: 9000, exposeAtGateway: false }, 'again'))
    .toThrow('[app/again] servicePort leads to a port of the Service bert on which no HTTP is spoken, as it is declared, so that no rule could read it, got 9000');
});

test('all of the hosts of the gateway, or those that are named', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ hostnames: ['a.example.com', '*.b.example.com'] }) });
  route(platform, { paths: ['/x'] });
  route(platform, { paths: ['/y'], hostnames: ['a.example.com', 'c.b.example.com'] }, 'named');
  expect(platform.find('HTTPRoute', 'bert').spec.hostnames).toBeUndefined();
  expect(platform.find('HTTPRoute', 'named').spec.hostnames).toEqual(['a.example.com', 'c.b.example.com']);
});

test.each<[string, string[], string[] | undefined, string[] | undefined]>([
  ['any host, and one', [], undefined, undefined],
  ['a host of the gateway, and the same', ['a.example.com'], undefined, ['a.example.com']],
  ['a wildcard that a listener narrows, and its host', ['a.example.com'], ['*.example.com'], ['a.example.com']],
  ['a wildcard that a wildcard of a listener narrows', ['*.b.example.com'], ['*.example.com'], undefined],
  ['a wildcard of the gateway, and the same', ['*.example.com'], ['*.example.com'], undefined],
  ['two lists that share a host', [], ['a.example.com', 'b.example.com'], ['b.example.com']],
])('routes for one path are refused: %s', (_, listeners, first, second) => {
  const platform = new Platform({ gateway: MeshGateway.create({ hostnames: listeners.length > 0 ? listeners : undefined }) });
  route(platform, { hostnames: first });
  expect(() => route(platform, { hostnames: second }, 'second')).toThrow(/\[app\/second\] claims PathPrefix \/ on \S+.* at gateway ml\/gateway, which \[app\/bert\] claims too/);
});

test('routes for one path on different hosts are taken', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ hostnames: ['a.example.com', 'b.example.com'] }) });
  route(platform, { hostnames: ['a.example.com'] });
  route(platform, { hostnames: ['b.example.com'] }, 'second');
  expect(platform.all('HTTPRoute')).toHaveLength(2);
});

test('two routes for one path of one Service are refused', () => {
  const platform = new Platform();
  route(platform, { service: 'bert', hostnames: ['a.example.com'] });
  expect(() => route(platform, { service: 'bert', hostnames: ['b.example.com'] }, 'second'))
    .toThrow('[app/second] claims PathPrefix / on Service ml/bert, which [app/bert] claims too');
});

test('a gateway in another namespace is named with it', () => {
  const platform = new Platform({ gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'infra' }) });
  route(platform);
  expect(parents(platform, 'bert')).toEqual([{ ...toGateway, name: 'shared', namespace: 'infra' }]);
});

test('a route lies in another namespace of the mesh, with its Service', () => {
  const platform = new Platform();
  platform.mesh.addNamespace('other');
  route(platform, { service: 'bert', namespace: 'other' });
  expect(platform.find('HTTPRoute', 'bert-mesh', 'other').spec.rules[0].backendRefs[0].namespace).toBe('ml');
  expect(platform.find('Service', 'bert', 'other')).toBeDefined();
});

test('a backend in another namespace is granted to HTTPRoutes of this one', () => {
  const platform = new Platform();
  platform.mesh.addNamespace('other');
  route(platform, {
    backend: Backend.workload(platform.predictor('far', { namespace: 'other' })),
    mirror: { backend: Backend.workload(platform.predictor('shadow', { namespace: 'other' })) },
  });
  route(platform, { backend: platform.pool('pool', { namespace: 'other' }), paths: ['/pool'] }, 'pool');
  expect(platform.all('ReferenceGrant')).toEqual([expect.objectContaining({
    metadata: expect.objectContaining({ namespace: 'other' }),
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'ml' }],
      to: [
        { group: '', kind: 'Service', name: 'far' },
        { group: '', kind: 'Service', name: 'shadow' },
        { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'pool' },
      ],
    },
  })]);
});

test('a VirtualService takes the place of the mesh route, with the host of the Service in full', () => {
  const platform = new Platform({ clusterDomain: 'k8s.example' });
  route(platform, { ...VIRTUAL_SERVICE, paths: ['/v1'], timeout: Duration.seconds(3) });
  expect(platform.all('HTTPRoute').map(({ metadata }) => metadata.name)).toEqual(['bert']);
  expect(platform.find('VirtualService', 'bert-mesh').spec).toEqual({
    hosts: ['bert.ml.svc.k8s.example'],
    http: [{
      match: [{ uri: { exact: '/v1' } }, { uri: { prefix: '/v1/' } }],
      route: [{ destination: { host: 'bert-predictor.ml.svc.k8s.example', port: { number: 8080 } } }],
      timeout: '3s',
    }],
  });
});

test('faults hit every rule of the mesh route, and none at the gateway', () => {
  const platform = new Platform();
  route(platform, { ...VIRTUAL_SERVICE, paths: ['/a', '/b'], meshFault: FaultInjection.abort({ status: 503, percentage: 10 }) });
  expect(platform.http('bert-mesh').map(({ fault }) => fault)).toEqual(Array(2).fill({ abort: { httpStatus: 503, percentage: { value: 10 } } }));
  expect(JSON.stringify(platform.rules('bert'))).not.toContain('503');
});

test('the two kinds never share a Service, and a VirtualService shares it with none', () => {
  const shared = (first: MeshRouteKind | undefined, second: MeshRouteKind | undefined) => {
    const platform = Platform.closed();
    route(platform, { service: 'models', paths: ['/a'], meshRouteKind: first }, 'a');
    return () => route(platform, { service: 'models', paths: ['/b'], meshRouteKind: second }, 'b');
  };
  const message = /\[app\/b\] meshRouteKind differs from that of another route of the Service models: .*got '(HTTPRoute|VirtualService)': use HTTPRoutes/;
  expect(shared(undefined, MeshRouteKind.VIRTUAL_SERVICE)).toThrow(message);
  expect(shared(MeshRouteKind.VIRTUAL_SERVICE, undefined)).toThrow(message);
  expect(shared(MeshRouteKind.VIRTUAL_SERVICE, MeshRouteKind.VIRTUAL_SERVICE)).toThrow(message);
  expect(shared(undefined, MeshRouteKind.HTTP_ROUTE)).not.toThrow();
});

test('no retries: in a VirtualService without a gateway, or where the installation has none', () => {
  const closed = Platform.closed();
  route(closed, { ...VIRTUAL_SERVICE, retry: RetryPolicy.none() });
  expect(closed.http('bert-mesh')[0].retries).toEqual({ attempts: 0 });
  const installed = new Platform({ install: new MeshInstall({ retries: MeshRetries.off() }) });
  route(installed, { retry: RetryPolicy.none() });
  expect(installed.rules('bert')[0].retry).toBeUndefined();
});

test('no retries are refused where an HTTPRoute would have to say so', () => {
  const message = '[app/bert] retry cannot be switched off in an HTTPRoute, whose attempts is at least 1: switch retries off for the mesh';
  expect(() => route(new Platform(), { retry: RetryPolicy.none() })).toThrow(message);
  expect(() => route(new Platform(), { ...VIRTUAL_SERVICE, retry: RetryPolicy.none() })).toThrow(message);
  expect(() => route(Platform.closed(), { service: 'bert', retry: RetryPolicy.none() })).toThrow(message);
});

test('retries by code need the experimental channel in an HTTPRoute, and nothing in a VirtualService', () => {
  expect(() => route(new Platform(), { retry: onCodes([503]) })).toThrow(/\[app\/bert\] retry cannot be had: retry in an HTTPRoute needs the experimental channel/);
  expect(() => route(new Platform(), { ...VIRTUAL_SERVICE, retry: onCodes([503]) })).toThrow(/retry cannot be had/);
  const platform = Platform.closed();
  route(platform, { ...VIRTUAL_SERVICE, retry: onCodes([503]) });
  expect(platform.http('bert-mesh')[0].retries).toEqual({ attempts: 1, retryOn: 'connect-failure,refused-stream,unavailable,cancelled,503' });
});

test('CORS needs Gateway API 1.5 in an HTTPRoute, and nothing in a VirtualService', () => {
  const old = { gatewayApi: GatewayApi.of('1.4') };
  const cors = { allowOrigins: ['*'] };
  expect(() => route(new Platform(old), { cors })).toThrow(/\[app\/bert\] cors cannot be had: the CORS filter of an HTTPRoute needs the experimental channel/);
  const platform = Platform.closed(old);
  route(platform, { ...VIRTUAL_SERVICE, cors });
  expect(platform.http('bert-mesh')[0].corsPolicy.allowOrigins).toEqual([{ regex: '.*' }]);
});

test('CORS is taken where rules with and without headers share the paths', () => {
  const platform = new Platform();
  const [v1, v2] = ['v1', 'v2'].map((name) => ModelVersion.of(name, Backend.workload(platform.predictor(name))));
  const cohorts = [HeaderMatch.exact('x-tenant', 'beta')];
  expect(() => new CanaryModel(platform.chart, 'canary', {
    mesh: platform.mesh, stable: v1, candidates: [{ version: v2, cohorts }], cors: { allowOrigins: ['*'] },
  })).not.toThrow();
});

test.each<[string, Partial<ModelRouteProps>, RegExp]>([
  ['no host', { hostnames: [] }, /\[app\/bert\] hostnames must name 1 to 16 hosts, got 0/],
  ['too many hosts', { hostnames: Array.from({ length: 17 }, (_, i) => `h${i}.example.com`) }, /hostnames must name 1 to 16 hosts, got 17/],
  ['a host named twice', { hostnames: ['a.example.com', 'a.example.com'] }, /hostnames\[1\] is named twice, got 'a\.example\.com'/],
  ['a host that is none', { hostnames: ['a b'] }, /hostnames\[0\] must be a host name/],
  ['hosts without the gateway', { hostnames: ['a.example.com'], exposeAtGateway: false, service: 'bert' }, /hostnames names hosts at a gateway, and the route is not at one/],
  ['a port without a Service', { servicePort: 80 }, /servicePort concerns callers in the mesh, and the route has no address for them: give service/],
  ['an adoption without a Service', { adoptService: true }, /adoptService concerns callers in the mesh/],
  ['a kind without a Service', { meshRouteKind: MeshRouteKind.HTTP_ROUTE }, /meshRouteKind concerns callers in the mesh/],
  ['a fault without a Service', { meshFault: FaultInjection.abort({ status: 503, percentage: 1 }) }, /meshFault concerns callers in the mesh/],
  ['a fault in an HTTPRoute', { service: 'bert', meshFault: FaultInjection.abort({ status: 503, percentage: 1 }) },
    /meshFault needs a VirtualService: an HTTPRoute has no word for faults: set meshRouteKind/],
  ['a Service name that is none', { service: 'Bert' }, /\[app\/bert\] service must be a DNS label.*got 'Bert'/],
  ['a port that is none', { service: 'bert', servicePort: 0 }, /servicePort must be a whole number from 1 to 65535, got 0/],
  ['an unknown namespace', { namespace: 'elsewhere' }, /\[app\/bert\] namespace must be a namespace of the mesh \(ml\), got 'elsewhere'/],
  ['what only looks like a mesh', { mesh: Object.create(new Platform().mesh) }, /\[app\/bert\] mesh must be an MlServingMesh of this app/],
])('%s is refused', (_, props, message) => {
  expect(() => route(new Platform(), props)).toThrow(message);
});

test('an adoption of what the app declares is refused', () => {
  const platform = new Platform();
  platform.predictor('resnet');
  expect(() => route(platform, { service: 'resnet', adoptService: true }))
    .toThrow(/\[app\/bert\] adoptService has no effect on the Service resnet, which app\/mesh\/resnet declares, got true: leave it out/);
});

test('a host that the gateway does not serve is refused', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ hostnames: ['a.example.com'] }) });
  expect(() => route(platform, { hostnames: ['b.example.com'] })).toThrow(/\[app\/bert\] hostnames\[0\] must be a host that the gateway gateway serves \(a\.example\.com\)/);
});

test('a route at a gateway that is not there is refused', () => {
  expect(() => route(Platform.closed(), { exposeAtGateway: true })).toThrow('[app/bert] exposeAtGateway needs a gateway, and the mesh has none, got true');
});

test('a pool is reached at the gateway only, and without CORS', () => {
  const backend = foreignPool('llama');
  expect(() => route(new Platform(), { backend, service: 'llm' }))
    .toThrow(/\[app\/bert\] service routes callers in the mesh to the InferencePool 'llama', where Istio asks no endpoint picker, got 'llm'/);
  expect(() => route(new Platform(), { backend, cors: { allowOrigins: ['*'] } }))
    .toThrow(/\[app\/bert\] cors stands on a rule to the InferencePool 'llama': Istio then never asks its endpoint picker/);
});

test('in ambient mode an allowed caller passes the waypoint and reaches every pod, by way of the Service', () => {
  const platform = new Platform({ dataPlane: DataPlane.AMBIENT });
  const frontend = platform.mesh.workloadFromAttributes('frontend', { namespace: 'web', serviceAccount: 'frontend-sa' });
  const [v1, v2] = ['v1', 'v2'].map((name) => ModelVersion.of(name, Backend.workload(platform.predictor(name))));
  new CanaryModel(platform.chart, 'canary', { mesh: platform.mesh, service: 'model', stable: v1, candidates: [{ version: v2, mirrorPercentage: 1 }] })
    .allowFrom(frontend, { methods: ['POST'], paths: ['/v1/*'] });
  const operation = '{"methods":["POST"],"paths":["/v1/*"]}';
  for (const name of ['model', 'v1', 'v2']) {
    const policy = platform.find('AuthorizationPolicy', `${name}-callers`);
    expect(policy.spec.targetRefs).toEqual([{ group: '', kind: 'Service', name }]);
    expect(callersOf(policy)).toEqual([`web/frontend-sa ${operation}`]);
  }
  for (const name of ['v1', 'v2']) {
    expect(callersOf(platform.find('AuthorizationPolicy', name)).sort())
      .toEqual(['ml/gateway-istio {"ports":["8080"]}', 'ml/waypoint {"ports":["8080"]}']);
  }
});

test('in sidecar mode an allowed caller is decided on at every pod', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  route(platform, { service: 'bert', mirror: { backend: Backend.workload(platform.predictor('shadow')) } })
    .allowFrom(Caller.namespace('web'), { methods: ['POST'] });
  for (const name of ['bert-predictor', 'shadow']) {
    expect(callersOf(platform.find('AuthorizationPolicy', name)).sort())
      .toEqual(['ml/gateway-istio {"ports":["8080"]}', 'web {"methods":["POST"],"ports":["8080"]}']);
  }
  expect(platform.find('AuthorizationPolicy', 'bert-callers')).toBeUndefined();
});

test('a caller whose sidecar is scoped learns of the Service', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  const client = platform.mesh.addWorkload('client', { scopeEgress: true });
  route(platform, { service: 'bert' }).allowFrom(client);
  expect(platform.all('Sidecar')[0].spec.egress[0].hosts).toContain('ml/bert.ml.svc.cluster.local');
});

test('callers cannot be allowed without an address in the mesh', () => {
  expect(() => route(new Platform()).allowFrom(Caller.namespace('web')))
    .toThrow('[app/bert] allowFrom allows a caller in the mesh, and the route has no address there: give service');
});

test('callers cannot be allowed to pods that are not known', () => {
  const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  expect(() => route(platform, { service: 'bert', backend: Backend.service('elsewhere', 80) }).allowFrom(Caller.namespace('web')))
    .toThrow(/\[app\/bert\] allowFrom cannot allow callers of the Service 'elsewhere', since its pods are not known: .*workloadFromAttributes\('elsewhere', \{ port: 80/);
});

test('the gateway needs no allowance', () => {
  const platform = new Platform();
  const model = route(platform, { service: 'bert' });
  expect(() => model.allowFrom(platform.mesh.gateway!)).toThrow(/\[app\/bert\] allowFrom names the gateway, .*exposeAtGateway/);
});

test('a caller without identity is refused before anything is allowed', () => {
  const platform = new Platform();
  const model = route(platform, { service: 'bert' });
  const outside = platform.mesh.addWorkload('outside', { outsideMesh: true });
  expect(() => model.allowFrom(outside)).toThrow(/\[app\/bert\] allowFrom cannot allow the workload 'outside'/);
  expect(platform.find('AuthorizationPolicy', 'bert-callers')).toBeUndefined();
});

test('paths that are rewritten are refused in sidecar mode, where the pod compares them, and taken at a waypoint', () => {
  const allow = (dataPlane: DataPlane, options: object) => () => {
    const platform = new Platform({ dataPlane });
    route(platform, { service: 'bert', paths: ['/team-a'], rewritePrefix: '/v1' }).allowFrom(Caller.namespace('web'), options);
    platform.manifests();
  };
  expect(allow(DataPlane.SIDECAR, { paths: ['/team-a/*'] }))
    .toThrow(/\[app\/bert\] allowFrom\.paths would be compared with the rewritten path: in sidecar mode.*got \["\/team-a\/\*"\]/);
  expect(allow(DataPlane.SIDECAR, { methods: ['GET'] })).not.toThrow();
  expect(allow(DataPlane.AMBIENT, { paths: ['/team-a/*'] })).not.toThrow();
});

test('a policy of one replica among several is without outlier detection, and without what needs it', () => {
  const build = (policy: object) => {
    const platform = new Platform();
    const many = ModelVersion.of('many', Backend.workload(platform.predictor('many', { replicas: 5 })));
    const one = ModelVersion.of('one', Backend.workload(platform.predictor('one', { replicas: 1 })));
    new CanaryModel(platform.chart, 'canary', { mesh: platform.mesh, stable: many, candidates: [{ version: one, weight: 5 }], trafficPolicy: policy });
    return Object.fromEntries(platform.all('DestinationRule').map(({ metadata, spec }) => [metadata.name, Object.keys(spec.trafficPolicy).sort()]));
  };
  const outlierDetection = { consecutive5xxErrors: 5 };
  const connectionPool = { maxRequests: 10 };
  expect(build({ outlierDetection, connectionPool })).toEqual({ many: ['connectionPool', 'outlierDetection'], one: ['connectionPool'] });
  expect(build({ outlierDetection, connectionPool, locality: LocalityPreference.nearest() }))
    .toEqual({ many: ['connectionPool', 'loadBalancer', 'outlierDetection'], one: ['connectionPool'] });
  expect(build({ outlierDetection, locality: LocalityPreference.disabled() })).toEqual({ many: ['loadBalancer', 'outlierDetection'], one: ['loadBalancer'] });
  expect(build({ outlierDetection })).toEqual({ many: ['outlierDetection'] });
});

test('a lone backend of one replica is told that outlier detection has no effect', () => {
  const platform = new Platform();
  const backend = Backend.workload(platform.predictor('one', { replicas: 1 }));
  expect(() => route(platform, { backend, trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } } })).toThrow(/\[app\/bert\] trafficPolicy\.outlierDetection/);
});

test('the connection is upgraded to HTTP/2 where every port of a backend is declared so', () => {
  const build = (protocols: PortProtocol[]) => {
    const platform = new Platform();
    const [protocol, ...others] = protocols;
    const additionalPorts = others.map((other, i) => ({ port: 9000 + i, protocol: other }));
    const backend = Backend.workload(platform.predictor('grpc', { protocol, additionalPorts }));
    route(platform, { backend, trafficPolicy: { connectionPool: { maxRequests: 1 } } });
    return platform.all('DestinationRule')[0].spec.trafficPolicy.connectionPool.http.h2UpgradePolicy;
  };
  expect(build([PortProtocol.GRPC, PortProtocol.H2C])).toBe('UPGRADE');
  expect(build([PortProtocol.GRPC, PortProtocol.HTTP])).toBeUndefined();
});

test('a policy for what the mesh does not own is refused', () => {
  const trafficPolicy = { connectionPool: { maxRequests: 1 } };
  expect(() => route(new Platform(), { backend: foreignPool('llama'), trafficPolicy }))
    .toThrow(/\[app\/bert\] trafficPolicy concerns the InferencePool 'llama' in llm, which is not the mesh's to configure/);
  expect(() => route(new Platform(), { backend: Backend.service('far', 80, { namespace: 'elsewhere' }), trafficPolicy }))
    .toThrow(/trafficPolicy concerns the Service 'far' in elsewhere/);
});

test('a name that holds no letter is refused, an odd one is made usable', () => {
  const platform = new Platform();
  route(platform, { backend: Backend.workload(platform.predictor('a')) }, 'Llama-3.1-70B');
  expect(platform.find('HTTPRoute', 'llama-3-1-70b')).toBeDefined();
  expect(() => route(platform, { backend: Backend.workload(platform.predictor('b')), paths: ['/x'] }, '123')).toThrow(/\[app\/123\] id must contain a letter/);
});
