import { callersOf, PLANES, Platform } from './platform';
import { DataPlane } from '../../src/core/versions/data-plane';
import { MeshGateway } from '../../src/mesh/gateway/mesh-gateway';
import type { InferencePoolAttributes } from '../../src/mesh/inference/foreign-pool';
import { InferencePool } from '../../src/mesh/inference/inference-pool';
import { PortProtocol } from '../../src/mesh/port';
import type { WorkloadAttributes } from '../../src/mesh/workload-options';
import { Backend } from '../../src/routing/backend';
import { ModelRoute } from '../../src/routing/model-route';
import { AuthorizationMode, MtlsMode } from '../../src/security/modes';

function routeTo(platform: Platform, backend: Backend): Platform {
  new ModelRoute(platform.chart, 'chat', { mesh: platform.mesh, backend });
  return platform;
}

const policy = (platform: Platform, name: string) => platform.find('AuthorizationPolicy', name);

test.each(PLANES)('the gateway reaches the picker and the servers of a pool (%s)', (dataPlane) => {
  const platform = new Platform({ dataPlane });
  routeTo(platform, platform.pool('llama', { targetPorts: [8000, 8001] }));
  // In sidecar mode the picker is outside of the mesh: nobody is kept out there.
  const picker = policy(platform, 'llama-epp');
  expect(picker && callersOf(picker)).toEqual(dataPlane === DataPlane.AMBIENT ? ['ml/gateway-istio {"ports":["9002"]}'] : undefined);
  expect(policy(platform, 'llama-servers').spec.rules).toContainEqual(expect.objectContaining({
    from: [{ source: { serviceAccounts: expect.arrayContaining(['ml/gateway-istio']) } }],
    to: [{ operation: { ports: ['8000'] } }],
  }));
  expect(policy(platform, 'llama-servers').spec.rules.map(({ to }: any) => to[0].operation.ports)).toEqual(expect.arrayContaining([['8000'], ['8001']]));
});

test('in ambient mode the picker reads the metrics of each pod as itself', () => {
  const platform = new Platform({ dataPlane: DataPlane.AMBIENT });
  const servers = platform.mesh.workloadFromAttributes('servers', { port: 8000, metricsPort: 9100, podLabels: { app: 'vllm' }, sidecar: true });
  const endpointPicker = platform.mesh.workloadFromAttributes('epp', { port: 9002, podLabels: { app: 'epp' } });
  routeTo(platform, Backend.inferencePool(InferencePool.fromAttributes({ name: 'llama', servers, endpointPicker })));
  expect(callersOf(policy(platform, 'servers'))).toEqual(['ml/epp {"ports":["8000","9100"]}', 'ml/gateway-istio {"ports":["8000"]}']);
  expect(platform.all('PeerAuthentication').map(({ metadata }) => metadata.name)).toEqual(['default']);
});

test('in sidecar mode the metrics are read in plaintext, and nothing else is', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  routeTo(platform, platform.pool('llama', { targetPorts: [8000, 8001] }));
  expect(platform.find('PeerAuthentication', 'llama-servers').spec).toEqual({
    selector: { matchLabels: { app: 'llama' } },
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 8000: { mode: 'PERMISSIVE' }, 8001: { mode: 'PERMISSIVE' } },
  });
  expect(policy(platform, 'llama-servers').spec.rules[0]).toEqual({ to: [{ operation: { methods: ['GET'], paths: ['/metrics'], ports: ['8000', '8001'] } }] });
  expect(policy(platform, 'llama-servers-plaintext').spec).toEqual({
    selector: { matchLabels: { app: 'llama' } },
    action: 'DENY',
    rules: [{
      from: [{ source: { notPrincipals: ['*'] } }],
      to: [{ operation: { ports: ['8000', '8001'], notPaths: ['/metrics'] } }, { operation: { ports: ['8000', '8001'], notMethods: ['GET'] } }],
    }],
  });
});

test('two routes to a pool open it once', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  const backend = platform.pool('llama');
  routeTo(platform, backend);
  new ModelRoute(platform.chart, 'second', { mesh: platform.mesh, backend, paths: ['/second'] });
  expect(policy(platform, 'llama-servers').spec.rules).toHaveLength(2);
});

test('where everything is allowed, strict mutual TLS is not given up for the metrics', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR, authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  routeTo(platform, platform.pool('llama'));
  expect(platform.all('AuthorizationPolicy').filter(({ metadata }) => metadata.name.startsWith('llama')).map(({ spec }) => spec.action)).toEqual(['DENY']);
});

test('ports that take plaintext anyhow are left as they are', () => {
  const permissive = new Platform({ dataPlane: DataPlane.SIDECAR, mtls: MtlsMode.PERMISSIVE, authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  routeTo(permissive, permissive.pool('llama'));
  const open = new Platform({ dataPlane: DataPlane.SIDECAR });
  const servers = open.mesh.workloadFromAttributes('servers', { port: 8000, plaintextPorts: [8000], podLabels: { app: 'vllm' } });
  const endpointPicker = open.mesh.workloadFromAttributes('epp', { port: 9002, podLabels: { app: 'epp' }, outsideMesh: true });
  routeTo(open, Backend.inferencePool(InferencePool.fromAttributes({ name: 'llama', servers, endpointPicker })));
  for (const platform of [permissive, open]) {
    expect(platform.all('AuthorizationPolicy').filter(({ spec }) => spec.action === 'DENY')).toEqual([]);
  }
});

test('the gateway passes no waypoint on its way to a pool', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ useWaypoint: true }) });
  routeTo(platform, platform.pool('llama'));
  expect(callersOf(policy(platform, 'llama-servers'))).toEqual(['ml/llama-epp {"ports":["8000"]}', 'ml/gateway-istio {"ports":["8000"]}']);
  expect(platform.all('Gateway').map(({ metadata }) => metadata.name)).toEqual(['gateway']);
});

test('a picker outside of the mesh, as in sidecar mode, is open to the gateway', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  const endpointPicker = platform.mesh.addWorkload('epp', { port: 9002, protocol: PortProtocol.GRPC, outsideMesh: true });
  routeTo(platform, platform.pool('llama', { endpointPicker }));
  expect(policy(platform, 'epp')).toBeUndefined();
});

test('a pool that is known is listed with what it must name', () => {
  const platform = new Platform();
  routeTo(platform, platform.pool('llama'));
  expect(platform.mesh.externalObjects.find(({ name }) => name === 'llama')).toMatchObject({
    requirements: ['targetPorts 8000', 'endpointPickerRef llama-epp, port 9002', 'pods labelled app=llama'],
    stub: { spec: { selector: { matchLabels: { app: 'llama' } }, targetPorts: [{ number: 8000 }], endpointPickerRef: { name: 'llama-epp', port: { number: 9002 } } } },
  });
});

test('two routes that say different things of one pool are refused', () => {
  const platform = new Platform();
  routeTo(platform, platform.pool('llama'));
  const servers = platform.mesh.workloadFromAttributes('others', { port: 8000, podLabels: { app: 'vllm' }, sidecar: true });
  const endpointPicker = platform.mesh.workloadFromAttributes('epp', { port: 9002, podLabels: { app: 'epp' } });
  const backend = Backend.inferencePool(InferencePool.fromAttributes({ name: 'llama', servers, endpointPicker }));
  expect(() => new ModelRoute(platform.chart, 'second', { mesh: platform.mesh, backend, paths: ['/second'] })).toThrow(
    /second\] backend says of the InferencePool ml\/llama that it has targetPorts 8000, endpointPickerRef epp, port 9002, pods labelled app=vllm, and \[.*chat\] backend that it has targetPorts 8000, endpointPickerRef llama-epp, port 9002, pods labelled app=llama: call InferencePool\.fromAttributes\(…\) once/,
  );
});

test('what one route knows of a pool, and another does not, is no contradiction', () => {
  const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  routeTo(platform, platform.pool('llama'));
  const unknown = Backend.inferencePool(InferencePool.fromAttributes({ name: 'llama' }));
  expect(() => new ModelRoute(platform.chart, 'second', { mesh: platform.mesh, backend: unknown, paths: ['/second'] })).not.toThrow();
});

const known = (platform: Platform, id: string, attributes: WorkloadAttributes = {}) =>
  platform.mesh.workloadFromAttributes(id, { port: 8000, podLabels: { app: id }, ...attributes });

test.each<[string, (platform: Platform) => Partial<InferencePoolAttributes>, RegExp]>([
  ['servers without a picker', (platform) => ({ servers: known(platform, 's') }), /backend\.servers says who may reach whom, which takes endpointPicker as well: give endpointPicker/],
  ['a picker without servers', (platform) => ({ endpointPicker: known(platform, 'p') }), /backend\.endpointPicker says who may reach whom, which takes servers as well/],
  ['ports without servers', () => ({ targetPorts: [8000] }), /backend\.targetPorts says who may reach whom, which takes servers as well/],
  ['servers of another mesh', () => ({ servers: known(new Platform(), 's') }), /backend\.servers must be a workload of the route's own mesh, got 's'/],
  ['servers of another namespace', (platform) => ({ servers: known(platform, 's', { namespace: 'other' }) }),
    /backend\.servers must be in the namespace of the pool \(ml\), which names none of another, got 'other'/],
  ['servers outside of the mesh', (platform) => ({ servers: known(platform, 's', { outsideMesh: true }) }), /backend\.servers must be part of the mesh, and the workload 's' is outside/],
  ['servers of which the pods are not known', (platform) => ({ servers: platform.mesh.workloadFromAttributes('s') }),
    /backend\.servers names the workload 's', of whose pods the labels are not known.*give podLabels/],
  ['servers without a port', (platform) => ({ servers: known(platform, 's', { port: undefined }) }), /backend\.targetPorts is needed: the workload 's' has no port of its own/],
  ['a picker without a Service', (platform) => ({ endpointPicker: known(platform, 'p', { port: undefined }) }),
    /backend\.endpointPicker names the workload 'p', which has no Service, and a pool names its picker by one: give port/],
  ['a picker outside of the ambient mesh', (platform) => ({ endpointPicker: known(platform, 'p', { outsideMesh: true }) }),
    /backend\.endpointPicker must be part of the mesh to read the metrics of the servers, and the workload 'p' is outside/],
  ['a port that is none', () => ({ targetPorts: [0] }), /backend\.targetPorts\[0\] must be a whole number from 1 to 65535, got 0/],
  ['a path that is none', () => ({ metricsPath: 'm' }), /backend\.metricsPath must be a path/],
  ['no ports', () => ({ targetPorts: [] }), /backend\.targetPorts must be 1 to 8 different ports, got \[\]/],
  ['one port twice', () => ({ targetPorts: [1, 1] }), /backend\.targetPorts must be 1 to 8 different ports/],
  ['nine ports', () => ({ targetPorts: [1, 2, 3, 4, 5, 6, 7, 8, 9] }), /backend\.targetPorts must be 1 to 8 different ports/],
])('%s is refused', (what, options, message) => {
  const platform = new Platform();
  const given = options(platform);
  const backend = what.includes('without servers') || what.includes('without a picker') ? Backend.inferencePool(InferencePool.fromAttributes({ name: 'llama', ...given })) : platform.pool('llama', given);
  expect(() => routeTo(platform, backend)).toThrow(message);
});

test('ambient servers, which a gateway cannot tell apart, are refused, and taken with a sidecar', () => {
  const platform = new Platform();
  expect(() => routeTo(platform, platform.pool('llama', { servers: known(platform, 's', { sidecar: undefined }) })))
    .toThrow("backend.servers names the workload 's', whose pods are ambient: to a gateway they are tunnels, which it takes in turn, whatever the endpoint "
      + 'picker says: give its pods a sidecar (label sidecar.istio.io/inject: "true"), and say so: sidecar: true in the workload');
  const other = new Platform();
  expect(() => routeTo(other, other.pool('llama', { servers: known(other, 's', { sidecar: true }) }))).not.toThrow();
});

test('a picker behind a sidecar, which refuses what the gateway asks, is refused', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  expect(() => routeTo(platform, platform.pool('llama', { endpointPicker: known(platform, 'p') })))
    .toThrow("backend.endpointPicker names the workload 'p', whose pods have a sidecar, and a sidecar refuses what a gateway asks an endpoint picker: "
      + 'take its pods out of the mesh (label sidecar.istio.io/inject: "false"), and say so: outsideMesh: true in the workload');
});

test('in sidecar mode the gateway takes no port that bypasses the sidecar', () => {
  const platform = new Platform({ dataPlane: DataPlane.SIDECAR });
  expect(() => routeTo(platform, platform.pool('llama', { servers: known(platform, 's', { peerPorts: [8000] }) })))
    .toThrow(/leads to port 8000 of the workload 's', one of its peerPorts, which bypass the sidecar/);
});
