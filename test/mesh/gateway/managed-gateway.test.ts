import { Duration } from 'cdk8s';
import { DataPlane } from '../../../src/core/versions/data-plane';
import { IstioVersion } from '../../../src/core/versions/istio-version';
import type { MeshGatewayOptions } from '../../../src/mesh/gateway/gateway-options';
import { GatewayServiceType } from '../../../src/mesh/gateway/gateway-options';
import { MeshGateway } from '../../../src/mesh/gateway/mesh-gateway';
import type { MlServingMeshProps } from '../../../src/mesh/ml-serving-mesh';
import { Backend } from '../../../src/routing/backend';
import { ModelRoute } from '../../../src/routing/model-route';
import { PLANES, Platform } from '../../routing/platform';

const withGateway = (options: MeshGatewayOptions, props: Partial<MlServingMeshProps> = {}) =>
  new Platform({ ...props, gateway: MeshGateway.create(options) });
const gatewayOf = (options: MeshGatewayOptions, props: Partial<MlServingMeshProps> = {}) => withGateway(options, props).all('Gateway')[0];
const listeners = (options: MeshGatewayOptions) => gatewayOf(options).spec.listeners;
const route = (platform: Platform, namespace = 'ml', hostnames?: string[], id = 'route') => {
  const server = platform.mesh.addWorkload(`server-${id}`, { port: 80, namespace });
  return new ModelRoute(platform.chart, id, { mesh: platform.mesh, namespace, hostnames, paths: ['/v1'], backend: Backend.workload(server) });
};

test.each(PLANES)('in %s mode a gateway is of Istio\'s class, for any host by HTTP', (dataPlane) => {
  const platform = withGateway({}, { dataPlane });
  expect(platform.find('Gateway', 'gateway')).toEqual({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: 'ml', name: 'gateway' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } }] },
  });
  expect(platform.mesh.gateway).toMatchObject({
    name: 'gateway', namespace: 'ml', hostnames: [], callerIdentity: { namespace: 'ml', serviceAccount: 'gateway-istio' },
  });
});

test('its account is name and class, letter by letter', () => {
  expect(withGateway({ name: 'edge--1' }).mesh.gateway!.callerIdentity.serviceAccount).toBe('edge--1-istio');
});

test('revision, name, namespace and kind of Service reach the Gateway', () => {
  const gateway = gatewayOf({ name: 'edge', namespace: 'edge-ns', serviceType: GatewayServiceType.CLUSTER_IP }, { revision: 'canary' });
  expect(gateway.metadata).toEqual({
    namespace: 'edge-ns', name: 'edge', labels: { 'istio.io/rev': 'canary' }, annotations: { 'networking.istio.io/service-type': 'ClusterIP' },
  });
});

test('a namespace outside of the mesh must exist', () => {
  expect(withGateway({ namespace: 'edge' }).mesh.externalObjects).toEqual([expect.objectContaining({ kind: 'Namespace', name: 'edge' })]);
  expect(withGateway({}).mesh.externalObjects).toEqual([]);
});

test('hosts get a listener each, by HTTP and with a certificate by HTTPS', () => {
  const tls = { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'cert' }] };
  const allowedRoutes = { namespaces: { from: 'Same' } };
  expect(listeners({ hostnames: ['a.example.com', '*.example.com'], tlsSecret: 'cert', httpPort: 8080, httpsPort: 8443 })).toEqual([
    { name: 'http.a.example.com', hostname: 'a.example.com', port: 8080, protocol: 'HTTP', allowedRoutes },
    { name: 'http-any.example.com', hostname: '*.example.com', port: 8080, protocol: 'HTTP', allowedRoutes },
    { name: 'https.a.example.com', hostname: 'a.example.com', port: 8443, protocol: 'HTTPS', tls, allowedRoutes },
    { name: 'https-any.example.com', hostname: '*.example.com', port: 8443, protocol: 'HTTPS', tls, allowedRoutes },
  ]);
  expect(listeners({ tlsSecret: 'cert' }).map(({ name, port }: any) => [name, port])).toEqual([['http', 80], ['https', 443]]);
});

test('no host is called like the listener of another', () => {
  const names = listeners({ hostnames: ['*.example.com', 'any.example.com'] }).map(({ name }: any) => name);
  expect(new Set(names).size).toBe(2);
});

test('HTTP is sent to HTTPS, and routes attach to HTTPS only', () => {
  const platform = withGateway({ hostnames: ['a.example.com', 'b.example.com'], tlsSecret: 'cert' });
  route(platform, 'ml', ['b.example.com']);
  const parent = (sectionName: string) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway', sectionName });
  expect(platform.find('HTTPRoute', 'gateway-https-redirect').spec).toEqual({
    parentRefs: [parent('http.a.example.com'), parent('http.b.example.com')],
    rules: [{
      matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }],
    }],
  });
  expect(platform.find('HTTPRoute', 'route').spec.parentRefs).toEqual([parent('https.b.example.com')]);
});

test('a redirect goes to the port of HTTPS', () => {
  expect(withGateway({ tlsSecret: 'cert', httpsPort: 8443 }).find('HTTPRoute', 'gateway-https-redirect').spec.rules[0].filters[0].requestRedirect)
    .toEqual({ scheme: 'https', statusCode: 301, port: 8443 });
});

test('without a redirect routes attach to the whole gateway', () => {
  for (const options of [{}, { tlsSecret: 'cert', redirectToHttps: false }]) {
    const platform = withGateway(options);
    route(platform);
    expect(platform.all('HTTPRoute').map(({ metadata, spec }) => [metadata.name, spec.parentRefs]))
      .toEqual([['route', [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }]]]);
  }
});

test('a route for every host attaches to every HTTPS listener', () => {
  const platform = withGateway({ hostnames: ['a.example.com', 'b.example.com'], tlsSecret: 'cert' });
  route(platform);
  expect(platform.find('HTTPRoute', 'route').spec.parentRefs.map(({ sectionName }: any) => sectionName)).toEqual(['https.a.example.com', 'https.b.example.com']);
});

test('a route for a subdomain attaches to the wildcard', () => {
  const platform = withGateway({ hostnames: ['*.example.com', 'b.example.org'], tlsSecret: 'cert' });
  route(platform, 'ml', ['x.example.com']);
  expect(platform.find('HTTPRoute', 'route').spec.parentRefs.map(({ sectionName }: any) => sectionName)).toEqual(['https-any.example.com']);
});

test('routes of other namespaces are allowed as they come', () => {
  const platform = withGateway({ allowedNamespaces: ['team-b'] });
  platform.mesh.addNamespace('team-a');
  route(platform, 'team-a');
  expect(platform.all('Gateway')[0].spec.listeners[0].allowedRoutes).toEqual({
    namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['ml', 'team-a', 'team-b'] }] } },
  });
  expect(platform.find('HTTPRoute', 'route', 'team-a').spec.parentRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'ml', name: 'gateway' }]);
});

test('a host that no listener serves would answer nothing', () => {
  expect(() => route(withGateway({ hostnames: ['*.example.com'] }), 'ml', ['a.example.com', 'a.example.org'])).toThrow(
    "[app/route] hostnames[1] must be a host that the gateway gateway serves (*.example.com), got 'a.example.org': add it to the hostnames of the gateway");
});

describe('the certificate', () => {
  test('is a Secret of somebody else', () => {
    const platform = withGateway({ hostnames: ['a.example.com'], tlsSecret: 'cert' });
    expect(platform.mesh.externalObjects).toEqual([{
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'ml',
      name: 'cert',
      requirements: ['type kubernetes.io/tls, valid for a.example.com'],
      stub: { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ml', name: 'cert' }, type: 'kubernetes.io/tls' },
    }]);
    expect(platform.all('ReferenceGrant')).toEqual([]);
    expect(withGateway({ tlsSecret: 'cert' }).mesh.externalObjects[0].requirements).toEqual(['type kubernetes.io/tls, valid for the hosts of the routes']);
  });

  test('of another namespace is granted there', () => {
    const platform = withGateway({ tlsSecret: 'cert', tlsSecretNamespace: 'certs' });
    expect(platform.find('ReferenceGrant', 'gateway-from-ml', 'certs').spec).toEqual({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'ml' }],
      to: [{ group: '', kind: 'Secret', name: 'cert' }],
    });
    expect(platform.all('Gateway')[0].spec.listeners[1].tls.certificateRefs).toEqual([{ group: '', kind: 'Secret', name: 'cert', namespace: 'certs' }]);
  });

  test('its names are checked', () => {
    expect(() => withGateway({ tlsSecret: 'Cert' })).toThrow(/^\[app\/mesh\] gateway\.tlsSecret must be a DNS subdomain.*got 'Cert'/);
    expect(() => withGateway({ tlsSecret: 'cert', tlsSecretNamespace: 'Certs' })).toThrow(/^\[app\/mesh\] gateway\.tlsSecretNamespace must be a namespace name.*got 'Certs'/);
  });

  test.each([['tlsSecretNamespace', 'certs'], ['httpsPort', 8443], ['redirectToHttps', true]])('%s has no effect without one', (prop, value) => {
    expect(() => withGateway({ [prop]: value })).toThrow(`[app/mesh] gateway.${prop} has no effect without a certificate, got ${
      typeof value === 'string' ? `'${value}'` : value}: give tlsSecret`);
  });
});

test('the pods of the gateway are sized and tuned', () => {
  const platform = withGateway({
    deployment: { replicas: 3, drain: Duration.seconds(60) },
    connectionSettings: { streamIdleTimeout: Duration.minutes(10) },
    infrastructureAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
  });
  const { infrastructure } = platform.find('Gateway', 'gateway').spec;
  expect(infrastructure.parametersRef).toEqual({ group: '', kind: 'ConfigMap', name: 'gateway-parameters' });
  expect(infrastructure.annotations['service.beta.kubernetes.io/aws-load-balancer-type']).toBe('nlb');
  expect(JSON.parse(infrastructure.annotations['proxy.istio.io/config'])).toMatchObject({ terminationDrainDuration: '60s', connectionSettings: expect.anything() });
  expect(platform.find('ConfigMap', 'gateway-parameters').data.deployment).toContain('replicas: 3');
});

test('annotations alone need no ConfigMap', () => {
  const platform = withGateway({ infrastructureAnnotations: { a: 'b' } });
  expect(platform.find('Gateway', 'gateway').spec.infrastructure).toEqual({ annotations: { a: 'b' } });
  expect(platform.all('ConfigMap')).toEqual([]);
});

test('an infrastructure holds 8 annotations, and the one of the proxy is not among them', () => {
  const annotations = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, 'x']));
  expect(gatewayOf({ infrastructureAnnotations: annotations(8) })).toBeDefined();
  expect(() => withGateway({ infrastructureAnnotations: annotations(8), deployment: { drain: Duration.seconds(60) } }))
    .toThrow('[app/mesh] gateway.deployment makes 9 annotations, and the infrastructure of a Gateway holds 8: leave some of infrastructureAnnotations out');
  expect(() => withGateway({ infrastructureAnnotations: { 'proxy.istio.io/config': '{}' } })).toThrow(
    '[app/mesh] gateway.infrastructureAnnotations must not hold proxy.istio.io/config, which is written from other props, got {"proxy.istio.io/config":"{}"}: use connectionSettings and deployment');
});

test('connectionSettings are of 1.31', () => {
  expect(() => withGateway({ connectionSettings: { streamIdleTimeout: Duration.minutes(10) } }, { istioVersion: IstioVersion.of('1.30.6') }))
    .toThrow(/^\[app\/mesh\] gateway\.connectionSettings cannot be had: connectionSettings of a proxy needs Istio 1\.31\.0 or later, not 1\.30\.6/);
});

test.each<[MeshGatewayOptions, string]>([
  [{ name: 'Edge' }, "name must be a DNS label: lower-case letters, digits and -, starting with a letter, 63 characters at most, got 'Edge'"],
  [{ name: 'a'.repeat(60) }, `name makes the Kubernetes name ${'a'.repeat(60)}-istio, which is longer than 63 characters`],
  [{ namespace: 'Edge' }, 'namespace must be a namespace name'],
  [{ hostnames: ['a.b', 'http://a'] }, "hostnames[1] must be a host name, with * at most as its first label, got 'http://a'"],
  [{ hostnames: ['a.b', 'c.d', 'a.b'] }, "hostnames[2] is named twice, got 'a.b': name it once"],
  [{ hostnames: [] }, 'hostnames must not be empty, got []: name the hosts, or leave the prop out to serve any host'],
  [{ httpPort: 0 }, 'httpPort must be a whole number from 1 to 65535, got 0'],
  [{ tlsSecret: 'a', httpsPort: 70000 }, 'httpsPort must be a whole number from 1 to 65535, got 70000'],
  [{ tlsSecret: 'a', httpPort: 443 }, 'httpsPort must differ from httpPort, got 443: give another port'],
  [{ tlsSecret: 'a', httpsPort: 80 }, 'httpsPort must differ from httpPort, got 80: give another port'],
  [{ allowedNamespaces: ['a', 'B'] }, 'allowedNamespaces[1] must be a namespace name'],
])('%j is refused', (options, message) => {
  expect(() => withGateway(options)).toThrow(`[app/mesh] gateway.${message}`);
});

test('a Gateway holds 64 listeners', () => {
  const hostnames = (count: number) => Array.from({ length: count }, (_, i) => `m${i}.example.com`);
  expect(listeners({ hostnames: hostnames(32), tlsSecret: 'cert' })).toHaveLength(64);
  expect(() => withGateway({ hostnames: hostnames(33), tlsSecret: 'cert' })).toThrow(
    "[app/mesh] gateway.hostnames makes 66 listeners, and a Gateway holds 64, got 33: use a wildcard such as '*.models.example.com', or a second gateway");
});

test('waypoints are of ambient mode', () => {
  expect(() => withGateway({ useWaypoint: true }, { dataPlane: DataPlane.SIDECAR }))
    .toThrow('[app/mesh] gateway.useWaypoint needs the ambient data plane: in sidecar mode there are no waypoints, got true: leave it out');
});

test('a backend in another namespace is granted, each Service once', () => {
  const platform = withGateway({});
  const long = 'n'.repeat(63);
  platform.mesh.addNamespace(long);
  const servers = ['a', 'b'].map((id) => platform.mesh.addWorkload(id, { port: 80, namespace: long }));
  servers.forEach((server, i) => new ModelRoute(platform.chart, `r${i}`, { mesh: platform.mesh, paths: [`/${i}`], backend: Backend.workload(server) }));
  new ModelRoute(platform.chart, 'again', { mesh: platform.mesh, paths: ['/again'], backend: Backend.workload(servers[0]) });
  expect(platform.find('ReferenceGrant', 'httproute-from-ml', long).spec).toEqual({
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'ml' }],
    to: [{ group: '', kind: 'Service', name: 'a' }, { group: '', kind: 'Service', name: 'b' }],
  });
  const back = platform.mesh.addWorkload('home', { port: 80 });
  new ModelRoute(platform.chart, 'back', { mesh: platform.mesh, namespace: long, paths: ['/back'], backend: Backend.workload(back) });
  expect(platform.find('ReferenceGrant', `httproute-from-${long}`, 'ml').spec.to).toEqual([{ group: '', kind: 'Service', name: 'home' }]);
});
