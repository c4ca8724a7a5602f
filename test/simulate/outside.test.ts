import { ask } from './ask';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, spec: object): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml' }, spec };
}

const entry = (port: object, spec: object = {}) => object('networking.istio.io/v1', 'ServiceEntry', 'out', {
  hosts: ['api.example.org'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [port], ...spec,
});
const tls = (settings: object) => object('networking.istio.io/v1', 'DestinationRule', 'out', { host: 'api.example.org', trafficPolicy: { tls: settings } });
const HTTPS = { number: 80, targetPort: 443, name: 'http', protocol: 'HTTP' };

function through(objects: object[], filters: object[] = [], gateway: object = {}) {
  const world = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } },
    object('gateway.networking.k8s.io/v1', 'Gateway', 'public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...gateway }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'out', {
      parentRefs: [{ name: 'public' }],
      rules: [{ filters, backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.org', port: 80 }] }],
    }),
  ];
  const [outcome, ...rest] = ask(manifests(...world, ...objects), { url: 'http://edge.example.com/v1' });
  expect(rest).toEqual([]);
  return outcome;
}

test.each([
  ['plaintext to a server of plaintext', [entry({ number: 80, name: 'http', protocol: 'HTTP' })]],
  ['TLS whose names are given', [entry(HTTPS), tls({ mode: 'SIMPLE', subjectAltNames: ['api.example.org'] })]],
  ['TLS whose names the ServiceEntry gives', [entry(HTTPS, { subjectAltNames: ['api.example.org'] }), tls({ mode: 'SIMPLE' })]],
  ['TLS that nobody verifies', [entry(HTTPS), tls({ mode: 'SIMPLE', insecureSkipVerify: true })]],
])('a server outside answers %s', (_, objects) => {
  expect(through(objects)).toMatchObject({ status: 200, disposition: 'delivered', upstream: { workload: { name: 'api.example.org' } } });
});

test.each([
  ['plaintext to a port of HTTPS', [entry(HTTPS)], 'api.example.org speaks TLS, and is spoken to in plaintext: add a DestinationRule with tls mode SIMPLE'],
  ['a certificate for others', [entry(HTTPS), tls({ mode: 'SIMPLE', subjectAltNames: ['b.org'] })], 'the certificate of api.example.org is not for b.org, which the caller wants'],
  ['a certificate for the host that was called', [entry(HTTPS), tls({ mode: 'SIMPLE' })], 'the certificate of api.example.org is not for edge.example.com, which the caller wants'],
])('a server outside does not answer %s', (_, objects, why) => {
  expect(through(objects)).toMatchObject({ status: 503, disposition: 'reset', tries: 0, reason: { text: why } });
});

test('headers take what the gateway has in its environment, and nothing of what is not known', () => {
  const overlay = (env: object[]) => JSON.stringify({ spec: { template: { spec: { containers: [{ name: 'istio-proxy', env }] } } } });
  const outcome = through([
    entry({ number: 80, name: 'http', protocol: 'HTTP' }),
    { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ml', name: 'key' }, data: { token: Buffer.from('sk-1').toString('base64') } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'ml', name: 'parameters' },
      data: { deployment: overlay([{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } }, { name: 'TEAM', value: 'a' }]) },
    },
  ], [{
    type: 'RequestHeaderModifier',
    requestHeaderModifier: { set: [{ name: 'authorization', value: 'Bearer %ENVIRONMENT(KEY)%' }, { name: 'x-team', value: '%ENVIRONMENT(TEAM)%%ENVIRONMENT(NONE)%' }] },
  }], { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'parameters' } } });

  expect(outcome.upstream?.message.headers.get('authorization')).toBe('Bearer sk-1');
  expect(outcome.upstream?.message.headers.get('x-team')).toBe('a%ENVIRONMENT(NONE)%');
});

test('pods that a ServiceEntry selects are pods like others', () => {
  const outcome = through([
    entry({ number: 80, targetPort: 8080, name: 'http', protocol: 'HTTP' }, { workloadSelector: { labels: { app: 'vm' } }, resolution: 'STATIC' }),
    { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'ml', name: 'vm', labels: { app: 'vm' } }, spec: { containers: [] } },
  ]);

  expect(outcome).toMatchObject({ status: 200, upstream: { workload: { namespace: 'ml', name: 'vm' } } });
});
