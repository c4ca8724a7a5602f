import { defectsOf } from './judge';
import type { Platform } from '../arbitrary/construct';
import { construct } from '../arbitrary/construct';
import { platformOf } from '../arbitrary/platform';
import type { Recipe } from '../arbitrary/recipe';
import { callValue, enumValue } from '../arbitrary/recipe';
import { targetOf } from '../arbitrary/targets';
import { worldOf } from '../arbitrary/world';

/** A gateway with a certificate, and one model of somebody else's, in ambient mode. */
const RECIPE: Recipe = {
  mesh: {
    namespace: 'ml-serving',
    gateway: callValue('MeshGateway.create', { tlsSecret: 'tls', tlsSecretNamespace: 'certificates', deployment: { replicas: 2 } }),
  },
  namespaces: [],
  workloads: [
    { id: 'bert', adopted: true, options: { port: 8080, podLabels: { app: 'bert' }, role: enumValue('WorkloadRole.INFERENCE') } },
    { id: 'frontend', adopted: false, options: { trafficPolicy: { loadBalancing: callValue('LoadBalancing.random') }, port: 80 } },
  ],
  servers: [],
  pools: [],
  routes: [{
    kind: 'ModelRoute',
    id: 'classifier',
    props: { mesh: { $mesh: true }, service: 'classifier', backend: callValue('Backend.workload', { $workload: 'bert' }) },
  }],
  edges: [{ on: 'classifier', caller: { $workload: 'frontend' }, options: { methods: ['POST'] } }],
};

function defects(change: (platform: Platform) => Platform): string[] {
  return defectsOf(change(construct(RECIPE)), targetOf(RECIPE.mesh));
}

function without(kind: string, name: string): (platform: Platform) => Platform {
  return (platform) => ({
    ...platform,
    manifests: platform.manifests.filter((object) => object.kind !== kind || object.metadata.name !== name),
    externalObjects: platform.externalObjects.filter((object) => object.kind !== kind || object.name !== name),
  });
}

function changed(kind: string, name: string, change: (object: any) => void): (platform: Platform) => Platform {
  return (platform) => {
    change(platform.manifests.find((object) => object.kind === kind && object.metadata.name === name));
    return platform;
  };
}

test('a sound platform has no defects', () => {
  expect(defects((platform) => platform)).toEqual([]);
});

test.each<[string, (platform: Platform) => Platform, string]>([
  ['a field that the CRD does not know', changed('HTTPRoute', 'classifier', ({ spec }) => { spec.rulez = 1; }), 'rulez: unknown field (schema)'],
  ['a Service that is missing', without('Service', 'bert'), 'HTTPRoute ml-serving/classifier: backend Service ml-serving/bert does not exist'],
  ['a port that is missing', changed('HTTPRoute', 'classifier', ({ spec }) => { spec.rules[0].backendRefs[0].port = 1; }), 'Service bert has no port 1'],
  ['a gateway that is missing', without('Gateway', 'gateway'), 'parent Gateway gateway does not exist'],
  ['a listener that is missing', changed('Gateway', 'gateway', ({ spec }) => { spec.listeners.splice(1); }), 'no listener https of gateway takes routes of ml-serving'],
  ['a grant that is missing', without('ReferenceGrant', 'gateway-from-ml-serving'), 'Gateway ml-serving/gateway: no ReferenceGrant to Secret tls'],
  ['a secret that is missing', without('Secret', 'tls'), 'Secret certificates/tls does not exist'],
  ['parameters that are missing', without('ConfigMap', 'gateway-parameters'), 'parameters gateway-parameters'],
  ['a namespace that is missing', without('Namespace', 'ml-serving'), 'Gateway ml-serving/gateway: namespace ml-serving'],
  ['a waypoint that is missing', without('Gateway', 'waypoint'), 'Service ml-serving/classifier: waypoint waypoint'],
  ['a host that is missing', changed('DestinationRule', 'frontend', ({ spec }) => { spec.host = 'x.ml-serving.svc'; }), 'host x.ml-serving.svc'],
  ['pods that are missing', changed('AuthorizationPolicy', 'bert', ({ spec }) => { spec.selector.matchLabels.app = 'x'; }), 'matches no pods'],
  ['a gateway that denies everybody', without('AuthorizationPolicy', 'gateway-callers'), 'Gateway ml-serving/gateway denies everybody'],
  ['pods that admit nobody', without('AuthorizationPolicy', 'bert'), 'nobody is admitted to the pods of ml-serving/bert'],
  ['HTTP at ztunnel', changed('AuthorizationPolicy', 'bert', ({ spec }) => { spec.rules[0].to = [{ operation: { methods: ['GET'] } }]; }), 'compares HTTP at ztunnel'],
  ['an empty list', changed('HTTPRoute', 'classifier', ({ spec }) => { spec.hostnames = []; }), 'HTTPRoute spec.hostnames is empty'],
  ['two objects of one name', (platform) => ({ ...platform, manifests: [...platform.manifests, platform.manifests[0]] }), 'two objects are v1 Namespace'],
  ['a port name that is too long', changed('Service', 'frontend', ({ spec }) => { spec.ports[0].name = 'x'.repeat(16); }), 'Service ml-serving/frontend is not as'],
])('%s is a defect', (_, change, message) => {
  expect(defects(change)).toContainEqual(expect.stringContaining(message));
});

test('a seed and a number give the same recipe each time, and it is plain data', () => {
  const recipe = platformOf(3, 14, worldOf(3, 0));
  expect(platformOf(3, 14, worldOf(3, 0))).toEqual(recipe);
  expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe);
  expect(platformOf(3, 15, worldOf(3, 0))).not.toEqual(recipe);
});
