import { Duration } from 'cdk8s';
import { Platform } from './platform';
import { DataPlane } from '../../src/core/versions/data-plane';
import type { MlServingMeshProps } from '../../src/mesh/ml-serving-mesh';
import { Backend } from '../../src/routing/backend';
import type { ModelRouteProps } from '../../src/routing/model-route';
import { ModelRoute } from '../../src/routing/model-route';
import { MeshRouteKind } from '../../src/routing/route-props';
import { Caller } from '../../src/security/caller';

const SIDECAR = { dataPlane: DataPlane.SIDECAR };

/** A model with a Service, a namespace of callers, and a route for these. */
function consumer(props: Partial<ModelRouteProps> = {}, mesh: Partial<MlServingMeshProps> = SIDECAR) {
  const platform = new Platform(mesh);
  platform.mesh.addNamespace('team');
  const v1 = platform.predictor('model');
  const v2 = platform.predictor('model-v2');
  const make = (id: string, more: Partial<ModelRouteProps> = {}) =>
    new ModelRoute(platform.chart, id, { mesh: platform.mesh, service: 'model', consumerNamespace: 'team', backend: Backend.workload(v2), ...props, ...more });
  return { platform, v1, v2, make };
}

test('a consumer route lies with the callers and names the namespace of the Service', () => {
  const { platform, make } = consumer();
  make('trial', { paths: ['/v1/models'], timeout: Duration.seconds(5) });
  expect(platform.find('HTTPRoute', 'trial-mesh', 'team').spec).toEqual({
    parentRefs: [{ group: '', kind: 'Service', name: 'model', namespace: 'ml' }],
    rules: [{
      matches: [{ path: { type: 'PathPrefix', value: '/v1/models' } }],
      timeouts: { request: '5s' },
      backendRefs: [{ group: '', kind: 'Service', name: 'model-v2', namespace: 'ml', port: 8080 }],
    }],
  });
});

test('a consumer route is not at the gateway', () => {
  const { platform, make } = consumer();
  make('trial');
  expect(platform.all('HTTPRoute').map(({ metadata }) => metadata.name)).toEqual(['trial-mesh']);
});

test('it does not compete with the routes of the Service, nor with those of other consumers', () => {
  const { platform, v1, make } = consumer();
  platform.mesh.addNamespace('other');
  new ModelRoute(platform.chart, 'all', { mesh: platform.mesh, service: 'model', backend: Backend.workload(v1) });
  make('trial');
  make('trial-other', { consumerNamespace: 'other' });
  expect(platform.names().filter((name) => name.startsWith('HTTPRoute'))).toEqual([
    'HTTPRoute ml/all', 'HTTPRoute ml/all-mesh', 'HTTPRoute other/trial-other-mesh', 'HTTPRoute team/trial-mesh',
  ]);
  expect(() => make('again')).toThrow(
    '[app/again] claims PathPrefix / on Service ml/model for callers in team, which [app/trial] claims too: change the path, the host or a match of one of them');
});

test('an adopted Service is as good as a declared one', () => {
  const { platform, make } = consumer({ service: 'theirs', adoptService: true });
  make('trial');
  expect(platform.find('HTTPRoute', 'trial-mesh', 'team').spec.parentRefs).toEqual([{ group: '', kind: 'Service', name: 'theirs', namespace: 'ml' }]);
  expect(platform.mesh.externalObjects.map(({ name }) => name)).toContain('theirs');
});

test('a caller of the consumer is allowed, and its scope learns of the route, which Istio looks for in its namespace', () => {
  const { platform, make } = consumer();
  const client = platform.mesh.addWorkload('client', { namespace: 'team', scopeEgress: true });
  const route = make('trial');
  route.allowFrom(client);
  route.allowFrom(Caller.namespace('team'));
  expect(platform.find('Sidecar', 'client', 'team').spec.egress).toEqual([
    { hosts: ['istio-system/*', 'ml/model.ml.svc.cluster.local', 'team/model.ml.svc.cluster.local'] },
  ]);
  const sources = platform.find('AuthorizationPolicy', 'model-v2').spec.rules.flatMap(({ from }: any) => from.map(({ source }: any) => source));
  expect(sources).toEqual(expect.arrayContaining([{ serviceAccounts: ['team/client'] }, { namespaces: ['team'] }]));
  expect(() => route.allowFrom(Caller.serviceAccount('ml', 'x'))).toThrow(
    '[app/trial] allowFrom names a caller in ml, and the route is for those in team: allow it at the route of the Service, or at the workload behind it');
});

const WRONG: readonly [what: string, props: Partial<ModelRouteProps>, message: string][] = [
  ['a namespace outside of the mesh', { consumerNamespace: 'elsewhere' },
    "consumerNamespace must be a namespace of the mesh (ml, team), got 'elsewhere': add it first: mesh.addNamespace('elsewhere')"],
  ['the namespace of the Service', { consumerNamespace: 'ml' },
    "consumerNamespace is that of the Service, and a route there holds for every caller, got 'ml': leave it out"],
  ['a gateway', { exposeAtGateway: true },
    'exposeAtGateway concerns callers from outside, and the route is for those in team, got true: leave it out, or use a second route without consumerNamespace'],
  ['a VirtualService', { meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE },
    "meshRouteKind must be an HTTPRoute for the callers of one namespace: of VirtualServices for one host the oldest holds for all, got 'VirtualService': leave it out"],
  ['a traffic policy', { trafficPolicy: {} },
    'trafficPolicy would hold for every caller of the backends, and the route is for those in team: give it to the workload, or to the route of the Service'],
  ['a Service that nobody has', { service: 'nobodys' },
    "service leads callers in team past the routes of a Service that nobody has, got 'nobodys': declare its workload or route first, or set adoptService: true"],
  ['no Service', { service: undefined, exposeAtGateway: true },
    'consumerNamespace concerns callers in the mesh, and the route has no address for them: give service as well'],
];

test.each(WRONG)('a consumer route is refused for %s', (_, props, message) => {
  expect(() => consumer(props).make('trial')).toThrow(`[app/trial] ${message}`);
});

test('ambient knows no consumer routes', () => {
  expect(() => consumer({}, {}).make('trial')).toThrow(
    /^\[app\/trial\] consumerNamespace cannot be had: a route of the callers in one namespace needs the sidecar data plane, not ambient \(box: .*\): tell callers apart by a header/);
});

test('a VirtualService of the owner does not go together with the HTTPRoute of a consumer', () => {
  const { platform, v1, make } = consumer();
  new ModelRoute(platform.chart, 'all', { mesh: platform.mesh, service: 'model', backend: Backend.workload(v1), meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE });
  expect(() => make('trial')).toThrow(/^\[app\/trial\] meshRouteKind differs from that of another route of the Service model/);
});
