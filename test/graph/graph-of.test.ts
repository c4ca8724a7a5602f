import { account, arrows, gateway, graphFrom, namespace, object, policy, route, service } from './graph-from';

const AMBIENT = namespace('ml', { 'istio.io/dataplane-mode': 'ambient' });
const SIDECAR = namespace('ml', { 'istio-injection': 'enabled' });
const GATEWAY = gateway('public', 'istio', [{ name: 'http', port: 80, protocol: 'HTTP' }]);
const WAYPOINT = gateway('waypoint', 'istio-waypoint', [{ name: 'mesh', port: 15008, protocol: 'HBONE' }]);
const DENY = policy('deny', {});

/** The label is the name of the pods of its Service, which are made up. */
const allow = (app: string, to?: object, source: object = { serviceAccounts: ['ml/web'] }) => policy(`${app}-callers`, {
  selector: { matchLabels: { app } }, rules: [{ from: [{ source }], ...(to && { to: [{ operation: to }] }) }],
});
const deployment = (name: string, ports: object[] = []) => object('apps/v1', 'Deployment', name, {
  template: { metadata: { labels: { app: name } }, spec: { serviceAccountName: name, containers: [{ name: 'app', ports }] } },
});

test('namespaces, workloads and their accounts', () => {
  const { groups, nodes } = graphFrom([AMBIENT, service('a'), account('web'), object('v1', 'Pod', 'job', {}, { namespace: 'batch' })]);
  expect(groups.map(({ name }) => name)).toEqual(['batch', 'ml']);
  expect(nodes.filter(({ kind }) => kind === 'workload')).toEqual([
    { id: 'workload/batch/job', kind: 'workload', name: 'job', group: 'batch', details: ['as default'] },
    { id: 'workload/ml/a', kind: 'workload', name: 'a', group: 'ml', details: ['as default'] },
    { id: 'workload/ml/web', kind: 'workload', name: 'web', group: 'ml', details: [] },
  ]);
});

test('pods outside of the mesh say so', () => {
  const { nodes } = graphFrom([namespace('ml', {}), deployment('a')]);
  expect(nodes).toMatchObject([{ id: 'workload/ml/a', details: ['not in the mesh'] }]);
});

test('a gateway is entered by its listeners, and its routes have paths, conditions and shares', () => {
  const graph = graphFrom([AMBIENT, GATEWAY, service('a'), service('b'), route('r', {
    parentRefs: [{ name: 'public' }],
    hostnames: ['x.example.com'],
    rules: [
      { matches: [{ path: { value: '/v1' }, headers: [{ name: 'x-version', value: 'b' }] }], backendRefs: [{ name: 'b', port: 80 }] },
      { matches: [{ path: { value: '/v1' } }, { path: { type: 'Exact', value: '/v2' }, method: 'GET' }], backendRefs: [{ name: 'a', port: 80, weight: 9 }, { name: 'b', port: 80, weight: 1 }] },
      { matches: [{ path: { type: 'RegularExpression', value: '/v3.*' } }], backendRefs: [{ name: 'nobody', port: 80 }] },
    ],
  })]);
  expect(arrows(graph).filter((arrow) => !arrow.startsWith('calls'))).toEqual([
    'enters outside/outside -> gateway/ml/public: HTTP 80',
    'routes gateway/ml/public -> route/ml/httproute/r/ml/public: ',
    'routes route/ml/httproute/r/ml/public -> nobody/nobody.ml.svc.cluster.local:80: ~/v3.*',
    'routes route/ml/httproute/r/ml/public -> workload/ml/a: 90 % of /v1/* | 90 % of /v2 if GET',
    'routes route/ml/httproute/r/ml/public -> workload/ml/b: /v1/* if x-version: b | 10 % of /v1/* | 10 % of /v2 if GET',
  ]);
  expect(graph.nodes).toContainEqual({ id: 'route/ml/httproute/r/ml/public', kind: 'route', name: 'r', group: 'ml', details: ['HTTPRoute', 'x.example.com'] });
});

test('a cookie is shown as a cookie', () => {
  const graph = graphFrom([AMBIENT, GATEWAY, service('a'), route('r', {
    parentRefs: [{ name: 'public' }],
    rules: [{ matches: [{ headers: [{ type: 'RegularExpression', name: 'cookie', value: '(.*;[ \\t]*)?v=1([ \\t]*;.*)?' }] }], backendRefs: [{ name: 'a', port: 80 }] }],
  })]);
  expect(arrows(graph)).toContain('routes route/ml/httproute/r/ml/public -> workload/ml/a: cookie: v=1');
});

test('callers have the policy that allows them, by the methods and paths that it wants', () => {
  const objects = [SIDECAR, DENY, service('a'), service('b'), account('web'), account('other'), allow('a', { methods: ['GET'], paths: ['/v1/*'] }), allow('b', { ports: ['8080'] })];
  expect(arrows(graphFrom(objects))).toEqual([
    'calls workload/ml/web -> workload/ml/a: a-callers: GET /v1/*',
    'calls workload/ml/web -> workload/ml/b: b-callers: port 8080',
  ]);
});

test('a caller that only a principal names is drawn, and by which policy', () => {
  const graph = graphFrom([AMBIENT, DENY, service('a'), allow('a', undefined, { principals: ['cluster.local/ns/apps/sa/front'] })]);
  expect(arrows(graph)).toEqual(['calls workload/apps/front -> workload/ml/a: a-callers']);
});

test('what a DENY takes away is not drawn', () => {
  const deny = policy('no', { action: 'DENY', rules: [{ from: [{ source: { serviceAccounts: ['ml/web'] } }] }] });
  expect(arrows(graphFrom([AMBIENT, service('a'), account('web'), allow('a'), deny]))).not.toContain('calls workload/ml/web -> workload/ml/a: a-callers');
});

test('what a DENY leaves out is asked, too', () => {
  const deny = policy('no', { action: 'DENY', rules: [{ to: [{ operation: { notPaths: ['/metrics'] } }] }] });
  expect(arrows(graphFrom([SIDECAR, service('a'), account('web'), deny]))).toEqual(['calls workload/ml/web -> workload/ml/a: no policy']);
  const but = policy('no', { action: 'DENY', rules: [{ to: [{ operation: { notMethods: ['TRACE'] } }] }] });
  expect(arrows(graphFrom([SIDECAR, service('a'), account('web'), but]))).toEqual(['calls workload/ml/web -> workload/ml/a: no policy']);
});

test('an ALLOW by HTTP that ztunnel cannot read allows nobody', () => {
  expect(arrows(graphFrom([AMBIENT, service('a'), account('web'), allow('a', { methods: ['GET'] })]))).toEqual([]);
});

test('what everyone may call is one arrow', () => {
  const graph = graphFrom([AMBIENT, service('a'), account('web'), account('other')]);
  expect(arrows(graph)).toEqual(['calls everyone/every workload -> workload/ml/a: no policy']);
});

test('a port that passes the sidecar by is open to everyone', () => {
  const pod = object('v1', 'Pod', 'a', { containers: [{ name: 'app', ports: [{ containerPort: 9002 }] }] }, { annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '9002' } });
  expect(arrows(graphFrom([SIDECAR, DENY, pod, account('web')]))).toEqual(['calls workload/ml/web -> workload/ml/a: no policy']);
});

test('a metrics port is a call to the pods', () => {
  const graph = graphFrom([AMBIENT, DENY, deployment('a', [{ containerPort: 9090 }, { containerPort: 8080 }]), account('web'), allow('a', { ports: ['9090'] })]);
  expect(arrows(graph)).toEqual(['calls workload/ml/web -> workload/ml/a: a-callers: port 9090']);
});

const MESH_ROUTE = route('m', {
  parentRefs: [{ group: '', kind: 'Service', name: 'model' }],
  rules: [{ backendRefs: [{ name: 'v1', port: 80, weight: 3 }, { name: 'v2', port: 80, weight: 1 }] }],
});

test('a Service with routes is drawn between its callers and what it sends to', () => {
  const graph = graphFrom([SIDECAR, DENY, service('model'), service('v1'), service('v2'), account('web'), allow('v1'), allow('v2'), MESH_ROUTE]);
  expect(arrows(graph)).toEqual([
    'calls workload/ml/web -> service/ml/model: v1-callers | v2-callers',
    'routes service/ml/model -> workload/ml/v1: 75 %',
    'routes service/ml/model -> workload/ml/v2: 25 %',
  ]);
});

test('behind a waypoint the policy is the one of the Service', () => {
  const labels = { 'istio.io/use-waypoint': 'waypoint' };
  const admits = (app: string) => allow(app, undefined, { serviceAccounts: ['ml/waypoint'] });
  const callers = policy('callers', {
    targetRefs: [{ group: '', kind: 'Service', name: 'model' }],
    rules: [{ from: [{ source: { serviceAccounts: ['ml/web'] } }], to: [{ operation: { methods: ['POST'] } }] }],
  });
  const closed = policy('closed', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] });
  const graph = graphFrom([AMBIENT, DENY, WAYPOINT, service('model', labels), service('v1'), service('v2'), account('web'), admits('v1'), admits('v2'), callers, closed, MESH_ROUTE]);
  expect(arrows(graph).filter((arrow) => arrow.startsWith('calls'))).toEqual(['calls workload/ml/web -> service/ml/model: callers: POST']);
  expect(graph.nodes).toContainEqual({ id: 'service/ml/model', kind: 'service', name: 'model', group: 'ml', details: ['Service', 'behind waypoint', 'HTTPRoute m'] });
  expect(graph.nodes).toContainEqual({ id: 'waypoint/ml/waypoint', kind: 'waypoint', name: 'waypoint', group: 'ml', details: ['waypoint'] });
});

test('a pool has its pods and its picker', () => {
  const pool = object('inference.networking.k8s.io/v1', 'InferencePool', 'llama', {
    selector: { matchLabels: { app: 'llama' } }, targetPorts: [{ number: 8000 }], endpointPickerRef: { name: 'picker', port: { number: 9002 } },
  });
  const picker = object('v1', 'Service', 'picker', { selector: { app: 'picker' }, ports: [{ name: 'grpc', port: 9002 }] });
  const toPool = route('r', { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llama' }] }] });
  const graph = graphFrom([SIDECAR, GATEWAY, deployment('llama'), picker, pool, toPool]);
  expect(graph.nodes).toContainEqual({ id: 'pool/ml/llama', kind: 'pool', name: 'llama', group: 'ml', details: ['InferencePool', 'port 8000'] });
  expect(arrows(graph).filter((arrow) => !arrow.startsWith('calls'))).toEqual([
    'asks pool/ml/llama -> workload/ml/picker: picker, fails if it is down',
    'enters outside/outside -> gateway/ml/public: HTTP 80',
    'routes gateway/ml/public -> route/ml/httproute/r/ml/public: ',
    'routes pool/ml/llama -> workload/ml/llama: ',
    'routes route/ml/httproute/r/ml/public -> pool/ml/llama: ',
  ]);
});

const TO_A = { parentRefs: [{ name: 'public' }], hostnames: ['x.example.com'], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] };

test('a route that the gateway\'s own policy, or the one of the workload, lets nobody take leads nowhere, and says so', () => {
  const admits = (app: string) => allow(app, undefined, { serviceAccounts: ['ml/public-istio'] });
  const everybody = policy('everybody', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }], rules: [{}] });
  const routesOf = (...more: object[]) => {
    const graph = graphFrom([AMBIENT, DENY, GATEWAY, service('a'), route('r', TO_A), ...more]);
    return { arrows: arrows(graph).filter((arrow) => arrow.startsWith('routes')), details: graph.nodes.find(({ kind }) => kind === 'route')!.details };
  };
  const dead = { arrows: [], details: ['HTTPRoute', 'x.example.com', 'lets nobody through'] };
  expect(routesOf(admits('a'))).toEqual(dead);
  expect(routesOf(everybody)).toEqual(dead);
  expect(routesOf(everybody, admits('a'))).toEqual({
    arrows: ['routes gateway/ml/public -> route/ml/httproute/r/ml/public: ', 'routes route/ml/httproute/r/ml/public -> workload/ml/a: '],
    details: ['HTTPRoute', 'x.example.com'],
  });
});

test('of a gateway\'s routes those are drawn that its policy admits', () => {
  const reads = policy('reads', {
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }], rules: [{ to: [{ operation: { paths: ['/v1/*'], methods: ['POST'] } }] }],
  });
  const both = { ...TO_A, rules: [{ matches: [{ path: { value: '/v1' } }], backendRefs: [{ name: 'a', port: 80 }] }, { matches: [{ path: { value: '/v2' } }], backendRefs: [{ name: 'b', port: 80 }] }] };
  const graph = graphFrom([AMBIENT, GATEWAY, reads, service('a'), service('b'), route('r', both)]);
  expect(arrows(graph).filter((arrow) => arrow.startsWith('routes route'))).toEqual(['routes route/ml/httproute/r/ml/public -> workload/ml/a: ']);
  expect(graph.nodes).toContainEqual({ id: 'route/ml/httproute/r/ml/public', kind: 'route', name: 'r', group: 'ml', details: ['HTTPRoute', 'x.example.com', '/v1/*'] });
});

test('what takes a token is drawn', () => {
  const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }];
  const issuer = object('security.istio.io/v1', 'RequestAuthentication', 'issuer', { targetRefs, jwtRules: [{ issuer: 'https://issuer.example.com', jwksUri: 'https://issuer.example.com/keys' }] });
  const holders = policy('holders', {
    targetRefs, rules: [{ from: [{ source: { requestPrincipals: ['https://issuer.example.com/*'] } }], when: [{ key: 'request.auth.claims[group]', values: ['ml'] }] }],
  });
  const leads = (...more: object[]) => arrows(graphFrom([AMBIENT, GATEWAY, service('a'), route('r', TO_A), ...more])).filter((arrow) => arrow.startsWith('routes route'));
  expect(leads(holders)).toEqual([]);
  expect(leads(holders, issuer)).toEqual(['routes route/ml/httproute/r/ml/public -> workload/ml/a: ']);
});

test('values of one header share a line', () => {
  const rules = ['llama', 'qwen'].map((value) => ({ matches: [{ headers: [{ name: 'x-model', value }] }], backendRefs: [{ name: 'a', port: 80 }] }));
  expect(arrows(graphFrom([AMBIENT, GATEWAY, service('a'), route('r', { ...TO_A, rules })])))
    .toContain('routes route/ml/httproute/r/ml/public -> workload/ml/a: x-model: llama | qwen');
});

test('a redirect is what a route answers itself', () => {
  const rules = [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }];
  const graph = graphFrom([AMBIENT, GATEWAY, route('r', { ...TO_A, rules })]);
  expect(arrows(graph)).toContain('routes gateway/ml/public -> route/ml/httproute/r/ml/public: ');
  expect(graph.nodes).toContainEqual({ id: 'route/ml/httproute/r/ml/public', kind: 'route', name: 'r', group: 'ml', details: ['HTTPRoute', 'x.example.com', '/*: 301'] });
});

test('who gets copies is drawn with the share', () => {
  const rules = [{ backendRefs: [{ name: 'a', port: 80 }], filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'b', port: 80 }, percent: 5 } }] }];
  expect(arrows(graphFrom([AMBIENT, GATEWAY, service('a'), service('b'), route('r', { ...TO_A, rules })])))
    .toContain('mirrors route/ml/httproute/r/ml/public -> workload/ml/b: 5 %');
});

test('a backend outside of the mesh is the host that a ServiceEntry names', () => {
  const entry = object('networking.istio.io/v1', 'ServiceEntry', 'provider', {
    hosts: ['api.example.org'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ name: 'http', number: 80, protocol: 'HTTP' }],
  });
  const rules = [{ backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.org', port: 80 }] }];
  const graph = graphFrom([AMBIENT, GATEWAY, entry, route('r', { ...TO_A, rules })]);
  expect(arrows(graph)).toContain('routes route/ml/httproute/r/ml/public -> host/api.example.org:80: ');
  expect(graph.nodes).toContainEqual({ id: 'host/api.example.org:80', kind: 'host', name: 'api.example.org:80', details: ['outside of the mesh'], group: undefined });
});

test('a gateway that is told to calls by the waypoint, whose routes go on', () => {
  const labels = { 'istio.io/use-waypoint': 'waypoint', 'istio.io/ingress-use-waypoint': 'true' };
  const toModel = { ...TO_A, rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] };
  const graph = graphFrom([AMBIENT, GATEWAY, WAYPOINT, service('model', labels), service('v1'), service('v2'), MESH_ROUTE, route('r', toModel)]);
  expect(arrows(graph).filter((arrow) => arrow.startsWith('routes'))).toEqual([
    'routes gateway/ml/public -> route/ml/httproute/r/ml/public: ',
    'routes route/ml/httproute/r/ml/public -> service/ml/model: ',
    'routes service/ml/model -> workload/ml/v1: 75 %',
    'routes service/ml/model -> workload/ml/v2: 25 %',
  ]);
});

test('the order of the objects does not matter', () => {
  const objects = [SIDECAR, DENY, service('a'), service('b'), account('web'), allow('a'), allow('b')];
  expect(graphFrom([...objects].reverse())).toEqual(graphFrom(objects));
});

const EDGE_PODS = object('apps/v1', 'Deployment', 'edge', { template: { metadata: { labels: { istio: 'edge' } }, spec: { serviceAccountName: 'edge', containers: [] } } });
const EDGE = object('networking.istio.io/v1', 'Gateway', 'public', {
  selector: { istio: 'edge' },
  servers: [
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['x.example.com'] },
    { port: { number: 9443, name: 'tls', protocol: 'TLS' }, hosts: ['*.example.com'], tls: { mode: 'PASSTHROUGH' } },
  ],
});
const virtualService = (name: string, spec: object) => object('networking.istio.io/v1', 'VirtualService', name, { gateways: ['public'], ...spec });

test('pods that Gateways of Istio configure are a gateway, with their servers and VirtualServices', () => {
  const web = virtualService('web', { hosts: ['x.example.com'], http: [{ match: [{ uri: { prefix: '/v1' } }], route: [{ destination: { host: 'a' } }] }] });
  const graph = graphFrom([AMBIENT, EDGE_PODS, EDGE, account('edge'), service('a'), web]);
  // Nobody listens where connections would be passed on, without a route for them.
  expect(arrows(graph)).toEqual([
    'enters outside/outside -> gateway/ml/edge: HTTP 80',
    'routes gateway/ml/edge -> route/ml/virtualservice/web/ml/edge: ',
    'routes route/ml/virtualservice/web/ml/edge -> workload/ml/a: ',
  ]);
  expect(graph.nodes).toContainEqual({ id: 'gateway/ml/edge', kind: 'gateway', name: 'edge', group: 'ml', details: ['Gateway public'] });
});

test('nobody from outside enters where certificates are wanted, and the gateway says so', () => {
  const secure = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['x.example.com'], tls: { mode: 'MUTUAL', credentialName: 'c' } };
  const closed = object('networking.istio.io/v1', 'Gateway', 'public', { selector: { istio: 'edge' }, servers: [secure] });
  const web = virtualService('web', { hosts: ['x.example.com'], http: [{ route: [{ destination: { host: 'a' } }] }] });
  const graph = graphFrom([AMBIENT, EDGE_PODS, closed, service('a'), web]);

  expect(arrows(graph)).toEqual([]);
  expect(graph.nodes.map(({ id, details }) => [id, ...details])).toEqual([
    ['gateway/ml/edge', 'Gateway public', expect.stringMatching(/^Gateway ml\/public \(port 443, MUTUAL\) wants a certificate of its clients/)],
    ['workload/ml/a', expect.anything()],
  ]);
});

test('what a gateway passes on unread is drawn by its server names and shares', () => {
  const secure = object('v1', 'Service', 'secure', { selector: { app: 'secure' }, ports: [{ name: 'https', port: 443 }] });
  const passed = virtualService('passed', {
    hosts: ['a.example.com', 'b.example.com'],
    tls: [
      { match: [{ sniHosts: ['a.example.com'] }], route: [{ destination: { host: 'secure' }, weight: 80 }, { destination: { host: 'gone' }, weight: 20 }] },
      { match: [{ sniHosts: ['b.example.com'] }], route: [{ destination: { host: 'secure' } }] },
    ],
  });
  const graph = graphFrom([AMBIENT, EDGE_PODS, EDGE, secure, passed]);
  expect(arrows(graph)).toEqual([
    'enters outside/outside -> gateway/ml/edge: HTTP 80 | TLS 9443',
    'routes gateway/ml/edge -> route/ml/virtualservice/passed/ml/edge: ',
    'routes route/ml/virtualservice/passed/ml/edge -> nobody/gone.ml.svc.cluster.local:9443: 20 % of a.example.com',
    'routes route/ml/virtualservice/passed/ml/edge -> workload/ml/secure: 80 % of a.example.com | b.example.com',
  ]);
  expect(graph.nodes).toContainEqual({ id: 'route/ml/virtualservice/passed/ml/edge', kind: 'route', name: 'passed', group: 'ml', details: ['VirtualService', 'a.example.com', 'b.example.com'] });
});

test('pods of a Gateway that one of Istio configures, too, are one way in', () => {
  const shared = object('networking.istio.io/v1', 'Gateway', 'edge', {
    selector: { 'gateway.networking.k8s.io/gateway-name': 'public' }, servers: [{ port: { number: 81, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  });
  const graph = graphFrom([AMBIENT, GATEWAY, shared, service('a')]);
  expect(arrows(graph)).toEqual(['enters outside/outside -> gateway/ml/public: HTTP 80 | HTTP 81']);
});
