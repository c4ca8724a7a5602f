import { ask, type Asked } from './ask';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, spec: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, spec };
}

function replicas(consistentHash: object | undefined, asked: Partial<Asked> = {}) {
  return ask(manifests(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } },
    object('gateway.networking.k8s.io/v1', 'Gateway', 'public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'all', { parentRefs: [{ name: 'public' }], rules: [{ backendRefs: [{ name: 'model', port: 80 }] }] }),
    object('v1', 'Service', 'model', { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] }),
    object('apps/v1', 'Deployment', 'model', {
      replicas: 3, selector: { matchLabels: { app: 'model' } }, template: { metadata: { labels: { app: 'model' } }, spec: { containers: [] } },
    }),
    object('networking.istio.io/v1', 'DestinationRule', 'model', { host: 'model.ml.svc.cluster.local', trafficPolicy: { loadBalancer: { consistentHash } } }),
  ), { url: 'http://h/', ...asked }).map(({ upstream }) => [upstream?.replicas, upstream?.isSticky]);
}

const COOKIE = { httpCookie: { name: 'session' } };

test.each<[what: string, consistentHash: object | undefined, asked: Partial<Asked>, isSticky: boolean]>([
  ['nothing', undefined, {}, false],
  ['the address of the caller', { useSourceIp: true }, {}, true],
  ['a header', { httpHeaderName: 'X-Session' }, { headers: [['x-session', 'a']] }, true],
  ['a header that is not there', { httpHeaderName: 'x-session' }, {}, false],
  ['a cookie', COOKIE, { headers: [['cookie', 'a=b; session=c']] }, true],
  ['a cookie that is not there', COOKIE, { headers: [['cookie', 'a=session']] }, false],
  ['a parameter', { httpQueryParameterName: 'session' }, { url: 'http://h/?x=1&session=a' }, true],
  ['a parameter that is not there', { httpQueryParameterName: 'session' }, { url: 'http://h/?x=session' }, false],
])('requests that are alike go to one replica of three by %s, or to any', (_, consistentHash, asked, isSticky) => {
  expect(replicas(consistentHash, asked)).toEqual([[3, isSticky]]);
});
