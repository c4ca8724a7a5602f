import { ask, type Asked } from './ask';
import { manifests } from '../manifest/index-of';

function object(kind: string, name: string, spec: object, namespace = 'ml'): object {
  const apiVersion = { Deployment: 'apps/v1', Service: 'v1', Gateway: 'networking.istio.io/v1', VirtualService: 'networking.istio.io/v1' }[kind];
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

const pods = (name: string) => object('Deployment', name, { template: { metadata: { labels: { istio: name } }, spec: { serviceAccountName: name, containers: [] } } }, 'edge');
const service = (name: string) => object('Service', name, { selector: { app: name }, ports: [{ name: 'http', port: 80 }] });
const server = (hosts: readonly string[], port: object = {}, tls?: object) => ({ port: { number: 80, name: 'http', protocol: 'HTTP', ...port }, hosts, tls });
const gateway = (servers: readonly object[], name = 'public', istio = 'ingress') => object('Gateway', name, { selector: { istio }, servers });
const route = (hosts: readonly string[], host: string, more: object = {}) => object('VirtualService', host, { hosts, gateways: ['public'], http: [{ route: [{ destination: { host } }] }], ...more });
const WORLD = [pods('ingress'), service('model'), service('other')];

function backends(objects: readonly object[], asked: Partial<Asked> = {}) {
  return ask(manifests(...WORLD, ...objects), { url: 'http://a.example.com/', ...asked })
    .map(({ upstream, unknown, status, disposition }) => upstream?.workload.name ?? unknown ?? status ?? disposition);
}

test('what a Gateway of Istio serves its pods route by VirtualServices, whoever makes them', () => {
  const world = [gateway([server(['*.example.com'])]), route(['a.example.com'], 'model')];
  expect(backends(world)).toEqual(['model']);
  expect(backends(world, { url: 'http://b.example.com/' })).toEqual([404]);
  expect(backends(world, { url: 'http://a.example.com:81/' })).toEqual(['no-listener']);
  expect(backends(world, { gateway: { namespace: 'ml', name: 'public' } })).toEqual(['model']);
});

test.each<[served: string, namespace: string, answer: unknown]>([
  ['a.example.com', 'team', 'model'],
  ['*/a.example.com', 'team', 'model'],
  ['./a.example.com', 'team', 404],
  ['./a.example.com', 'ml', 'model'],
  ['team/*', 'team', 'model'],
  ['team/*', 'ml', 404],
])('a server of %s has hosts of VirtualServices in %s', (served, namespace, answer) => {
  const virtual = object('VirtualService', 'v', { hosts: ['A.example.com'], gateways: ['ml/public'], http: [{ route: [{ destination: { host: 'model.ml.svc.cluster.local' } }] }] }, namespace);
  expect(backends([gateway([server([served])]), virtual])).toEqual([answer]);
});

test('a VirtualService that is not exported to the pods is none of theirs', () => {
  expect(backends([gateway([server(['*'])]), route(['a.example.com'], 'model', { exportTo: ['.'] })])).toEqual([404]);
  expect(backends([gateway([server(['*'])]), route(['a.example.com'], 'model', { exportTo: ['edge'] })])).toEqual(['model']);
});

test('of TLS the server of the name is taken, and only where nobody has to show a certificate', () => {
  const https = { number: 443, protocol: 'HTTPS' };
  const world = (mode: string) => [gateway([server(['a.example.com'], https, { mode, credentialName: 'c' })]), route(['*.example.com'], 'model')];
  expect(backends(world('SIMPLE'), { url: 'https://a.example.com/' })).toEqual(['model']);
  expect(backends(world('SIMPLE'), { url: 'https://b.example.com/' })).toEqual(['no-listener']);
  expect(backends(world('SIMPLE'), { url: 'http://a.example.com:443/' })).toEqual(['no-listener']);
  expect(backends(world('MUTUAL'), { url: 'https://a.example.com/' })).toEqual(['reset']);
  expect(backends(world('OPTIONAL_MUTUAL'), { url: 'https://a.example.com/' })).toEqual(['model']);
});

test('a server has no certificate that the account of its pods may not read, where roles are among the manifests', () => {
  const secure = gateway([
    server(['a.example.com'], { number: 443, protocol: 'HTTPS' }, { mode: 'SIMPLE', credentialName: 'c' }),
    server(['a.example.com'], { number: 444, name: 'tls', protocol: 'TLS' }, { mode: 'SIMPLE', credentialName: 'c' }),
    server(['a.example.com']),
  ]);
  const tcp = route(['a.example.com'], 'model', { tcp: [{ match: [{ port: 444 }], route: [{ destination: { host: 'model' } }] }] });
  const rbac = (kind: string, fields: object) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'r', namespace: 'edge' }, ...fields });
  const role = rbac('Role', { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }] });
  const binding = rbac('RoleBinding', { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 'ingress', namespace: 'edge' }] });
  const answers = (...rights: object[]) => ['https://a.example.com/', 'https://a.example.com:444/', 'http://a.example.com/']
    .flatMap((url) => backends([secure, tcp, ...rights], { url }));

  expect(answers(role, binding)).toEqual(['model', 'model', 'model']);
  expect(answers(role)).toEqual(['no-listener', 'no-listener', 'model']);
  expect(answers()).toEqual(['model', 'model', 'model']);
});

test('a server that wants TLS sends requests in plaintext there, whether a VirtualService has the host or not', () => {
  const world = [gateway([server(['*.example.com'], {}, { httpsRedirect: true })]), route(['a.example.com'], 'model')];
  const locations = ['http://a.example.com/v1?q=1', 'http://b.example.com:80/'].map((url) => ask(manifests(...WORLD, ...world), { url })
    .map(({ status, headers }) => [status, headers.get('location')]));
  expect(locations).toEqual([[[301, 'https://a.example.com/v1?q=1']], [[301, 'https://b.example.com:80/']]]);
});

test('VirtualServices of one host follow each other by age, what takes everything last', () => {
  const first = route(['a.example.com'], 'other');
  const second = object('VirtualService', 'z', {
    hosts: ['a.example.com'], gateways: ['public'], http: [{ match: [{ uri: { prefix: '/v1' } }], route: [{ destination: { host: 'model' } }] }],
  });
  const world = [gateway([server(['*'])]), first, second];
  expect([backends(world, { url: 'http://a.example.com/v1' }), backends(world)]).toEqual([['model'], ['other']]);
});

test('where there are several ways in one has to be named', () => {
  const world = [pods('second'), gateway([server(['*'])]), gateway([server(['*'])], 'private', 'second'), gateway([server(['*'])], 'more'), route(['*'], 'model')];
  expect(backends(world)).toEqual(['no-gateway']);
  expect(backends(world, { gateway: { namespace: 'ml', name: 'more' } })).toEqual(['model']);
  expect(backends(world, { gateway: { namespace: 'ml', name: 'private' } })).toEqual([404]);
  expect(() => backends(world, { gateway: { namespace: 'ml', name: 'none' } })).toThrow('there is no Gateway ml/none: there is ml/public, ml/private');
});

test('pods that Istio makes for a Gateway and that one of its own configures, too, are one way in, by either name', () => {
  const managed = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'managed', namespace: 'ml' }, spec: { gatewayClassName: 'istio', listeners: [] } };
  const shared = object('Gateway', 'public', { selector: { 'gateway.networking.k8s.io/gateway-name': 'managed' }, servers: [server(['*.example.com'])] });
  const world = manifests(service('model'), managed, shared, route(['a.example.com'], 'model'));
  const asked = [{}, { gateway: { namespace: 'ml', name: 'managed' } }, { gateway: { namespace: 'ml', name: 'public' } }];
  expect(asked.map((by) => ask(world, { url: 'http://a.example.com/', ...by }).map(({ upstream }) => upstream?.workload.name))).toEqual([['model'], ['model'], ['model']]);
});

test.each<[used: string, own: object, port: object, tls: object | undefined, answer: unknown]>([
  ['for HTTP by both', { protocol: 'HTTP' }, {}, undefined, 'model'],
  ['for HTTP and for bytes', { protocol: 'TCP' }, {}, undefined, 'shared-port'],
  ['for HTTP and for TLS', { protocol: 'TLS', tls: { mode: 'Passthrough' } }, {}, undefined, 'shared-port'],
])('a port of one Gateway of each kind %s', (_, own, port, tls, answer) => {
  const listeners = [{ name: 'own', port: 80, ...own }];
  const managed = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'managed', namespace: 'ml' }, spec: { gatewayClassName: 'istio', listeners } };
  const bytes = {
    apiVersion: 'gateway.networking.k8s.io/v1alpha2', kind: 'TCPRoute', metadata: { name: 'bytes', namespace: 'ml' }, spec: { parentRefs: [{ name: 'managed' }], rules: [{ backendRefs: [{ name: 'other', port: 80 }] }] },
  };
  const sealed = {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'TLSRoute', metadata: { name: 'sealed', namespace: 'ml' }, spec: { parentRefs: [{ name: 'managed' }], hostnames: ['b.example.com'], rules: [{ backendRefs: [{ name: 'other', port: 80 }] }] },
  };
  const shared = object('Gateway', 'public', { selector: { 'gateway.networking.k8s.io/gateway-name': 'managed' }, servers: [server(['*.example.com'], port, tls)] });
  const world = manifests(service('model'), service('other'), managed, bytes, sealed, shared, route(['a.example.com'], 'model'));

  expect(ask(world, { url: 'http://a.example.com/' }).map(({ upstream, unknown, status }) => upstream?.workload.name ?? unknown ?? status)).toEqual([answer]);
});
