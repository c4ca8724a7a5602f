import { DataPlane } from '../../src/core/versions/data-plane';
import { MeshGateway } from '../../src/mesh/gateway/mesh-gateway';
import { PortProtocol } from '../../src/mesh/port';
import { WorkloadRole } from '../../src/mesh/workload-role';
import { Backend } from '../../src/routing/backend';
import { ModelRoute } from '../../src/routing/model-route';
import { Caller } from '../../src/security/caller';
import { AuthorizationMode } from '../../src/security/modes';
import { callersOf, PLANES, Platform } from '../routing/platform';

const { AMBIENT, SIDECAR } = DataPlane;
const HTTP = { methods: ['POST'], paths: ['/v1/models/*'] };
const policy = (platform: Platform, name: string, namespace = 'ml') => platform.find('AuthorizationPolicy', name, namespace);
const policies = (platform: Platform) => platform.all('AuthorizationPolicy').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();

/** Who reaches the pods of `predictor`, port 80 to 8080. */
const atPods = (platform: Platform) => callersOf(policy(platform, 'predictor'));
const predictor = (platform: Platform) => platform.mesh.addWorkload('predictor', { port: 80, targetPort: 8080 });

describe('edges without HTTP', () => {
  test.each(PLANES)('in %s mode are decided at the pods, on the ports of the Service', (dataPlane) => {
    const platform = Platform.closed({ dataPlane });
    const server = predictor(platform);
    server.allowFrom(platform.mesh.addWorkload('client'));
    server.allowFrom(Caller.serviceAccount('web', 'frontend'));
    server.allowFrom(Caller.namespace('batch'));
    expect(policy(platform, 'predictor').spec).toEqual({
      selector: { matchLabels: { app: 'predictor' } },
      action: 'ALLOW',
      rules: [{
        from: [{ source: { serviceAccounts: ['ml/client', 'web/frontend'] } }, { source: { namespaces: ['batch'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      }],
    });
    expect(platform.all('Gateway')).toEqual([]);
    expect(platform.find('Service', 'predictor').metadata.labels).toEqual({ app: 'predictor' });
  });

  test('hold on every port where there is no Service, and name a shared port once', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('job').allowFrom(platform.mesh.addWorkload('client'));
    expect(policy(platform, 'job').spec.rules).toEqual([{ from: [{ source: { serviceAccounts: ['ml/client'] } }] }]);
    platform.mesh.addWorkload('two', { port: 80, targetPort: 8080, additionalPorts: [{ port: 81, targetPort: 8080 }] }).allowFrom(Caller.namespace('x'));
    expect(callersOf(policy(platform, 'two'))).toEqual(['x {"ports":["8080"]}']);
  });
});

describe('edges with HTTP', () => {
  test('in sidecar mode are decided at the pods too', () => {
    const platform = Platform.closed({ dataPlane: SIDECAR });
    predictor(platform).allowFrom(platform.mesh.addWorkload('client'), HTTP);
    expect(atPods(platform)).toEqual(['ml/client {"methods":["POST"],"paths":["/v1/models/*"],"ports":["8080"]}']);
    expect(policies(platform)).toEqual(['ml/deny-by-default', 'ml/predictor']);
  });

  test('in ambient mode bring a waypoint that denies by default', () => {
    const platform = Platform.closed({ revision: 'canary', waypoint: { replicas: 2 } });
    predictor(platform).allowFrom(platform.mesh.addWorkload('client'), HTTP);
    expect(platform.find('Gateway', 'waypoint')).toMatchObject({
      metadata: { labels: { 'istio.io/waypoint-for': 'service', 'istio.io/rev': 'canary' } },
      spec: {
        gatewayClassName: 'istio-waypoint',
        infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'waypoint-parameters' } },
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
      },
    });
    expect(platform.find('ConfigMap', 'waypoint-parameters').data.deployment).toContain('replicas: 2');
    expect(policy(platform, 'waypoint-deny-by-default').spec)
      .toEqual({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] });
  });

  test('in ambient mode an ALLOW at the Service says who, and the pods admit the waypoint', () => {
    const platform = Platform.closed();
    predictor(platform).allowFrom(platform.mesh.addWorkload('client'), HTTP);
    expect(platform.find('Service', 'predictor').metadata.labels).toEqual({ 'app': 'predictor', 'istio.io/use-waypoint': 'waypoint' });
    expect(policy(platform, 'predictor-callers').spec).toEqual({
      targetRefs: [{ group: '', kind: 'Service', name: 'predictor' }],
      action: 'ALLOW',
      rules: [{ from: [{ source: { serviceAccounts: ['ml/client'] } }], to: [{ operation: HTTP }] }],
    });
    expect(atPods(platform)).toEqual(['ml/waypoint {"ports":["8080"]}']);
  });

  test.each([['before', 0], ['after', 1]])('an edge without HTTP moves to the waypoint as well, declared %s the other', (_, position) => {
    const platform = Platform.closed();
    const server = predictor(platform);
    const edges = [() => server.allowFrom(Caller.namespace('http'), HTTP)];
    edges.splice(1 - position, 0, () => server.allowFrom(Caller.namespace('plain')));
    edges.forEach((declare) => declare());
    expect(callersOf(policy(platform, 'predictor-callers')).sort()).toEqual(['http {"methods":["POST"],"paths":["/v1/models/*"]}', 'plain']);
    expect(atPods(platform)).toEqual(['ml/waypoint {"ports":["8080"]}']);
  });

  test('a Service without edges stays off the waypoint', () => {
    const platform = Platform.closed();
    predictor(platform).allowFrom(Caller.namespace('x'), HTTP);
    platform.mesh.addWorkload('other', { port: 80 }).allowFrom(Caller.namespace('x'));
    expect(platform.find('Service', 'other').metadata.labels).toEqual({ app: 'other' });
    expect(policies(platform)).not.toContain('ml/other-callers');
  });

  test('each namespace has a waypoint of its own', () => {
    const platform = Platform.closed();
    platform.mesh.addNamespace('shared');
    predictor(platform).allowFrom(Caller.namespace('x'), HTTP);
    platform.mesh.addWorkload('store', { port: 80, namespace: 'shared' }).allowFrom(Caller.namespace('x'), HTTP);
    expect(platform.all('Gateway').map(({ metadata }) => metadata.namespace)).toEqual(['ml', 'shared']);
    expect(callersOf(policy(platform, 'store', 'shared'))).toEqual(['shared/waypoint {"ports":["80"]}']);
  });

  test('a headless Service cannot be behind a waypoint', () => {
    const edge = (dataPlane: DataPlane) => () => Platform.closed({ dataPlane }).mesh.addWorkload('a', { port: 80, headless: true }).allowFrom(Caller.namespace('x'), HTTP);
    expect(edge(AMBIENT)).toThrow(
      '[app/mesh/a] allowFrom needs the waypoint, and the Service a is headless: a waypoint takes only traffic to a Service address: '
      + 'give the workload a Service with an address (headless: false), or leave methods, paths, routes and breakers out');
    expect(edge(SIDECAR)).not.toThrow();
  });

  test('a headless Service has no address', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('a', { port: 80, headless: true }).allowFrom(Caller.namespace('x'));
    expect(platform.find('Service', 'a').spec.clusterIP).toBe('None');
    expect(predictor(platform)).toBeDefined();
    expect(platform.find('Service', 'predictor').spec).not.toHaveProperty('clusterIP');
  });

  test.each(PLANES)('in %s mode need a port that speaks HTTP', (dataPlane) => {
    const { mesh } = Platform.closed({ dataPlane });
    expect(() => mesh.addWorkload('tcp', { port: 6379, protocol: PortProtocol.TCP }).allowFrom(Caller.namespace('x'), HTTP)).toThrow(
      '[app/mesh/tcp] allowFrom compares methods or paths, and no port of the Service speaks HTTP (6379 tcp): give the protocol of the port, or leave methods and paths out');
    expect(() => mesh.addWorkload('job').allowFrom(Caller.namespace('x'), { methods: ['GET'] })).toThrow(
      '[app/mesh/job] allowFrom compares methods or paths, and the workload has no Service, so that no proxy takes its traffic for HTTP: give port to the workload, or leave methods and paths out');
    expect(() => mesh.addWorkload('mixed', { port: 6379, protocol: PortProtocol.TCP, additionalPorts: [{ port: 80 }] }).allowFrom(Caller.namespace('x'), HTTP)).not.toThrow();
  });
});

test('callers of pods that are not known, or not in the mesh, cannot be allowed', () => {
  const { mesh } = Platform.closed();
  expect(() => mesh.workloadFromAttributes('a').allowFrom(Caller.namespace('x')))
    .toThrow("[app/mesh/a] allowFrom cannot allow callers of the workload 'a', since the labels of its pods are not known: give podLabels in workloadFromAttributes");
  expect(() => mesh.workloadFromAttributes('b', { namespace: 'other', podLabels: { app: 'b' } }).allowFrom(Caller.namespace('x'))).toThrow(
    "[app/mesh/b] allowFrom cannot allow callers of the workload 'b': its namespace other is not part of the mesh: add it with mesh.addNamespace('other', { adopt: true }), or let its owner allow the call");
});

test('an adopted workload in the mesh is guarded like any other', () => {
  const platform = Platform.closed();
  platform.mesh.addNamespace('kserve', { adopt: true });
  platform.mesh.workloadFromAttributes('resnet', { namespace: 'kserve', port: 80, targetPort: 8080, podLabels: { isvc: 'resnet' } }).allowFrom(Caller.namespace('x'));
  expect(policy(platform, 'resnet', 'kserve').spec).toMatchObject({ selector: { matchLabels: { isvc: 'resnet' } }, rules: [{ to: [{ operation: { ports: ['8080'] } }] }] });
});

describe('scrapers', () => {
  const declare = (platform: Platform, order: string) => {
    const steps: { [step: string]: () => unknown } = {
      scraper: () => platform.mesh.workloadFromAttributes('prometheus', { namespace: 'monitoring', role: WorkloadRole.MONITORING }),
      workloads: () => {
        platform.mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 80, targetPort: 8080 });
        platform.mesh.addWorkload('named', { port: 80, metricsPort: 9090 });
        platform.mesh.addWorkload('none', { port: 80 });
      },
    };
    order.split(' ').forEach((step) => steps[step]());
  };

  test.each(PLANES.flatMap((dataPlane) => [[dataPlane, 'scraper workloads'], [dataPlane, 'workloads scraper']] as [DataPlane, string][]))(
    'in %s mode, declared %s, reach metrics ports and nothing else', (dataPlane, order) => {
      const platform = Platform.closed({ dataPlane });
      declare(platform, order);
      expect(callersOf(policy(platform, 'model'))).toEqual(['monitoring/prometheus {"ports":["8080"]}']);
      expect(callersOf(policy(platform, 'named'))).toEqual(['monitoring/prometheus {"ports":["9090"]}']);
      expect(policies(platform)).toEqual(['ml/deny-by-default', 'ml/model', 'ml/named']);
    },
  );

  test('pass the pods of a Service behind a waypoint, since they come to the pods', () => {
    const platform = Platform.closed();
    declare(platform, 'scraper');
    platform.predictor('model').allowFrom(Caller.namespace('x'), HTTP);
    expect(policy(platform, 'model').spec.rules[0].from[0].source.serviceAccounts).toEqual(['ml/waypoint', 'monitoring/prometheus']);
  });

  test('need no policy where everything is allowed, and are let in where an edge closes the pods', () => {
    const platform = Platform.closed({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
    declare(platform, 'workloads scraper');
    expect(policies(platform)).toEqual([]);
    platform.mesh.addWorkload('closed', { port: 80, metricsPort: 9090 }).allowFrom(Caller.namespace('x'));
    expect(callersOf(policy(platform, 'closed'))).toEqual(['x {"ports":["80"]}', 'monitoring/prometheus {"ports":["9090"]}']);
  });
});

describe('routes', () => {
  const route = (platform: Platform, rest: object = {}, server = predictor(platform)) =>
    new ModelRoute(platform.chart, 'route', { mesh: platform.mesh, paths: ['/v1'], backend: Backend.workload(server), ...rest });

  test('a gateway comes straight to the pods', () => {
    for (const dataPlane of PLANES) {
      const platform = new Platform({ dataPlane });
      route(platform);
      expect(atPods(platform)).toEqual(['ml/gateway-istio {"ports":["8080"]}']);
    }
  });

  test('a workload behind a waypoint admits both the waypoint and the gateway', () => {
    const platform = new Platform();
    route(platform, { service: 'model' }).allowFrom(Caller.namespace('x'), HTTP);
    expect(policy(platform, 'predictor').spec.rules[0].from[0].source.serviceAccounts.sort()).toEqual(['ml/gateway-istio', 'ml/waypoint']);
    expect(callersOf(policy(platform, 'model-callers'))).toEqual(['x {"methods":["POST"],"paths":["/v1/models/*"]}']);
    expect(callersOf(policy(platform, 'predictor-callers'))).toEqual(['x {"methods":["POST"],"paths":["/v1/models/*"]}']);
    expect(platform.find('Service', 'model').metadata.labels).toEqual({ 'istio.io/use-waypoint': 'waypoint' });
    expect(platform.find('Service', 'predictor').metadata.labels).toMatchObject({ 'istio.io/use-waypoint': 'waypoint' });
  });

  test('edges declared before the Service joins the waypoint move there', () => {
    const platform = Platform.closed();
    const server = predictor(platform);
    server.allowFrom(Caller.namespace('early'));
    expect(atPods(platform)).toEqual(['early {"ports":["8080"]}']);
    route(platform, { service: 'model' }, server);
    expect(callersOf(policy(platform, 'predictor-callers'))).toEqual(['early']);
    expect(atPods(platform)).toEqual(['ml/waypoint {"ports":["8080"]}']);
  });

  test('a route with an address and no edge lets nobody in at the waypoint', () => {
    const platform = Platform.closed();
    route(platform, { service: 'model' });
    expect(policies(platform)).toEqual(['ml/deny-by-default', 'ml/predictor', 'ml/waypoint-deny-by-default']);
  });

  test('a gateway that uses waypoints is a caller at the Service', () => {
    const platform = new Platform({ gateway: MeshGateway.create({ useWaypoint: true }) });
    route(platform);
    expect(platform.find('Service', 'predictor').metadata.labels)
      .toEqual({ 'app': 'predictor', 'istio.io/use-waypoint': 'waypoint', 'istio.io/ingress-use-waypoint': 'true' });
    expect(callersOf(policy(platform, 'predictor-callers'))).toEqual(['ml/gateway-istio']);
    expect(atPods(platform)).toEqual(['ml/waypoint {"ports":["8080"]}']);
  });

  test('where everything is allowed, a gateway that uses waypoints closes nothing', () => {
    const platform = new Platform({ gateway: MeshGateway.create({ useWaypoint: true }), authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
    const server = predictor(platform);
    route(platform, {}, server);
    expect(policies(platform)).toEqual([]);
    server.allowFrom(Caller.namespace('x'));
    expect(callersOf(policy(platform, 'predictor-callers'))).toEqual(['ml/gateway-istio', 'x']);
  });

  test('in sidecar mode a gateway cannot reach a peer port', () => {
    const build = (dataPlane: DataPlane) => () => {
      const platform = new Platform({ dataPlane });
      route(platform, {}, platform.mesh.addWorkload('a', { port: 80, targetPort: 6379, peerPorts: [6379] }));
    };
    expect(build(SIDECAR)).toThrow(/^\[app\/route\] leads to port 6379 of the workload 'a', one of its peerPorts, which bypass the sidecar: the gateway speaks mutual TLS: use other ports for the traffic among its pods/);
    expect(build(AMBIENT)).not.toThrow();
  });

  test('a breaker in ambient mode needs the waypoint, and in sidecar mode nothing', () => {
    for (const dataPlane of PLANES) {
      const platform = Platform.closed({ dataPlane });
      platform.mesh.addWorkload('a', { port: 80, trafficPolicy: { connectionPool: { maxConnections: 5 } } });
      expect(platform.all('Gateway')).toHaveLength(dataPlane === AMBIENT ? 1 : 0);
      expect(platform.all('DestinationRule')).toHaveLength(1);
    }
  });
});

describe('the gateway as a caller', () => {
  test('in sidecar mode is one like others', () => {
    const platform = new Platform({ dataPlane: SIDECAR });
    predictor(platform).allowFrom(platform.mesh.gateway!, HTTP);
    expect(atPods(platform)).toEqual(['ml/gateway-istio {"methods":["POST"],"paths":["/v1/models/*"],"ports":["8080"]}']);
  });

  test('in ambient mode comes to the pods, behind a waypoint too', () => {
    const platform = new Platform();
    const server = predictor(platform);
    server.allowFrom(Caller.namespace('x'), HTTP);
    server.allowFrom(platform.mesh.gateway!);
    expect(policy(platform, 'predictor').spec.rules).toEqual([
      { from: [{ source: { serviceAccounts: ['ml/waypoint', 'ml/gateway-istio'] } }], to: [{ operation: { ports: ['8080'] } }] },
    ]);
    expect(platform.find('Service', 'predictor').metadata.labels).not.toHaveProperty('istio.io/ingress-use-waypoint');
  });

  test('is known by its account too', () => {
    const platform = new Platform();
    const server = predictor(platform);
    server.allowFrom(Caller.serviceAccount('ml', 'gateway-istio'));
    server.allowFrom(Caller.namespace('x'), HTTP);
    expect(policy(platform, 'predictor').spec.rules[0].from[0].source.serviceAccounts).toContain('ml/gateway-istio');
  });

  test('does not pass the waypoint that could compare HTTP', () => {
    const platform = new Platform();
    expect(() => predictor(platform).allowFrom(platform.mesh.gateway!, HTTP)).toThrow(
      '[app/mesh/predictor] allowFrom compares methods or paths of requests by the gateway, which does not pass the waypoint that could read them: '
      + 'allow the gateway without methods and paths, or create it with useWaypoint: true');
  });

  test('passes it where it was created so', () => {
    const platform = new Platform({ gateway: MeshGateway.create({ useWaypoint: true }) });
    predictor(platform).allowFrom(platform.mesh.gateway!, HTTP);
    expect(platform.find('Service', 'predictor').metadata.labels).toMatchObject({ 'istio.io/ingress-use-waypoint': 'true', 'istio.io/use-waypoint': 'waypoint' });
    expect(callersOf(policy(platform, 'predictor-callers'))).toEqual(['ml/gateway-istio {"methods":["POST"],"paths":["/v1/models/*"]}']);
    expect(atPods(platform)).toEqual(['ml/waypoint {"ports":["8080"]}']);
  });

  test('may do no more than its edge says, where a route leads there too', () => {
    const ambient = new Platform({ gateway: MeshGateway.create({ useWaypoint: true }) });
    const sidecar = new Platform({ dataPlane: SIDECAR });
    for (const platform of [ambient, sidecar]) {
      const server = predictor(platform);
      new ModelRoute(platform.chart, 'route', { mesh: platform.mesh, paths: ['/v1'], backend: Backend.workload(server) });
      server.allowFrom(platform.mesh.gateway!, HTTP);
    }
    expect(callersOf(policy(ambient, 'predictor-callers'))).toEqual(['ml/gateway-istio {"methods":["POST"],"paths":["/v1/models/*"]}']);
    expect(atPods(sidecar)).toEqual(['ml/gateway-istio {"methods":["POST"],"paths":["/v1/models/*"],"ports":["8080"]}']);
  });

  test('keeps what its routes need beside an edge that compares nothing, and beside edges of others', () => {
    const platform = new Platform({ dataPlane: SIDECAR });
    const server = predictor(platform);
    new ModelRoute(platform.chart, 'route', { mesh: platform.mesh, paths: ['/v1'], backend: Backend.workload(server) });
    server.allowFrom(Caller.namespace('x'), HTTP);
    expect(atPods(platform)).toContain('ml/gateway-istio {"ports":["8080"]}');
  });

  test('closes what it is allowed to call, at the waypoint too', () => {
    const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
    const server = platform.mesh.addWorkload('predictor', { port: 80, trafficPolicy: { connectionPool: { maxConnections: 5 } } });
    server.allowFrom(platform.mesh.gateway!);
    expect(callersOf(policy(platform, 'predictor-callers'))).toEqual(['ml/gateway-istio']);
  });
});

describe('where everything is allowed', () => {
  test('only what has an edge is closed, behind a waypoint as well', () => {
    const platform = Platform.closed({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
    predictor(platform).allowFrom(Caller.namespace('x'), HTTP);
    platform.mesh.addWorkload('open', { port: 80, peerPorts: [1], plaintextPorts: [2], metricsPort: 3 });
    expect(policies(platform)).toEqual(['ml/predictor', 'ml/predictor-callers']);
    expect(atPods(platform)).toEqual(['ml/waypoint {"ports":["8080"]}']);
  });

  test('an edge keeps the gateway of a route in', () => {
    const platform = new Platform({ authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
    const server = predictor(platform);
    new ModelRoute(platform.chart, 'route', { mesh: platform.mesh, paths: ['/v1'], backend: Backend.workload(server) });
    expect(policies(platform)).toEqual([]);
    server.allowFrom(Caller.namespace('x'));
    expect(atPods(platform)).toEqual(['ml/gateway-istio {"ports":["8080"]}', 'x {"ports":["8080"]}']);
  });
});

test('in a dry run every policy is marked', () => {
  const platform = new Platform({ dataPlane: SIDECAR, authorization: AuthorizationMode.DRY_RUN });
  predictor(platform).allowFrom(Caller.namespace('x'), HTTP);
  expect(policies(platform)).toEqual(['ml/deny-by-default', 'ml/gateway-callers', 'ml/predictor']);
  for (const { metadata } of platform.all('AuthorizationPolicy')) {
    expect(metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
  }
});

describe('a namespace that joins late', () => {
  test('lets through who was to reach the pods before', () => {
    const platform = Platform.closed();
    platform.mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING });
    platform.mesh.workloadFromAttributes('a', { namespace: 'late', port: 80, role: WorkloadRole.INFERENCE, podLabels: { app: 'a' } });
    expect(policies(platform)).toEqual(['ml/deny-by-default']);
    platform.mesh.addNamespace('late', { adopt: true });
    expect(callersOf(policy(platform, 'a', 'late'))).toEqual(['ml/prometheus {"ports":["80"]}']);
  });

  test('must know the pods then', () => {
    const { mesh } = Platform.closed();
    mesh.addWorkload('prometheus', { role: WorkloadRole.MONITORING });
    mesh.workloadFromAttributes('a', { namespace: 'late', port: 80, role: WorkloadRole.INFERENCE });
    expect(() => mesh.addNamespace('late')).toThrow('[app/mesh/a] podLabels is needed: the namespace late denies by default, and ml/prometheus must reach the pods: give the labels of the pods');
  });

  test.each([
    ['managed', MeshGateway.create({ namespace: 'edge', name: 'gw' })], ['adopted', MeshGateway.fromGateway({ namespace: 'edge', name: 'gw' })],
  ])('keeps a %s gateway open', (_, gateway) => {
    const platform = new Platform({ gateway });
    expect(policies(platform)).toEqual(['ml/deny-by-default']);
    platform.mesh.addNamespace('edge');
    expect(policies(platform)).toEqual(['edge/deny-by-default', 'edge/gw-callers', 'ml/deny-by-default']);
    expect(policy(platform, 'gw-callers', 'edge').spec)
      .toEqual({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' }], action: 'ALLOW', rules: [{}] });
    expect(platform.mesh.externalObjects.filter(({ kind }) => kind === 'Namespace')).toEqual([]);
  });

  test('does not touch a gateway elsewhere', () => {
    const platform = new Platform({ gateway: MeshGateway.create({ namespace: 'edge' }) });
    platform.mesh.addNamespace('other');
    expect(policies(platform)).toEqual(['ml/deny-by-default', 'other/deny-by-default']);
  });
});

test('a Service in a namespace outside of the mesh has no waypoint to go through', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ useWaypoint: true }) });
  const foreign = platform.mesh.workloadFromAttributes('a', { namespace: 'other', port: 80 });
  expect(() => new ModelRoute(platform.chart, 'route', { mesh: platform.mesh, paths: ['/v1'], backend: Backend.workload(foreign) })).toThrow(
    /^\[app\/route\].* needs a waypoint for the Service a, and its namespace other is not part of the mesh: add it: mesh\.addNamespace\('other', \{ adopt: true \}\)/);
});
