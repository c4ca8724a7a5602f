import { ask } from './ask';
import { IstioVersion } from '../../src/core/versions/istio-version';
import type { Behavior } from '../../src/simulate/request';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';

const NAMESPACE = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
---`;
const SERVICE = (name: string, port = '{ name: http, port: 80 }', spec = '') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: models }
spec: { selector: { app: ${name} }, ports: [${port}]${spec} }
---`;
const CALLER = (namespace: string) => `
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ${namespace} }
spec: { serviceAccountName: caller, containers: [] }
---`;
const ROUTE = (namespace: string, backend: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: ${namespace} }
spec:
  parentRefs: [{ group: '', kind: Service, name: model, namespace: models }]
  rules: [{ backendRefs: [{ name: ${backend}, namespace: models, port: 80 }] }]
---`;

const SIDECARS = NAMESPACE('models', 'istio-injection: enabled') + NAMESPACE('team', 'istio-injection: enabled')
  + CALLER('models') + CALLER('team') + SERVICE('model') + SERVICE('other');

function answerers(yaml: string, source: string, url: string) {
  return ask(yaml, { source: { namespace: source, name: 'caller' }, url }).map(({ upstream, status, unknown }) => upstream?.workload.name ?? unknown ?? status);
}

test('a sidecar sends to the Service that the host names, in short for its own namespace only', () => {
  expect(answerers(SIDECARS, 'models', 'http://model/')).toEqual(['model']);
  expect(answerers(SIDECARS, 'team', 'http://model.models.svc/')).toEqual(['model']);
  expect(answerers(SIDECARS, 'team', 'http://model/')).toEqual(['unknown-host']);
});

test("the callers' own route goes before that of the Service's namespace, for them only", () => {
  const both = SIDECARS + ROUTE('models', 'model') + ROUTE('team', 'other');
  expect(answerers(both, 'team', 'http://model.models/')).toEqual(['other']);
  expect(answerers(both, 'models', 'http://model/')).toEqual(['model']);
});

test('an expression that RE2 does not take costs a sidecar all routes of its port, and leaves those of others to chance', () => {
  const ports = '{ name: http, port: 80 }, { name: http-admin, port: 81 }';
  const world = SIDECARS + SERVICE('both', ports) + SERVICE('beside', ports) + SERVICE('bytes', '{ name: tcp, port: 82 }')
    + ROUTE('models', 'both').replace('name: model, namespace: models }', 'name: both, port: 80 }')
      .replace('rules: [{', "rules: [{ matches: [{ path: { type: RegularExpression, value: '/(?!a)' } }],");
  const answers = (urls: readonly string[]) => urls.map((url) => answerers(world, 'models', url));
  expect(answers(['http://both/', 'http://beside/', 'http://model/'])).toEqual([[404], [404], [404]]);
  expect(answers(['http://both:81/', 'http://beside:81/', 'http://bytes:82/'])).toEqual([['refused-beside'], ['refused-beside'], ['bytes']]);
});

test('a route of a third namespace is for nobody', () => {
  expect(answerers(SIDECARS + NAMESPACE('third', 'istio-injection: enabled') + ROUTE('third', 'other'), 'models', 'http://model/')).toEqual(['model']);
});

const VIRTUAL_SERVICE = (name: string, backend: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: models }
spec:
  hosts: [model]
  http: [{ ${more} route: [{ destination: { host: ${backend} } }] }]
---`;

test('of two VirtualServices for a host the first by name has it whole', () => {
  const both = SIDECARS + VIRTUAL_SERVICE('b', 'model') + VIRTUAL_SERVICE('a', 'other', 'match: [{ uri: { prefix: /v1 } }],');
  expect(answerers(both, 'models', 'http://model/v1')).toEqual(['other']);
  expect(answerers(both, 'models', 'http://model/v2')).toEqual([404]);
});

test('a subset without a DestinationRule is a cluster that is not there', () => {
  const vs = VIRTUAL_SERVICE('a', 'model, subset: v1');
  expect(answerers(SIDECARS + vs, 'models', 'http://model/')).toEqual([503]);
});

const DELEGATES = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root, namespace: models }
spec: { hosts: [model], http: [{ match: [{ uri: { prefix: /v1 } }], delegate: { name: leaf } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: leaf, namespace: models }
spec:
  http:
    - { match: [{ uri: { prefix: /v2 } }], route: [{ destination: { host: model } }] }
    - { match: [{ uri: { prefix: /v1/chat } }], route: [{ destination: { host: other } }] }
---`;

test('a rule of a delegate holds where it goes with one of the root, and is dropped otherwise', () => {
  expect(answerers(SIDECARS + DELEGATES, 'models', 'http://model/v1/chat')).toEqual(['other']);
  expect(answerers(SIDECARS + DELEGATES, 'models', 'http://model/v1')).toEqual([404]);
  expect(answerers(SIDECARS + DELEGATES, 'models', 'http://model/v2')).toEqual([404]);
});

const WAYPOINT = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: models }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---`;
const AMBIENT = NAMESPACE('models', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint') + WAYPOINT + CALLER('models')
  + SERVICE('model') + SERVICE('other') + SERVICE('headless', '{ name: http, port: 80 }', ', clusterIP: None');

test('a waypoint stands before Services with an address, and its account is its name', () => {
  const [{ upstream, hops }] = ask(AMBIENT, { source: { namespace: 'models', name: 'caller' }, url: 'http://model/' });
  expect(upstream?.caller).toEqual({ namespace: 'models', name: 'waypoint' });
  expect(hops.map(({ proxy }) => proxy.kind)).toEqual(['waypoint', 'ztunnel']);
});

const OUTSIDE = `
apiVersion: v1
kind: Pod
metadata: { name: model, namespace: models, labels: { app: model, istio.io/dataplane-mode: none, service.istio.io/workload-name: model } }
spec: { containers: [{ name: app }] }
---`;

test.each<[what: string, appProtocol: string, behavior: Behavior, before: number, since: number]>([
  ['a stream that is refused', 'kubernetes.io/h2c', { refuse: true }, 1, 3],
  ['what nobody takes', 'kubernetes.io/h2c', { down: 'crashed' }, 3, 3],
  ['a stream of gRPC that is refused', 'grpc', { refuse: true }, 1, 3],
  ['a call that nobody takes', 'grpc', { down: 'crashed' }, 1, 3],
  ['what broke', 'kubernetes.io/h2c', { reset: true }, 1, 1],
])('a waypoint without routes tries again as pods do before 1.30.3, and as callers do since: %s', (_, appProtocol, behavior, before, since) => {
  const world = NAMESPACE('models', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint') + WAYPOINT + CALLER('models')
    + SERVICE('model', `{ name: p, port: 80, appProtocol: ${appProtocol} }`) + OUTSIDE;
  const tries = (version: string) => ask(world, { source: { namespace: 'models', name: 'caller' }, url: 'http://model/', protocol: 'http2' },
    { behaviors: { model: behavior } }, { ...DEFAULT_SETTINGS, istio: IstioVersion.of(version) })
    .flatMap(({ hops }) => hops.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'try'))).length;
  expect(['1.29.8', '1.30.2', '1.30.3', '1.31.0'].map(tries)).toEqual([before, before, since, since]);
});

test('to a headless Service ztunnel goes alone', () => {
  const [{ upstream, hops }] = ask(AMBIENT, { source: { namespace: 'models', name: 'caller' }, url: 'http://headless/' });
  expect(upstream?.caller).toEqual({ namespace: 'models', name: 'caller' });
  expect(hops.map(({ proxy }) => proxy.kind)).toEqual(['ztunnel']);
});

test.each([
  ['a port that the Service does not have', 'http://model:8080/', 'Service models/model has no port 8080: it listens on 80'],
  ['a Service that selects what does not run', 'http://nobody/', 'Service models/nobody has no pods: none that runs has the labels app=nobody'],
])('%s is named where nobody answers', (_, url, text) => {
  const ambient = NAMESPACE('models', 'istio.io/dataplane-mode: ambient') + CALLER('models') + SERVICE('model') + SERVICE('nobody') + `
apiVersion: apps/v1
kind: Deployment
metadata: { name: nobody, namespace: models }
spec: { replicas: 0, selector: { matchLabels: { app: nobody } }, template: { metadata: { labels: { app: nobody } }, spec: { containers: [] } } }
`;
  expect(ask(ambient, { source: { namespace: 'models', name: 'caller' }, url })).toMatchObject([
    { disposition: 'no-backend', reason: { text }, hops: [{ proxy: { kind: 'ztunnel' } }] },
  ]);
});

test.each([
  ['gone', 'there is no Service with the host gone.models.svc.cluster.local: mend the name in the route, or add the Service'],
  ['model, port: { number: 81 }', 'Service models/model has no port 81: it listens on 80'],
  ['model, subset: v1', 'no DestinationRule gives Service models/model the subset v1: it has none'],
  ['model, subset: v9', 'no DestinationRule gives Service models/model the subset v9: it has v1, v2', '{ name: v1 }, { name: v2 }'],
  ['model, subset: v1', 'Service models/model has no pods: none that runs has the labels app=model, in the subset v1', '{ name: v1, labels: { version: v1 } }'],
])('a destination %s that leads nowhere is named', (destination, text, subsets = '') => {
  const rule = subsets === '' ? '' : `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: model, namespace: models }
spec: { host: model, subsets: [${subsets}] }
---`;
  const [outcome] = ask(SIDECARS + rule + VIRTUAL_SERVICE('a', destination), { source: { namespace: 'models', name: 'caller' }, url: 'http://model/' });
  expect(outcome).toMatchObject({ disposition: 'no-backend', status: 503, reason: { text } });
});

test('pods that are not ready are told from those that do not exist', () => {
  const [outcome] = ask(SIDECARS, { source: { namespace: 'models', name: 'caller' }, url: 'http://model/' }, { behaviors: { model: { down: 'unready' } } });
  expect(outcome.reason?.text).toBe('none of the pods of Service models/model is ready');
});

test('a port that is left out of its sidecar takes plaintext under STRICT, and no mutual TLS', () => {
  const world = NAMESPACE('models', 'istio-injection: enabled') + NAMESPACE('outside', 'a: b') + CALLER('outside') + CALLER('models') + `
apiVersion: v1
kind: Pod
metadata: { name: peer, namespace: models, labels: { app: peer }, annotations: { traffic.sidecar.istio.io/excludeInboundPorts: '29500, 1' } }
spec: { containers: [] }
---
apiVersion: v1
kind: Service
metadata: { name: peer, namespace: models }
spec: { selector: { app: peer }, ports: [{ name: http, port: 29500 }, { name: http-b, port: 80 }] }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: models }
spec: { mtls: { mode: STRICT } }
`;
  const status = (namespace: string, port: number) => (
    ask(world, { source: { namespace, name: 'caller' }, url: `http://peer.models:${port}/` }).map((outcome) => outcome.status));
  expect([status('outside', 29500), status('outside', 80)]).toEqual([[200], [undefined]]);
  expect([status('models', 29500), status('models', 80)]).toEqual([[503], [200]]);
});
