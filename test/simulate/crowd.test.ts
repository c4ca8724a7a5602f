import { ask } from './ask';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, spec: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, spec };
}

const service = (name: string, port: object) => object('v1', 'Service', name, { selector: { app: name }, ports: [{ port: 80, ...port }] });

function crowd(trafficPolicy: object, delay = 1000, backends: object[] = [{ name: 'model', port: 80 }], status?: number) {
  const outcomes = ask(manifests(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
    object('gateway.networking.k8s.io/v1', 'Gateway', 'public', { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'all', {
      parentRefs: [{ name: 'public' }], rules: [{ backendRefs: backends, retry: { codes: [500] } }],
    }),
    service('model', { name: 'http' }),
    service('other', { name: 'http' }),
    object('networking.istio.io/v1', 'DestinationRule', 'model', { host: 'model.ml.svc.cluster.local', trafficPolicy }),
  ), { url: 'http://h/' }, { atOnce: 10, behaviors: { model: { delay, status } } });
  return outcomes.map((outcome) => [String(outcome.probability), outcome.unknown ?? outcome.status, outcome.failure]);
}

const pool = (http: object, tcp: object = {}) => ({ connectionPool: { http, tcp } });

test('of requests at once a breaker takes as many as it is set to, and refuses the others', () => {
  expect(crowd(pool({ http2MaxRequests: 3 }))).toEqual([['3/10', 200, undefined], ['7/10', 503, 'overflow']]);
  expect(crowd(pool({ http2MaxRequests: 10 }))).toEqual([['1', 200, undefined]]);
});

test('on one connection a request passes, and as many wait as may', () => {
  expect(crowd(pool({ http1MaxPendingRequests: 1 }, { maxConnections: 1 }))).toEqual([['1/5', 200, undefined], ['4/5', 503, 'overflow']]);
  expect(crowd(pool({}, { maxConnections: 1 }))).toEqual([['1', 200, undefined]]);
});

test.each<[why: string, answer: ReturnType<typeof crowd>]>([
  ['connections are opened first', crowd(pool({ http1MaxPendingRequests: 1 }))],
  ['answers take no time', crowd(pool({ http2MaxRequests: 3 }), 0)],
  ['weights share them out', crowd(pool({ http2MaxRequests: 3 }), 1000, [{ name: 'model', port: 80 }, { name: 'other', port: 80 }]).slice(0, 1)],
  ['only so many may be tried again', crowd(pool({ maxRetries: 1 }), 1000, undefined, 500)],
])('how many of them pass is a matter of time where %s', (_, answer) => {
  expect(answer.map(([, unknown]) => unknown)).toEqual(['at-once']);
});

test('of TCP connections at once a sidecar lets as many be open as it is set to', () => {
  const world = manifests(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio-injection': 'enabled' } } },
    object('v1', 'Pod', 'caller', { serviceAccountName: 'caller', containers: [] }),
    service('store', { name: 'tcp' }),
    object('networking.istio.io/v1', 'DestinationRule', 'store', { host: 'store.ml.svc.cluster.local', trafficPolicy: pool({}, { maxConnections: 3 }) }),
  );
  const answer = (delay: number) => ask(world, { url: 'http://store/', source: { namespace: 'ml', name: 'caller' } }, { atOnce: 10, behaviors: { store: { delay } } })
    .map(({ probability, isBroken, unknown }) => [String(probability), unknown ?? isBroken]);
  expect(answer(1000)).toEqual([['7/10', true], ['3/10', false]]);
  expect(answer(0)).toEqual([['1', 'at-once']]);
});
