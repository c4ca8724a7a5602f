import { DataPlane } from '../../../src/core/versions/data-plane';
import type { MeshGatewayAttributes } from '../../../src/mesh/gateway/gateway-options';
import { MeshGateway } from '../../../src/mesh/gateway/mesh-gateway';
import { Backend } from '../../../src/routing/backend';
import { ModelRoute } from '../../../src/routing/model-route';
import { callersOf, PLANES, Platform } from '../../routing/platform';

const shared = (attributes: Partial<MeshGatewayAttributes> = {}, dataPlane = DataPlane.AMBIENT) =>
  new Platform({ dataPlane, gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'edge', ...attributes }) });
const route = (platform: Platform, hostnames?: string[]) => new ModelRoute(platform.chart, 'route', {
  mesh: platform.mesh, hostnames, paths: ['/v1'], backend: Backend.workload(platform.predictor('server')),
});
const asked = (platform: Platform) => platform.mesh.externalObjects.find(({ kind }) => kind === 'Gateway')!;

test.each(PLANES)('in %s mode nothing of it is emitted, and its account is let through', (dataPlane) => {
  const platform = shared({}, dataPlane);
  route(platform);
  expect(platform.all('Gateway')).toEqual([]);
  expect(callersOf(platform.find('AuthorizationPolicy', 'server'))).toEqual(['edge/shared-istio {"ports":["8080"]}']);
  expect(platform.all('AuthorizationPolicy').filter(({ metadata }) => metadata.namespace === 'edge')).toEqual([]);
  expect(platform.find('HTTPRoute', 'route').spec.parentRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'edge', name: 'shared' }]);
});

test('its Envoy may run as another account', () => {
  const platform = shared({ serviceAccount: 'istio-ingressgateway' });
  route(platform);
  expect(callersOf(platform.find('AuthorizationPolicy', 'server'))).toEqual(['edge/istio-ingressgateway {"ports":["8080"]}']);
  expect(asked(platform).requirements).toContain('Envoy runs as service account istio-ingressgateway');
});

test('routes attach to the named listeners', () => {
  const platform = shared({ listeners: ['https', 'grpc'] });
  route(platform);
  expect(platform.find('HTTPRoute', 'route').spec.parentRefs.map(({ sectionName }: any) => sectionName)).toEqual(['https', 'grpc']);
});

test('what its owner must allow is listed', () => {
  const platform = shared({ hostnames: ['*.example.com'], listeners: ['https'] });
  route(platform, ['a.example.com']);
  expect(asked(platform)).toMatchObject({
    apiVersion: 'gateway.networking.k8s.io/v1',
    namespace: 'edge',
    name: 'shared',
    requirements: [
      'listener https with allowedRoutes that admit HTTPRoutes of namespace ml',
      'listener https for *.example.com',
      'Envoy runs as service account shared-istio',
    ],
    stub: { spec: { gatewayClassName: 'istio', listeners: expect.any(Array) } },
  });
  expect(platform.mesh.gateway!.hostnames).toEqual(['*.example.com']);
});

test('in the namespace of its routes nothing has to be allowed', () => {
  const platform = shared({ namespace: 'ml' });
  route(platform);
  expect(asked(platform).requirements).toEqual(['Envoy runs as service account shared-istio']);
});

test('in a namespace of the mesh it is kept open', () => {
  const platform = shared({ namespace: 'ml' });
  expect(platform.find('AuthorizationPolicy', 'shared-callers').spec)
    .toEqual({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'shared' }], action: 'ALLOW', rules: [{}] });
});

test('its hosts bound those of routes, where they are known', () => {
  expect(() => route(shared({ hostnames: ['*.example.com'] }), ['a.example.org'])).toThrow(
    "[app/route] hostnames[0] must be a host that the gateway shared serves (*.example.com), got 'a.example.org': add it to the hostnames of the gateway");
  expect(() => route(shared(), ['a.example.org'])).not.toThrow();
});

test.each<[Partial<MeshGatewayAttributes>, string]>([
  [{ name: 'Shared' }, "name must be a DNS subdomain: lower-case letters, digits, - and ., 253 characters at most, got 'Shared'"],
  [{ namespace: 'Edge' }, "namespace must be a namespace name: lower-case letters, digits and -, 63 characters at most, got 'Edge'"],
  [{ hostnames: ['*'] }, "hostnames[0] must be a host name, with * at most as its first label, got '*'"],
  [{ listeners: ['a', 'B'] }, 'listeners[1] must be'],
  [{ serviceAccount: 'A' }, 'serviceAccount must be a DNS subdomain'],
])('%j is refused', (attributes, message) => {
  expect(() => shared(attributes)).toThrow(`[app/mesh] gateway.${message}`);
});
