import { foreignPool, PLANES, Platform } from './platform';
import { MeshInstall } from '../../src/install/mesh-install';
import { InferencePool } from '../../src/mesh/inference/inference-pool';
import { PortProtocol } from '../../src/mesh/port';
import { Backend } from '../../src/routing/backend';
import { ModelRoute } from '../../src/routing/model-route';
import { AuthorizationMode } from '../../src/security/modes';

function routeTo(platform: Platform, backend: Backend): any {
  new ModelRoute(platform.chart, 'bert', { mesh: platform.mesh, backend });
  return platform.rules('bert')[0].backendRefs[0];
}

test.each(PLANES)('a workload is reached at the main port of its Service, or at the named one, and admits the gateway there (%s)', (dataPlane) => {
  for (const [port, expected, target] of [[undefined, 80, '8080'], [9000, 9000, '9001']] as const) {
    const platform = new Platform({ dataPlane });
    const workload = platform.predictor('bert-predictor', { port: 80, targetPort: 8080, additionalPorts: [{ port: 9000, targetPort: 9001 }] });
    expect(routeTo(platform, Backend.workload(workload, port))).toEqual({ group: '', kind: 'Service', name: 'bert-predictor', port: expected });
    const [rule] = platform.find('AuthorizationPolicy', 'bert-predictor').spec.rules;
    expect(rule).toEqual({ from: [{ source: { serviceAccounts: ['ml/gateway-istio'] } }], to: [{ operation: { ports: [target] } }] });
  }
});

test('a Service that a workload has is that workload', () => {
  const platform = new Platform();
  platform.predictor('bert-predictor', { targetPort: 9001 });
  routeTo(platform, Backend.service('bert-predictor', 8080));
  expect(platform.find('AuthorizationPolicy', 'bert-predictor').spec.rules[0].to).toEqual([{ operation: { ports: ['9001'] } }]);
});

test('a Service of which no more is known is listed as an external object', () => {
  const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  expect(routeTo(platform, Backend.service('elsewhere', 8000, { protocol: PortProtocol.H2C }))).toEqual({ group: '', kind: 'Service', name: 'elsewhere', port: 8000 });
  const external = platform.mesh.externalObjects.find(({ name }) => name === 'elsewhere')!;
  expect(external).toMatchObject({ apiVersion: 'v1', kind: 'Service', namespace: 'ml', requirements: ['port 8000 (h2c)'] });
  expect(external.stub.spec.ports).toEqual([{ name: 'h2c-8000', port: 8000, targetPort: 8000, protocol: 'TCP', appProtocol: 'http2' }]);
});

test('a Service outside of the mesh needs no known pods', () => {
  const platform = new Platform();
  expect(routeTo(platform, Backend.service('far', 80, { namespace: 'elsewhere' }))).toEqual({ group: '', kind: 'Service', namespace: 'elsewhere', name: 'far', port: 80 });
});

test('where nothing is denied, the pods of a workload need not be known', () => {
  const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  expect(routeTo(platform, Backend.workload(platform.mesh.workloadFromAttributes('kserve', { port: 80 }))).name).toBe('kserve');
});

test('a pool is listed as an external object', () => {
  const platform = new Platform();
  expect(routeTo(platform, foreignPool('llama')))
    .toEqual({ group: 'inference.networking.k8s.io', kind: 'InferencePool', namespace: 'llm', name: 'llama' });
  expect(platform.mesh.externalObjects.find(({ name }) => name === 'llama'))
    .toMatchObject({ apiVersion: 'inference.networking.k8s.io/v1', kind: 'InferencePool', namespace: 'llm', requirements: ['an endpoint picker that runs'] });
});

test.each<[string, (platform: Platform) => Backend, RegExp]>([
  ['a workload of another mesh', () => Backend.workload(new Platform().predictor('other')), /\[app\/bert\] backend must be a workload of the route's own mesh, got 'other'/],
  ['something that only looks like a workload', () => Backend.workload({ workloadName: 'fake' } as any), /backend must be a workload of the route's own mesh, got 'fake'/],
  ['a workload outside of the mesh', (platform) => Backend.workload(platform.predictor('out', { outsideMesh: true })),
    /backend must be part of the mesh, and the workload 'out' is outside of it: leave outsideMesh out/],
  ['a port that the workload has not', (platform) => Backend.workload(platform.predictor('w'), 81), /backend must name a port of the workload 'w' \(8080\), got 81/],
  ['a workload without a Service', (platform) => Backend.workload(platform.mesh.addWorkload('job')), /backend must name a port of the workload 'job' \(it has none\), got null/],
  ['a Service of pods that nobody knows', () => Backend.service('unknown', 80),
    /backend names a Service of which the pods are not known, and its namespace ml denies by default.*got 'unknown': declare it before the route: .*port: 80/],
  ['a workload of pods that nobody knows', (platform) => Backend.workload(platform.mesh.workloadFromAttributes('kserve', { port: 80 })),
    /backend names the workload 'kserve', of whose pods the labels are not known, and its namespace ml denies by default.*give podLabels/],
  ['a Service name that is none', () => Backend.service('a.b', 80), /backend must be a DNS label.*got 'a\.b'/],
  ['a port that is none', () => Backend.service('a', 0), /backend must be a whole number from 1 to 65535, got 0/],
  ['a namespace that is none', () => Backend.service('a', 80, { namespace: 'A' }), /backend must be a namespace name.*got 'A'/],
  ['a pool name that is none', () => Backend.inferencePool(InferencePool.fromAttributes({ name: 'A' })), /backend\.name must be a DNS label.*got 'A'/],
  ['something that only looks like a pool', () => Backend.inferencePool({ poolName: 'fake' }),
    /backend must be an InferencePool of this library, got 'fake': create it with new InferencePool/],
  ['a pool of which nobody knows the pods', () => Backend.inferencePool(InferencePool.fromAttributes({ name: 'llama' })),
    /backend names an InferencePool of which model servers and endpoint picker are not known, and its namespace ml denies.*got 'llama': declare both as workloads/],
  ['a namespace of a pool that is none', () => foreignPool('a', 'A'), /backend\.namespace must be a namespace name/],
  ['a port without HTTP', (platform) => Backend.workload(platform.predictor('raw', { protocol: PortProtocol.TCP })),
    /backend leads to a port on which no HTTP is spoken, as it is declared, .*got 'tcp': declare the port as PortProtocol\.HTTP/],
  ['a Service without HTTP', () => Backend.service('raw', 80, { namespace: 'elsewhere', protocol: PortProtocol.TCP }), /backend leads to a port on which no HTTP/],
])('%s is refused', (_, backend, message) => {
  const platform = new Platform();
  expect(() => routeTo(platform, backend(platform))).toThrow(message);
});

test('a pool is refused where istiod does not read pools', () => {
  const without = new Platform({ install: new MeshInstall({ inferenceExtension: false }) });
  expect(() => routeTo(without, without.pool('llama')))
    .toThrow(/\[app\/bert\] backend names an InferencePool, and istiod does not read them as it is installed, got 'llama': set inferenceExtension: true/);
  const having = new Platform({ install: new MeshInstall({ inferenceExtension: true }) });
  expect(routeTo(having, having.pool('llama')).kind).toBe('InferencePool');
});
