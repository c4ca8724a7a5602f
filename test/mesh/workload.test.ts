import { DataPlane } from '../../src/core/versions/data-plane';
import { AccessLog } from '../../src/install/access-log';
import { ExtAuthzProvider } from '../../src/install/ext-authz-provider';
import { MeshInstall } from '../../src/install/mesh-install';
import { TracingProvider } from '../../src/install/tracing-provider';
import { MeshGateway } from '../../src/mesh/gateway/mesh-gateway';
import { PortProtocol } from '../../src/mesh/port';
import type { WorkloadAttributes, WorkloadOptions } from '../../src/mesh/workload-options';
import { WorkloadRole } from '../../src/mesh/workload-role';
import { Caller } from '../../src/security/caller';
import { AuthorizationMode, MtlsMode } from '../../src/security/modes';
import { PLANES, Platform } from '../routing/platform';

const { AMBIENT, SIDECAR } = DataPlane;
const add = (options: WorkloadOptions, dataPlane = AMBIENT) => Platform.closed({ dataPlane }).mesh.addWorkload('a', options);
const adopt = (attributes: WorkloadAttributes, dataPlane = AMBIENT) => Platform.closed({ dataPlane }).mesh.workloadFromAttributes('a', attributes);

test.each(PLANES)('in %s mode a workload is a service account and a Service', (dataPlane) => {
  const platform = Platform.closed({ dataPlane });
  const workload = platform.mesh.addWorkload('Llama-3.1-70B', { port: 80, targetPort: 8080 });
  expect(platform.find('ServiceAccount', 'llama-3-1-70b')).toBeDefined();
  expect(platform.find('Service', 'llama-3-1-70b')).toMatchObject({
    metadata: { labels: { app: 'llama-3-1-70b' } },
    spec: {
      selector: { app: 'llama-3-1-70b' },
      ports: [{ name: 'http-80', port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }],
    },
  });
  expect(workload).toMatchObject({
    workloadName: 'Llama-3.1-70B',
    namespace: 'ml',
    serviceAccountName: 'llama-3-1-70b',
    serviceName: 'llama-3-1-70b',
    port: 80,
    callerIdentity: { namespace: 'ml', serviceAccount: 'llama-3-1-70b' },
    podMetadata: { labels: { app: 'llama-3-1-70b' } },
  });
});

test('without a port there is no Service', () => {
  const platform = Platform.closed();
  const workload = platform.mesh.addWorkload('batch');
  expect(platform.all('Service')).toEqual([]);
  expect([workload.serviceName, workload.port]).toEqual([undefined, undefined]);
});

test('names and labels can be given', () => {
  const platform = Platform.closed();
  platform.mesh.addNamespace('shared');
  platform.mesh.addWorkload('a', { namespace: 'shared', serviceAccount: 'kserve', serviceName: 'predictor', port: 80, labels: { model: 'x', version: 'v1' } });
  expect(platform.find('ServiceAccount', 'kserve', 'shared')).toBeDefined();
  expect(platform.find('Service', 'predictor', 'shared').spec.selector).toEqual({ model: 'x', version: 'v1' });
});

test('an adopted workload is not emitted; what it must carry is listed', () => {
  const platform = Platform.closed();
  const before = platform.names();
  platform.mesh.workloadFromAttributes('a', { serviceAccount: 'kserve', serviceName: 'predictor', port: 80, targetPort: 8080, podLabels: { isvc: 'a' }, headless: true });
  expect(platform.names()).toEqual(before);
  expect(platform.mesh.externalObjects).toEqual([
    expect.objectContaining({ kind: 'ServiceAccount', namespace: 'ml', name: 'kserve', requirements: ['runs the pods labelled isvc=a', 'its pods are part of the mesh'] }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      namespace: 'ml',
      name: 'predictor',
      requirements: ['port 80 to 8080 of the pods (http)'],
      stub: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'predictor', namespace: 'ml', labels: {} },
        spec: { clusterIP: 'None', selector: { isvc: 'a' }, ports: [{ name: 'http-80', port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }] },
      },
    },
  ]);
});

test('a label that an adopted Service needs for its waypoint is asked for', () => {
  const platform = Platform.closed();
  const workload = platform.mesh.workloadFromAttributes('a', { port: 80, podLabels: { isvc: 'a' } });
  workload.allowFrom(platform.mesh.addWorkload('b'), { methods: ['GET'] });
  const service = platform.mesh.externalObjects.find(({ kind }) => kind === 'Service')!;
  expect(service.requirements).toContain('label istio.io/use-waypoint: waypoint');
  expect(service.stub.metadata.labels).toEqual({ 'istio.io/use-waypoint': 'waypoint' });
});

test('a caller outside of the mesh is only an account', () => {
  const platform = Platform.closed();
  platform.mesh.workloadFromAttributes('a', { outsideMesh: true, namespace: 'other' });
  expect(platform.mesh.externalObjects).toEqual([
    expect.objectContaining({ kind: 'Namespace', name: 'other', requirements: [] }),
    expect.objectContaining({ kind: 'ServiceAccount', namespace: 'other', requirements: [] }),
  ]);
});

test('the namespace of a caller is listed unless it is part of the mesh, now or later', () => {
  const platform = Platform.closed();
  const namespaces = () => platform.mesh.externalObjects.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name);
  const server = platform.predictor('server');
  server.allowFrom(Caller.namespace('notebooks'));
  server.allowFrom(Caller.serviceAccount('ml-training', 'trainer'));
  expect(namespaces()).toEqual(['notebooks', 'ml-training']);

  platform.mesh.addNamespace('ml-training');
  expect(namespaces()).toEqual(['notebooks']);
});

test('names are checked where they were given', () => {
  expect(() => add({ serviceAccount: 'A' })).toThrow(/^\[app\/mesh\/a\] serviceAccount must be a DNS subdomain.*got 'A'/);
  expect(() => add({ serviceName: 'My_Service', port: 80 })).toThrow(/^\[app\/mesh\/a\] serviceName must be a DNS label.*got 'My_Service'/);
  expect(() => adopt({ namespace: 'Team' })).toThrow(/^\[app\/mesh\/a\] namespace must be a namespace name.*got 'Team'/);
  expect(() => Platform.closed().mesh.addWorkload('3.1')).toThrow(/^\[app\/mesh\/3\.1\] id must contain a letter/);
});

test.each([
  [{ plaintextPorts: [0] }, 'plaintextPorts[0] must be a whole number from 1 to 65535, got 0'],
  [{ peerPorts: [1, 70000] }, 'peerPorts[1] must be a whole number from 1 to 65535, got 70000'],
  [{ metricsPort: 0 }, 'metricsPort must be a whole number from 1 to 65535, got 0'],
  [{ port: 0 }, 'port must be a whole number from 1 to 65535, got 0'],
  [{ port: 80, targetPort: 0 }, 'targetPort must be a whole number from 1 to 65535, got 0'],
  [{ replicas: -1 }, 'replicas must be a whole number from 0 to 100000, got -1: give the number of pods'],
])('%j is out of range', (options, message) => {
  expect(() => add(options)).toThrow(`[app/mesh/a] ${message}`);
});

test.each([
  ['targetPort', 8080], ['protocol', PortProtocol.TCP], ['additionalPorts', []], ['headless', true], ['serviceName', 'x'], ['trafficPolicy', {}],
])('%s without port says something of no Service', (prop, value) => {
  expect(() => add({ [prop]: value })).toThrow(`[app/mesh/a] ${prop} says something of a Service, and there is none without port, got ${
    typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}: give port as well`);
});

test('pods are selected by labels of their own', () => {
  expect(() => add({ labels: {} })).toThrow('[app/mesh/a] labels must not be empty, since a selector without labels selects every pod of the namespace, got {}: give the labels of the pods, or leave the prop out');
  expect(() => adopt({ podLabels: {} })).toThrow(/^\[app\/mesh\/a\] podLabels must not be empty/);
  expect(() => add({ labels: { 'a b': 'x' } })).toThrow(/^\[app\/mesh\/a\] labels has a key that is not a label key, got 'a b'/);
  for (const key of ['istio.io/dataplane-mode', 'sidecar.istio.io/inject', 'istio.io/use-waypoint']) {
    expect(() => add({ labels: { [key]: 'none' } }))
      .toThrow(`[app/mesh/a] labels must not hold ${key}, which the mesh decides on, got {"${key}":"none"}: use outsideMesh to take the pods out of the mesh`);
  }
});

test.each([[{ app: 'x' }, { app: 'x' }], [{ app: 'x' }, { app: 'x', version: 'v1' }], [{ app: 'x', version: 'v1' }, { app: 'x' }]])(
  'pods of %j and %j cannot run as two accounts', (first, second) => {
    const { mesh } = Platform.closed();
    mesh.addWorkload('v1', { labels: first });
    expect(() => mesh.addWorkload('v2', { labels: second })).toThrow(
      `[app/mesh/v2] labels select pods of the workload 'v1', which run as another service account (v1), got ${JSON.stringify(second)}: `
      + 'give the pods labels of their own; for a second Service of the same pods give the same serviceAccount');
    expect(() => mesh.addWorkload('v3', { labels: second, serviceAccount: 'v1' })).not.toThrow();
  },
);

test('labels that differ in a value, or lie in another namespace, are of other pods', () => {
  const { mesh } = Platform.closed();
  mesh.addNamespace('other');
  mesh.addWorkload('v1', { labels: { app: 'x', version: 'v1' } });
  expect(() => mesh.addWorkload('v2', { labels: { app: 'x', version: 'v2' } })).not.toThrow();
  expect(() => mesh.addWorkload('v3', { labels: { app: 'x', version: 'v1' }, namespace: 'other' })).not.toThrow();
  expect(() => mesh.workloadFromAttributes('caller')).not.toThrow();
});

test('an account that two workloads name is emitted once', () => {
  const platform = Platform.closed();
  platform.mesh.addWorkload('v1', { serviceAccount: 'kserve' });
  platform.mesh.addWorkload('v2', { serviceAccount: 'kserve' });
  expect(platform.all('ServiceAccount').map(({ metadata }) => metadata.name)).toEqual(['kserve']);
});

test('nobody runs as the gateway or the waypoint', () => {
  const gateway = (serviceAccount: string, dataPlane = AMBIENT) => () => new Platform({ dataPlane }).mesh.addWorkload('a', { serviceAccount });
  expect(gateway('gateway-istio')).toThrow(
    "[app/mesh/a] serviceAccount is the service account of the gateway: the pods would be let through wherever that is, got 'gateway-istio': choose another serviceAccount");
  expect(gateway('waypoint')).toThrow(/^\[app\/mesh\/a\] serviceAccount is the service account of the waypoint/);
  expect(gateway('waypoint', SIDECAR)).not.toThrow();
});

test('a Service has one owner', () => {
  const { mesh } = Platform.closed();
  mesh.workloadFromAttributes('a', { port: 80, podLabels: { app: 'a' } });
  expect(() => mesh.addWorkload('b', { port: 80, serviceName: 'a' }))
    .toThrow("[app/mesh/b] serviceName is the Service of app/mesh/a too, got 'a': choose another name; a workload is declared before the route that names its Service");
});

describe('ports', () => {
  test.each([
    [PortProtocol.HTTP, 'http', 'http-80'], [PortProtocol.H2C, expect.anything(), 'h2c-80'], [PortProtocol.GRPC, expect.anything(), 'grpc-80'], [PortProtocol.TCP, 'tcp', 'tcp-80'],
  ])('%s has a name and an appProtocol', (protocol, appProtocol, name) => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('a', { port: 80, protocol });
    expect(platform.find('Service', 'a').spec.ports).toEqual([{ name, port: 80, targetPort: 80, protocol: 'TCP', appProtocol }]);
  });

  test.each(Object.values(WorkloadRole))('a %s speaks HTTP, a feature store gRPC', (role) => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('a', { port: 80, role, additionalPorts: [{ port: 81 }] });
    expect(platform.find('Service', 'a').spec.ports.map(({ name }: any) => name)).toEqual([role === 'feature-store' ? 'grpc-80' : 'http-80', 'http-81']);
  });

  test('further ports have numbers, names and protocols of their own', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('a', { port: 80, additionalPorts: [{ port: 9000, targetPort: 9001, name: 'admin', protocol: PortProtocol.TCP }] });
    expect(platform.find('Service', 'a').spec.ports[1]).toEqual({ name: 'admin', port: 9000, targetPort: 9001, protocol: 'TCP', appProtocol: 'tcp' });
  });

  test('two ports differ in number and name', () => {
    expect(() => add({ port: 80, additionalPorts: [{ port: 81 }, { port: 80, name: 'x' }] })).toThrow(
      '[app/mesh/a] additionalPorts[1] must differ from the other ports in number and name, got {"port":80,"name":"x"}: rename or renumber it');
    expect(() => add({ port: 80, additionalPorts: [{ port: 81, name: 'http-80' }] })).toThrow(/additionalPorts\[0\] must differ/);
  });

  test('a port name has 15 characters', () => {
    expect(() => add({ port: 80, additionalPorts: [{ port: 81, name: 'a'.repeat(15) }] })).not.toThrow();
    expect(() => add({ port: 80, additionalPorts: [{ port: 81, name: 'a'.repeat(16) }] }))
      .toThrow(`[app/mesh/a] additionalPorts[0].name must have 15 characters at most, got '${'a'.repeat(16)}': shorten it`);
    expect(() => add({ port: 80, additionalPorts: [{ port: 81, name: 'A' }] })).toThrow(/additionalPorts\[0\]\.name must be a DNS label/);
  });
});

describe('pods', () => {
  const podsOf = (options: WorkloadOptions, dataPlane: DataPlane) => add(options, dataPlane).podMetadata;

  test.each([[AMBIENT, { 'istio.io/dataplane-mode': 'none' }], [SIDECAR, { 'sidecar.istio.io/inject': 'false' }]])(
    'in %s mode pods outside of the mesh say so', (dataPlane, label) => {
      expect(podsOf({ outsideMesh: true }, dataPlane)).toEqual({ labels: { app: 'a', ...label }, annotations: {} });
    },
  );

  test.each([WorkloadRole.TRAINING, WorkloadRole.PIPELINE, WorkloadRole.INFERENCE])('a %s has a native sidecar, so that its jobs end', (role) => {
    expect(podsOf({ role }, SIDECAR).annotations).toEqual({ 'sidecar.istio.io/nativeSidecar': 'true' });
    expect(podsOf({ role }, AMBIENT).annotations).toEqual({});
  });

  test('other roles have the sidecar of the installation', () => {
    expect(podsOf({}, SIDECAR).annotations).toEqual({});
  });

  test('peer ports are kept out of the sidecar, both ways', () => {
    expect(podsOf({ peerPorts: [29500, 29501] }, SIDECAR).annotations).toEqual({
      'traffic.sidecar.istio.io/excludeInboundPorts': '29500,29501',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '29500,29501',
    });
    expect(podsOf({ peerPorts: [29500] }, AMBIENT).annotations).toEqual({});
  });

  test('a sidecar is sized by annotations', () => {
    expect(podsOf({ proxy: { cpuRequest: '100m', memoryLimit: '1Gi', concurrency: 2 } }, SIDECAR).annotations).toMatchObject({
      'sidecar.istio.io/proxyCPU': '100m',
      'sidecar.istio.io/proxyMemoryLimit': '1Gi',
      'proxy.istio.io/config': '{"concurrency":2}',
    });
    expect(() => podsOf({ proxy: { cpuRequest: '100m' } }, AMBIENT)).toThrow(/^\[app\/mesh\/a\] proxy cannot be had: resources of a sidecar needs the sidecar data plane, not ambient/);
  });
});

describe('outside of the mesh', () => {
  test.each([['plaintextPorts', [1]], ['peerPorts', [1]], ['proxy', {}], ['scopeEgress', true]])('%s has no effect', (prop, value) => {
    expect(() => add({ outsideMesh: true, [prop]: value }, SIDECAR))
      .toThrow(`[app/mesh/a] ${prop} has no effect on pods that are outside of the mesh, got ${JSON.stringify(value)}: leave it or outsideMesh out`);
  });

  test('a trafficPolicy has no effect', () => {
    expect(() => add({ outsideMesh: true, port: 80, trafficPolicy: {} })).toThrow(/^\[app\/mesh\/a\] trafficPolicy has no effect on pods that are outside of the mesh/);
  });

  test('a monitoring stack has no identity', () => {
    expect(() => add({ outsideMesh: true, role: WorkloadRole.MONITORING })).toThrow(
      '[app/mesh/a] outsideMesh leaves role monitoring without the identity by which metrics ports admit it, got true: '
      + 'leave outsideMesh out, or leave role out and open the metrics ports with plaintextPorts of the workloads');
  });

  test('nobody can be allowed, and nobody can be kept away', () => {
    const { mesh } = Platform.closed();
    const outside = mesh.addWorkload('job', { outsideMesh: true, port: 80 });
    const inside = mesh.addWorkload('b', { port: 80 });
    expect(() => inside.allowFrom(outside)).toThrow(
      "[app/mesh/b] allowFrom cannot allow the workload 'job': it is outside of the mesh and has no identity: leave outsideMesh out and use peerPorts for the traffic among its own pods");
    expect(() => outside.allowFrom(inside)).toThrow(
      "[app/mesh/job] allowFrom cannot allow callers of the workload 'job': its pods are outside of the mesh and open to everybody: leave outsideMesh out, or guard the pods with a NetworkPolicy");
  });

  test('no policy selects the pods', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING });
    platform.mesh.addWorkload('job', { outsideMesh: true, port: 80, role: WorkloadRole.INFERENCE });
    expect(platform.all('AuthorizationPolicy').map(({ metadata }) => metadata.name)).toEqual(['deny-by-default']);
  });
});

describe('plaintext ports', () => {
  test.each(PLANES)('in %s mode they take plaintext from anybody, the others do not', (dataPlane) => {
    const platform = Platform.closed({ dataPlane });
    platform.mesh.addWorkload('a', { port: 80, plaintextPorts: [9443, 9444] });
    expect(platform.find('PeerAuthentication', 'a').spec).toEqual({
      selector: { matchLabels: { app: 'a' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 9443: { mode: 'PERMISSIVE' }, 9444: { mode: 'PERMISSIVE' } },
    });
    expect(platform.find('AuthorizationPolicy', 'a').spec).toEqual({
      selector: { matchLabels: { app: 'a' } },
      action: 'ALLOW',
      rules: [{ to: [{ operation: { ports: ['9443', '9444'] } }] }],
    });
  });

  test('a step of a migration stays one', () => {
    const platform = Platform.closed({ mtls: MtlsMode.PERMISSIVE, authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
    platform.mesh.addWorkload('a', { plaintextPorts: [9443] });
    expect(platform.find('PeerAuthentication', 'a').spec.mtls).toEqual({ mode: 'PERMISSIVE' });
    expect(platform.find('AuthorizationPolicy', 'a')).toBeUndefined();
  });

  test('they need pods that are known and in the mesh', () => {
    const message = '[app/mesh/a] plaintextPorts needs the labels of the pods, in a namespace of the mesh, got [9443]: give podLabels, and add the namespace to the mesh';
    expect(() => adopt({ plaintextPorts: [9443] })).toThrow(message);
    expect(() => adopt({ plaintextPorts: [9443], podLabels: { a: 'b' }, namespace: 'other' })).toThrow(message);
  });

  test('an empty list is none', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('a', { plaintextPorts: [], peerPorts: [] });
    expect(platform.all('AuthorizationPolicy')).toHaveLength(1);
    expect(platform.all('PeerAuthentication')).toHaveLength(1);
  });
});

describe('peer ports', () => {
  test('in ambient mode the pods admit each other at L4', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('job', { role: WorkloadRole.TRAINING, peerPorts: [29500, 29501] });
    expect(platform.find('AuthorizationPolicy', 'job').spec.rules).toEqual([
      { from: [{ source: { serviceAccounts: ['ml/job'] } }], to: [{ operation: { ports: ['29500', '29501'] } }] },
    ]);
  });

  test('in sidecar mode no policy is needed', () => {
    const platform = Platform.closed({ dataPlane: SIDECAR });
    platform.mesh.addWorkload('job', { peerPorts: [29500] });
    expect(platform.find('AuthorizationPolicy', 'job')).toBeUndefined();
  });

  test('in sidecar mode what needs the proxy is not on them', () => {
    expect(() => add({ peerPorts: [1, 2], plaintextPorts: [2] }, SIDECAR)).toThrow(
      '[app/mesh/a] peerPorts holds 2, which is one of plaintextPorts too: in sidecar mode the proxy does not see it, got [1,2]: use another port for the traffic among the pods');
    expect(() => add({ peerPorts: [80], port: 80, role: WorkloadRole.INFERENCE }, SIDECAR)).toThrow(/^\[app\/mesh\/a\] peerPorts holds 80, which is the metrics port too/);
    expect(() => add({ peerPorts: [1, 2], plaintextPorts: [2] }, AMBIENT)).not.toThrow();
  });

  test('in sidecar mode nobody is kept away from them', () => {
    const { mesh } = Platform.closed({ dataPlane: SIDECAR });
    const head = mesh.addWorkload('head', { port: 6379, peerPorts: [6379] });
    const caller = mesh.addWorkload('caller');
    expect(() => head.allowFrom(caller)).toThrow(
      "[app/mesh/head] allowFrom cannot allow callers of the workload 'head': all its ports are peerPorts, which bypass the sidecar: use other ports for the traffic among its pods");
    expect(() => mesh.addWorkload('mixed', { port: 6379, additionalPorts: [{ port: 8265 }], peerPorts: [6379] }).allowFrom(caller)).not.toThrow();
  });

  test('in sidecar mode a caller must not bypass its own proxy on the way', () => {
    const build = (dataPlane: DataPlane) => () => {
      const { mesh } = Platform.closed({ dataPlane });
      mesh.addWorkload('redis', { port: 6379 }).allowFrom(mesh.addWorkload('ray', { peerPorts: [6379] }));
    };
    expect(build(SIDECAR)).toThrow(
      "[app/mesh/redis] allowFrom cannot allow the workload 'ray': its calls to port 6379 bypass its sidecar, since the port is one of its peerPorts, and the server takes mutual TLS: "
      + 'use other peerPorts there, or another port for the Service redis');
    expect(build(AMBIENT)).not.toThrow();
  });
});

describe('egress scope', () => {
  test('sidecars learn of the control plane, of edges and of named hosts', () => {
    const platform = Platform.closed({ dataPlane: SIDECAR, clusterDomain: 'example.internal' });
    const scoped = platform.mesh.addWorkload('a', { scopeEgress: true, egressHosts: ['shared/redis.shared.svc.cluster.local', '*/*.example.com', 'istio-system/*'] });
    for (const id of ['z', 'b']) {
      platform.mesh.addWorkload(id, { port: 80 }).allowFrom(scoped);
    }
    platform.mesh.addWorkload('c', { port: 80 }).allowFrom(platform.mesh.addWorkload('free'));
    platform.mesh.addWorkload('silent').allowFrom(scoped);
    expect(platform.all('Sidecar')).toHaveLength(1);
    expect(platform.find('Sidecar', 'a').spec).toEqual({
      workloadSelector: { labels: { app: 'a' } },
      egress: [{
        hosts: [
          'istio-system/*', 'ml/b.ml.svc.example.internal', 'ml/z.ml.svc.example.internal',
          'shared/redis.shared.svc.cluster.local', '*/*.example.com',
        ],
      }],
    });
  });

  test('all hosts of a namespace stand for each of them, whose repetition the webhook warns of', () => {
    const platform = Platform.closed({ dataPlane: SIDECAR });
    platform.mesh.addNamespace('other');
    const scoped = platform.mesh.addWorkload('a', {
      scopeEgress: true,
      egressHosts: ['shared/redis.shared.svc.cluster.local', './x.ml.svc.cluster.local', './*', 'ml/*', 'other/c.other.svc.cluster.local', 'shared/*', 'istio-system/x'],
    });
    platform.mesh.addWorkload('b', { port: 80 }).allowFrom(scoped);
    platform.mesh.addWorkload('c', { port: 80, namespace: 'other' }).allowFrom(scoped);
    expect(platform.find('Sidecar', 'a').spec.egress).toEqual([{ hosts: ['istio-system/*', 'other/c.other.svc.cluster.local', './*', 'shared/*'] }]);
  });

  test('sidecars learn of the servers behind extension providers, which Istio itself does not import for them', () => {
    const install = new MeshInstall({
      dataPlane: SIDECAR,
      tracing: TracingProvider.zipkin({ name: 'zipkin', service: 'zipkin.tracing.svc.cluster.local', port: 9411 }),
      accessLogs: [AccessLog.stdout(), AccessLog.openTelemetry({ name: 'logs', service: 'vendor/logs.example.com', port: 4317 })],
      extAuthz: [
        ExtAuthzProvider.grpc({ name: 'opa', service: 'opa.example.com', port: 9000 }),
        ExtAuthzProvider.http({ name: 'quota', service: 'quota.istio-system.svc.cluster.local', port: 9000 }),
      ],
    });
    const platform = Platform.closed({ install });
    platform.mesh.addWorkload('a', { scopeEgress: true });
    expect(platform.find('Sidecar', 'a').spec.egress).toEqual([{
      hosts: ['istio-system/*', '*/opa.example.com', 'tracing/zipkin.tracing.svc.cluster.local', 'vendor/logs.example.com'],
    }]);
  });

  test('the control plane is where it was installed', () => {
    const install = new MeshInstall({ dataPlane: SIDECAR, rootNamespace: 'mesh-system' });
    const platform = Platform.closed({ install });
    platform.mesh.addWorkload('a', { scopeEgress: true });
    expect(platform.find('Sidecar', 'a').spec.egress).toEqual([{ hosts: ['mesh-system/*'] }]);
  });

  test('hosts need the scope, a namespace, and sidecars', () => {
    expect(() => add({ egressHosts: ['a/b'] }, SIDECAR)).toThrow('[app/mesh/a] egressHosts has no effect without scopeEgress, got ["a/b"]: set scopeEgress: true');
    for (const host of ['redis', '/redis', 'shared/', 'shared/a*b', 'A/b', 'a/b/c']) {
      expect(() => add({ scopeEgress: true, egressHosts: ['a/b', host] }, SIDECAR))
        .toThrow(`[app/mesh/a] egressHosts[1] must be namespace/host, got '${host}': write for example 'shared/redis.shared.svc.cluster.local' or 'shared/*'`);
    }
    expect(() => add({ scopeEgress: true, egressHosts: ['*/*'] }, SIDECAR))
      .toThrow("[app/mesh/a] egressHosts[0] names everything, so that nothing is left out of the scope, got '*/*': name namespaces one by one, or leave scopeEgress out");
    expect(() => add({ scopeEgress: true })).toThrow(/^\[app\/mesh\/a\] scopeEgress cannot be had: an egress scope needs the sidecar data plane, not ambient/);
  });
});

test('pods behind a deny by default must be known where somebody has to reach them', () => {
  const platform = Platform.closed();
  platform.mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING });
  expect(() => platform.mesh.workloadFromAttributes('a', { port: 80, role: WorkloadRole.INFERENCE })).toThrow(
    '[app/mesh/a] podLabels is needed: the namespace ml denies by default, and ml/prometheus must reach the pods: give the labels of the pods');
  expect(() => platform.mesh.workloadFromAttributes('b', { port: 80, role: WorkloadRole.INFERENCE, namespace: 'other' })).not.toThrow();
  expect(() => Platform.closed({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT }).mesh.workloadFromAttributes('c', { peerPorts: [1] })).not.toThrow();
});

test('an adopted gateway leaves its account to nobody else either', () => {
  const { mesh } = Platform.closed({});
  expect(() => mesh.addWorkload('gateway-istio')).not.toThrow();
  const shared = new Platform({ gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'ml', serviceAccount: 'edge' }) });
  expect(() => shared.mesh.addWorkload('edge')).toThrow(/serviceAccount is the service account of the gateway/);
});

test('ambient pods may have a sidecar all the same', () => {
  const { mesh } = Platform.closed({});
  expect(mesh.addWorkload('vllm', { sidecar: true }).podMetadata).toEqual({
    labels: { 'app': 'vllm', 'sidecar.istio.io/inject': 'true' },
    annotations: { 'sidecar.istio.io/nativeSidecar': 'true' },
  });
  mesh.workloadFromAttributes('there', { sidecar: true });
  expect(mesh.externalObjects.find(({ name }) => name === 'there')?.requirements).toContain('its pods have a sidecar: label sidecar.istio.io/inject: "true"');
  expect(() => mesh.addWorkload('out', { sidecar: true, outsideMesh: true })).toThrow(/out\] sidecar contradicts outsideMesh, got true/);
  const other = Platform.closed({ dataPlane: DataPlane.SIDECAR });
  expect(() => other.mesh.addWorkload('vllm', { sidecar: true })).toThrow(/vllm\] sidecar says nothing in sidecar mode, where every pod has one, got true: leave it out/);
});
