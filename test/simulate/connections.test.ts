import { ask, type Asked, requestOf } from './ask';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';
import { type AnswerOptions, Simulator } from '../../src/simulate/simulator';
import { completeWorld } from '../../src/simulate/world';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, content: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, ...content };
}

const namespace = (labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels } });
const AMBIENT = namespace({ 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' });
const SIDECARS = namespace({ 'istio-injection': 'enabled' });
const WAYPOINT = object('gateway.networking.k8s.io/v1', 'Gateway', 'waypoint', {
  spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
});
const caller = (name: string) => object('v1', 'Pod', name, { spec: { serviceAccountName: name, containers: [] } });
const pod = (name: string, app: string, spec: object) => object('v1', 'Pod', name, { spec: { serviceAccountName: name, ...spec } }, { app });
const service = (name: string, port: object, spec: object = {}) => object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [port], ...spec } });
const store = service('store', { name: 'tcp', port: 6379 });
const connections = (maxConnections: number) => object('networking.istio.io/v1', 'DestinationRule', 'store', {
  spec: { host: 'store.ml.svc.cluster.local', trafficPolicy: { connectionPool: { tcp: { maxConnections } } } },
});

function answers(objects: readonly object[], { as = 'caller', ...asked }: Partial<Asked> & { readonly as?: string }, options?: AnswerOptions) {
  return ask(manifests(...objects), { source: { namespace: 'ml', name: as }, url: 'http://store:6379/', ...asked }, options);
}

function told(...asked: Parameters<typeof answers>) {
  return answers(...asked).map(({ probability, upstream, disposition, status }) => (
    [String(probability), upstream?.caller?.name ?? disposition, status]));
}

test('a waypoint passes on what it does not read, as itself', () => {
  expect(told([AMBIENT, WAYPOINT, caller('caller'), store], {})).toEqual([['1', 'waypoint', 200]]);
});

const only = (name: string) => object('security.istio.io/v1', 'AuthorizationPolicy', 'store', {
  spec: { targetRefs: [{ group: '', kind: 'Service', name: 'store' }], rules: [{ from: [{ source: { serviceAccounts: [name] } }] }] },
});

test('a policy at a waypoint holds for what it does not read', () => {
  const world = [AMBIENT, WAYPOINT, caller('caller'), caller('other'), store, only('caller')];
  expect(told(world, {})).toEqual([['1', 'waypoint', 200]]);
  expect(told(world, { as: 'other' })).toEqual([['1', 'denied', undefined]]);
});

test.each<[string, object, string | undefined, string]>([
  ['the address of the caller, where it is not known', { remoteIpBlocks: ['10.0.0.0/8'] }, undefined, 'unknown'],
  ['the address of the caller', { remoteIpBlocks: ['10.0.0.0/8'] }, '10.1.2.3', 'delivered'],
  ['that of the connection, which has none', { ipBlocks: ['0.0.0.0/0', '::/0'] }, '10.1.2.3', 'denied'],
  ['that of the connection, which is in no block', { notIpBlocks: ['10.0.0.0/8'] }, '10.1.2.3', 'delivered'],
])('of what a waypoint passes on a policy compares %s', (_, source, sourceIp, disposition) => {
  const policy = object('security.istio.io/v1', 'AuthorizationPolicy', 'store', {
    spec: { targetRefs: [{ group: '', kind: 'Service', name: 'store' }], rules: [{ from: [{ source }] }] },
  });
  const [outcome] = answers([AMBIENT, WAYPOINT, caller('caller'), store, policy], { sourceIp });
  expect([outcome.disposition, outcome.unknown]).toEqual([disposition, disposition === 'unknown' ? 'address' : undefined]);
});

test('of connections at once those that are open count, at a waypoint as at a sidecar', () => {
  const broken = (objects: readonly object[], options: AnswerOptions) => (
    answers(objects, {}, { behaviors: { store: { delay: 1000 } }, ...options }).map(({ probability, isBroken }) => [String(probability), isBroken]));
  const ambient = [AMBIENT, WAYPOINT, caller('caller'), store, connections(2)];
  const sidecars = [SIDECARS, caller('caller'), store, connections(2)];
  expect(broken(ambient, { atOnce: 4 })).toEqual([['1/2', true], ['1/2', false]]);
  expect(broken(ambient, { atOnce: 4, underWay: { store: 1 } })).toEqual([['3/4', true], ['1/4', false]]);
  expect(broken(sidecars, { underWay: { 'ml/store': 2 } })).toEqual([['1', true]]);
  expect(broken(sidecars, { underWay: { store: 1 } })).toEqual([['1', false]]);
});

test('of requests at once those that are worked on count', () => {
  const requests = object('networking.istio.io/v1', 'DestinationRule', 'model', {
    spec: { host: 'model.ml.svc.cluster.local', trafficPolicy: { connectionPool: { http: { http2MaxRequests: 2 } } } },
  });
  const statuses = (underWay: number) => answers([SIDECARS, caller('caller'), service('model', { name: 'http', port: 80 }), requests], { url: 'http://model/' }, { underWay: { model: underWay } })
    .map(({ probability, status, failure }) => [String(probability), status, failure]);
  expect(statuses(1)).toEqual([['1', 200, undefined]]);
  expect(statuses(2)).toEqual([['1', 503, 'overflow']]);
});

test('a sidecar knows the address of a pod by a headless Service of TCP that it sees', () => {
  const strict = object('security.istio.io/v1', 'PeerAuthentication', 'default', { spec: { mtls: { mode: 'STRICT' } } });
  const server = pod('db-0', 'db', { containers: [{ name: 'db' }] });
  const at = (port: object, spec: object, more: readonly object[] = []) => (
    told([SIDECARS, strict, caller('caller'), server, service('db', port, spec), ...more], { url: 'http://db:5432/', pod: { namespace: 'ml', name: 'db-0' } }));
  expect(at({ name: 'tcp', port: 5432 }, { clusterIP: 'None' })).toEqual([['1', 'delivered', 200]]);
  expect(at({ name: 'tcp', port: 5432 }, {})).toEqual([['1', 'reset', undefined]]);
  expect(at({ name: 'http', port: 5432 }, { clusterIP: 'None' })).toEqual([['1', 'reset', 503]]);
  expect(at({ name: 'tcp', port: 5433 }, { clusterIP: 'None' })).toEqual([['1', 'reset', undefined]]);
  const blind = object('networking.istio.io/v1', 'Sidecar', 'default', { spec: { egress: [{ hosts: ['istio-system/*'] }] } });
  expect(at({ name: 'tcp', port: 5432 }, { clusterIP: 'None' }, [blind])).toEqual([['1', 'reset', undefined]]);
});

test('of two Services with a port of the pods the oldest says what is spoken there', () => {
  const policy = object('security.istio.io/v1', 'AuthorizationPolicy', 'model', { spec: { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] } });
  const both = (name: string) => [
    SIDECARS, caller('caller'), policy, pod('model-0', 'model', { containers: [{ name: 'model' }] }),
    { ...service(name, { name: 'tcp', port: 80 }), spec: { selector: { app: 'model' }, ports: [{ name: 'tcp', port: 80 }] } },
    service('model', { name: 'http', port: 80 }),
  ];
  expect(told(both('z'), { url: 'http://model/' })).toEqual([['1', 'caller', 200]]);
  // Of TCP an ALLOW by methods is void.
  expect(told(both('a'), { url: 'http://model/' })).toEqual([['1', 'denied', 503]]);
});

const NAMED = service('model', { name: 'http', port: 80, targetPort: 'serving' });

test('a Service that leads to a name which no container gives a port has no endpoints, and it is told why', () => {
  const [outcome] = answers([SIDECARS, caller('caller'), NAMED, pod('model-0', 'model', { containers: [{ name: 'model', ports: [{ name: 'web', containerPort: 8000 }] }] })], { url: 'http://model/' });
  expect([outcome.status, outcome.disposition]).toEqual([503, 'no-backend']);
  expect(outcome.reason?.text).toBe('Service ml/model leads to the port serving, and no container of Pod ml/model-0 has a port of that name');
});

test.each<[what: string, spec: object, status: number]>([
  ['a native sidecar has the port', { initContainers: [{ name: 'router', restartPolicy: 'Always', ports: [{ name: 'serving', containerPort: 8000 }] }] }, 200],
  ['a container has it that ends before the others start', { initContainers: [{ name: 'setup', ports: [{ name: 'serving', containerPort: 8000 }] }] }, 503],
  ['the port of that name is of UDP', { containers: [{ name: 'model', ports: [{ name: 'serving', containerPort: 8000, protocol: 'UDP' }] }] }, 503],
])('a Service leads to a port by its name, where %s: %j', (_, spec, status) => {
  const world = [SIDECARS, caller('caller'), NAMED, pod('model-0', 'model', { containers: [{ name: 'model' }], ...spec })];
  expect(answers(world, { url: 'http://model/' }).map((outcome) => outcome.status)).toEqual([status]);
});

test('where only some replicas behave otherwise, others take over, one Deployment or several pods', () => {
  const service80 = service('model', { name: 'http', port: 80 });
  const deployment = object('apps/v1', 'Deployment', 'model', { spec: { replicas: 3, template: { metadata: { labels: { app: 'model' } }, spec: { containers: [{ name: 'model' }] } } } });
  const named = (name: string) => object('v1', 'Pod', name, { spec: { containers: [] } }, { 'app': 'model', 'service.istio.io/workload-name': 'model' });
  const statuses = (pods: readonly object[], behavior: object) => answers([SIDECARS, caller('caller'), service80, ...pods], { url: 'http://model/' }, { behaviors: { model: behavior } })
    .map(({ probability, status, upstream }) => [String(probability), status, upstream?.replicas]);
  expect(statuses([deployment], { status: 500, replicas: 1 })).toEqual([['1/3', 500, 1], ['2/3', 200, 2]]);
  expect(statuses([deployment], { status: 500, replicas: 3 })).toEqual([['1', 500, 3]]);
  expect(statuses([deployment], { down: 'unready', replicas: 2 })).toEqual([['1', 200, 1]]);
  expect(statuses([named('a'), named('b'), named('c')], { status: 500, replicas: 2 })).toEqual([['1/3', 500, 1], ['1/3', 500, 1], ['1/3', 200, 1]]);
});

test('a behaviour may be of requests for a model alone', () => {
  const status = (body: string) => answers([SIDECARS, caller('caller'), service('model', { name: 'http', port: 80 })], { url: 'http://model/', body }, { behaviors: { model: { status: 500, model: 'sql' } } })
    .map((outcome) => outcome.status);
  expect([status('{"model":"sql"}'), status('{"model":"chat"}'), status('hello')]).toEqual([[500], [200], [200]]);
});

const sidecar = (spec: object) => object('networking.istio.io/v1', 'Sidecar', 'default', { spec });

test.each<[what: string, spec: object, url: string, answer: unknown]>([
  ['calls everything', {}, 'http://x.example.com/', 'unknown-host'],
  ['is told to call everything', { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }, 'http://x.example.com/', 'unknown-host'],
  ['calls what it knows', { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } }, 'http://x.example.com/', 502],
  ['does not say what it calls', { outboundTrafficPolicy: {} }, 'http://x.example.com/', 502],
  ['knows no HTTP at the port', { outboundTrafficPolicy: {} }, 'http://x.example.com:81/', undefined],
  ['reads no TLS', { outboundTrafficPolicy: {} }, 'https://x.example.com:80/', undefined],
])('where a sidecar %s, it answers for a host that nobody knows', (_, spec, url, answer) => {
  const [outcome] = answers([SIDECARS, caller('caller'), service('model', { name: 'http', port: 80 }), sidecar(spec)], { url });
  expect([outcome.unknown ?? outcome.status, outcome.isBroken]).toEqual([answer, answer === undefined]);
});

test('a sidecar that calls only what it knows does not call the address of a pod, and it is told why', () => {
  const world = [SIDECARS, caller('caller'), service('model', { name: 'http', port: 80 }), pod('other-0', 'other', { containers: [{ name: 'o' }] }), sidecar({ outboundTrafficPolicy: {} })];
  const [outcome] = answers(world, { url: 'http://other/', pod: { namespace: 'ml', name: 'other-0' } });
  expect([outcome.status, outcome.disposition, outcome.reason?.text])
    .toEqual([502, 'no-route', 'the sidecar calls only hosts that it knows (REGISTRY_ONLY): add a ServiceEntry, or the host to the egress of its Sidecar']);
});

test.each<[string, object, number | string]>([
  ['in all addresses', { ipBlocks: ['0.0.0.0/0', '::/0'] }, 403],
  ['in those of one family, which nobody knows', { ipBlocks: ['0.0.0.0/0'] }, 'address'],
  ['in no address', { notIpBlocks: ['10.0.0.0/8', '::/0', '0.0.0.0/0'] }, 200],
  ['in what is no block', { ipBlocks: ['::/0', 'x/0'] }, 'address'],
])('a policy refuses callers %s', (_, source, answer) => {
  const policy = object('security.istio.io/v1', 'AuthorizationPolicy', 'model', { spec: { action: 'DENY', rules: [{ from: [{ source }] }] } });
  const [outcome] = answers([SIDECARS, caller('caller'), service('model', { name: 'http', port: 80 }), policy], { url: 'http://model/' });
  expect(outcome.unknown ?? outcome.status).toBe(answer);
});

test('the mesh says what sidecars call where no Sidecar does', () => {
  const world = (spec: object) => completeWorld(readSources([new Source('a.yaml', manifests(SIDECARS, caller('caller'), service('model', { name: 'http', port: 80 }), sidecar(spec)))]).objects);
  const status = (spec: object) => new Simulator(world(spec), { ...DEFAULT_SETTINGS, outbound: 'REGISTRY_ONLY' })
    .answer(requestOf({ url: 'http://x.example.com/', source: { namespace: 'ml', name: 'caller' } })).map((outcome) => outcome.unknown ?? outcome.status);
  expect([status({}), status({ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } })]).toEqual([[502], ['unknown-host']]);
});

test.each([
  // The first try and the twelve draws of two retries all meet it.
  ['nobody stands before it', 'none', { 200: 1 - 1 / 2 ** 13, 503: 1 / 2 ** 13 }],
  ['ztunnel has taken the connection, and it breaks', 'ambient', { 200: 0.5, 503: 0.5 }],
])('of two replicas one does not listen, and a gateway tries again where that is seen: %s', (_, plane, expected) => {
  const objects = [
    namespace({ 'istio.io/dataplane-mode': plane }),
    object('gateway.networking.k8s.io/v1', 'Gateway', 'gateway', { spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'route', { spec: { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] } }),
    object('apps/v1', 'Deployment', 'model', {
      spec: { replicas: 2, selector: { matchLabels: { app: 'model' } }, template: { metadata: { labels: { app: 'model' } }, spec: { containers: [] } } },
    }),
    service('model', { name: 'http', port: 80 }),
  ];
  const outcomes = ask(manifests(...objects), { url: 'http://a/' }, { behaviors: { model: { down: 'crashed', replicas: 1 } } });
  const shares: Record<string, number> = {};
  outcomes.forEach(({ status, probability }) => {
    shares[status!] = (shares[status!] ?? 0) + probability.toNumber();
  });
  expect(shares).toEqual(expected);
});

test('a waypoint does not start where Envoy refuses a route of one of its Services', () => {
  const route = (value: string) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'model', {
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name: 'model' }],
      rules: [{ matches: [{ headers: [{ name: 'x-team', type: 'RegularExpression', value }] }], backendRefs: [{ name: 'model', port: 80 }] }],
    },
  });
  const services = ['model', 'other'].map((name) => service(name, { name: 'http', port: 80 }));
  const reasons = (value: string, url: string) => answers([AMBIENT, WAYPOINT, caller('caller'), ...services, store, route(value)], { url })
    .map(({ disposition, status, reason }) => [disposition, status, reason?.text]);
  const why = "Envoy refuses all that the waypoint gets: HTTPRoute ml/model has the expression 'a(?=b)', which RE2 does not take";
  ['http://model/', 'http://other/', 'http://store:6379/'].forEach((url) => {
    expect(reasons('a(?=b)', url)).toEqual([['no-backend', undefined, why]]);
  });
  expect(reasons('a.*', 'http://other/')).toEqual([['delivered', 200, undefined]]);
});
