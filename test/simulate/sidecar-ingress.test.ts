import { ask } from './ask';
import { manifests } from '../manifest/index-of';

const WORLD = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml' }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } },
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml', labels: { app: 'caller' } }, spec: { serviceAccountName: 'caller', containers: [] } },
];

const INGRESS = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:9999' }];

const at = (settings: object) => [{ ...INGRESS[0], ...settings }];

test.each<[what: string, app: string, settings: object, cause: string | undefined]>([
  ['the pods that answer', 'model', { ingress: INGRESS }, 'sidecar-ingress'],
  ['a port of those that answer which containers declare', 'model', { ingress: at({ defaultEndpoint: '0.0.0.0:80' }) }, undefined],
  ['the port itself of those that answer', 'model', { ingress: at({ defaultEndpoint: undefined }) }, undefined],
  ['another port of those that answer', 'model', { ingress: at({ port: { number: 81, name: 'http', protocol: 'HTTP' } }) }, undefined],
  ['a socket', 'model', { ingress: at({ defaultEndpoint: 'unix:///tmp/model' }) }, 'sidecar-ingress'],
  ['a limited port', 'model', { ingress: at({ defaultEndpoint: undefined }), inboundConnectionPool: { http: { http1MaxPendingRequests: 1 } } }, 'sidecar-ingress'],
  ['TLS', 'model', { ingress: at({ defaultEndpoint: undefined, tls: { mode: 'SIMPLE' } }) }, 'sidecar-ingress'],
  ['a port that it opens by itself', 'model', { ingress: at({ defaultEndpoint: undefined, captureMode: 'NONE' }) }, 'sidecar-ingress'],
  ['their callers', 'caller', { ingress: INGRESS }, undefined],
  ['nobody', 'model', { ingress: [] }, undefined],
])('where a Sidecar sends what comes in to %s', (_, app, settings, cause) => {
  const sidecar = { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 's', namespace: 'ml' }, spec: { workloadSelector: { labels: { app } }, ...settings } };

  expect(ask(manifests(...WORLD, sidecar), { url: 'http://model.ml/', source: { namespace: 'ml', name: 'caller' } })[0].unknown).toBe(cause);
});

test.each([
  ['HTTP', 80, '403'],
  ['TCP', 80, undefined],
  ['HTTP', 81, '403'],
])('a Sidecar says %s at port %d: of a path that a policy denies there the answer is %s', (protocol, number, status) => {
  const sidecar = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: 's', namespace: 'ml' },
    spec: { workloadSelector: { labels: { app: 'model' } }, ingress: [{ port: { number, name: 'port', protocol } }] },
  };
  const policy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'p', namespace: 'ml' },
    spec: { selector: { matchLabels: { app: 'model' } }, action: 'DENY', rules: [{ to: [{ operation: { paths: ['/secret'] } }] }] },
  };

  const [answer] = ask(manifests(...WORLD, sidecar, policy), { url: 'http://model.ml/secret', source: { namespace: 'ml', name: 'caller' } });
  expect([answer.status?.toString(), answer.disposition]).toEqual([status ?? '503', 'denied']);
});
