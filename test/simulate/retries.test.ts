import { ask, type Asked } from './ask';
import { drawText } from '../../src/simulate/explain/text';
import { Fraction } from '../../src/simulate/fraction';
import type { Behaviors } from '../../src/simulate/request';
import { manifests } from '../manifest/index-of';

function object(apiVersion: string, kind: string, name: string, spec: object, labels: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'ml', labels }, spec };
}

const deployment = (name: string, replicas: number) => object('apps/v1', 'Deployment', name, {
  replicas, selector: { matchLabels: { name } }, template: { metadata: { labels: { name, app: 'model' } }, spec: { containers: [] } },
});
const balanced = (loadBalancer: object) => object('networking.istio.io/v1', 'DestinationRule', 'model', { host: 'model.ml.svc.cluster.local', trafficPolicy: { loadBalancer } });
const backend = { host: 'model.ml.svc.cluster.local', port: { number: 80 } };
const VIRTUAL_SERVICE = { hosts: ['*'], gateways: ['public'], http: [{ retries: { attempts: 1, retryOn: '503' }, route: [{ destination: backend }] }] };
const FAILING: Behaviors = { bad: { status: 503 } };

interface World {
  readonly retries?: object;
  readonly loadBalancer?: object;
  readonly behaviors?: Behaviors;
  readonly replicas?: Readonly<Record<string, number>>;
  readonly route?: readonly object[];
  readonly asked?: Partial<Asked>;
}

/** What becomes of a request to a gateway that tries again on 503. */
function answers({ retries = {}, loadBalancer, behaviors = FAILING, replicas = { bad: 1, good: 1 }, route, asked }: World) {
  const [http] = VIRTUAL_SERVICE.http;
  return ask(manifests(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } },
    object('apps/v1', 'Deployment', 'ingress', { template: { metadata: { labels: { istio: 'ingress' } }, spec: { containers: [] } } }),
    object('networking.istio.io/v1', 'Gateway', 'public', { selector: { istio: 'ingress' }, servers: [{ hosts: ['*'], port: { name: 'http', number: 80, protocol: 'HTTP' } }] }),
    object('v1', 'Service', 'model', { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] }),
    ...Object.entries(replicas).map(([name, count]) => deployment(name, count)),
    ...(loadBalancer === undefined ? [] : [balanced(loadBalancer)]),
    object('networking.istio.io/v1', 'VirtualService', 'model', { ...VIRTUAL_SERVICE, http: [{ ...http, route: route ?? http.route, retries: { ...http.retries, ...retries } }] }),
  ), { url: 'http://h/', ...asked }, { behaviors });
}

/** The share that still fails. */
function failing(world: World): string {
  return String(answers(world).filter(({ status }) => status !== 200).reduce((sum, { probability }) => sum.plus(probability), Fraction.ZERO));
}

const BY_HEADER = { consistentHash: { httpHeaderName: 'x-session' } };
const BY_COOKIE = { consistentHash: { httpCookie: { name: 'session', ttl: '60s' } } };
const SESSION: Partial<Asked> = { headers: [['x-session', 'a']] };
/** As good as alone, and yet a share. */
const SPLIT = [{ destination: backend, weight: 50 }, { destination: backend, weight: 50 }];

test.each<[what: string, share: string, world: World]>([
  // Half of the requests meet the bad one first, and all six draws find it once more.
  ['of two pods one fails', '1/128', {}],
  ['chance chooses', '1/128', { loadBalancer: { simple: 'RANDOM' } }],
  ['they take turns', '0', { loadBalancer: { simple: 'ROUND_ROBIN' } }],
  ['they take turns, whoever was asked', '0', { loadBalancer: { simple: 'ROUND_ROBIN' }, retries: { retryIgnorePreviousHosts: false } }],
  ['whoever was asked may be asked again', '1/4', { retries: { retryIgnorePreviousHosts: false } }],
  ['there are two retries', '1/8192', { retries: { attempts: 2 } }],
  ['of three pods one fails', String(Fraction.of(1, 3 * 729)), { replicas: { bad: 1, good: 2 } }],
  ['of three pods two fail', String(Fraction.of(2, 3).times(Fraction.of(364 + 1, 729))), { replicas: { bad: 2, good: 1 } }],
  ['of two replicas of one workload one fails', '1/128', { behaviors: { model: { status: 503, replicas: 1 } }, replicas: { model: 2 } }],
  ['a hash has chosen, and nobody else is asked', '1/2', { loadBalancer: BY_HEADER, asked: SESSION }],
  ['a hash has chosen, and others are wanted: one of six is the first again', '1/64', { loadBalancer: BY_HEADER, asked: SESSION, retries: { retryIgnorePreviousHosts: true } }],
  ['a hash has chosen one of two destinations', '1/64', { loadBalancer: BY_HEADER, asked: SESSION, route: SPLIT }],
  ['the request has nothing to hash', '1/4', { loadBalancer: BY_HEADER }],
  ['the request has nothing to hash, and others are wanted', '1/128', { loadBalancer: BY_HEADER, retries: { retryIgnorePreviousHosts: true } }],
  ['the proxy sets the cookie that it hashes', '1/2', { loadBalancer: BY_COOKIE }],
])('a retry does not help where %s: %s', (_, share, world) => {
  expect(failing(world)).toBe(share);
});

test('every outcome has its share, also after many retries', () => {
  const outcomes = answers({ retries: { attempts: 40 }, replicas: { bad: 99, good: 1 } });
  expect(outcomes).toHaveLength(42);
  expect(outcomes.reduce((sum, { probability }) => sum.plus(probability), Fraction.ZERO).isOne).toBe(true);
  expect(outcomes.reduce((sum, { probability }) => sum + probability.toNumber(), 0)).toBeCloseTo(1, 12);
});

test('people see which try met a pod once more, the usual way first', () => {
  expect(drawText(answers({}))).toMatchInlineSnapshot(`
"▸ gateway   ml/ingress
  listener   port 80   Gateway ml/public spec.servers[0]
  host       h
  route      every request   VirtualService ml/model spec.http[0]
  limits     1 retries on 503
  to         model.ml.svc.cluster.local:80   VirtualService ml/model spec.http[0].route[0]
├─   sent       ml/bad: 503, tried again on retriable-status-codes
│  ├─   try 2      ml/good: 200
│  │  = 49.2188 % 200, from ml/good, path /, host h, 2 tries
│  └─   try 2      ml/bad again: 503
│     = 0.7813 %  503, from ml/bad, path /, host h, 2 tries
└─   sent       ml/good: 200
   = 50 %      200, from ml/good, path /, host h"
`);
});
