import { ask } from './ask';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { DEFAULT_SETTINGS } from '../../src/simulate/settings';

const CALLER = { namespace: 'ml', name: 'caller' };
const LABEL = 'istio.io/use-waypoint-canary';
const WEIGHT = 'istio.io/use-waypoint-canary-weight';

const waypoint = (name: string, { labels = {}, namespace = 'ml', from = 'Same' } = {}) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name, namespace, labels },
  spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from } } }] },
});

interface Marks {
  readonly labels?: object;
  readonly annotations?: object;
}

/** A Service whose waypoint is its own or that of its namespace, and what becomes of a call. */
function answers(canary: object | undefined, service: Marks, namespace: Marks = {}, settings = DEFAULT_SETTINGS): readonly string[] {
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', ...namespace, labels: { 'istio.io/dataplane-mode': 'ambient', ...namespace.labels } } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'caller', namespace: 'ml' }, spec: { serviceAccountName: 'caller', containers: [] } },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'model', namespace: 'ml', labels: { app: 'model' } }, spec: { containers: [] } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: 'ml', ...service }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } },
    waypoint('primary'),
    ...(canary === undefined ? [] : [canary]),
  ];
  const yaml = objects.map((object) => `${JSON.stringify(object)}\n---\n`).join('');
  return ask(yaml, { source: CALLER, url: 'http://model/' }, undefined, settings)
    .map(({ upstream, status, unknown }) => unknown ?? `${status} ${upstream?.workload.name ?? 'nobody'}`);
}

const OWN = { 'istio.io/use-waypoint': 'primary' };
const SHARED = { labels: { ...OWN, [LABEL]: 'canary' }, annotations: { [WEIGHT]: '20' } };
const INHERITED = { labels: { ...OWN, [LABEL]: 'canary' }, annotations: { [WEIGHT]: '20' } };

test.each<[string, object | undefined, Marks, Marks | undefined]>([
  ['of the Service', waypoint('canary'), SHARED, undefined],
  ['of the namespace', waypoint('canary'), {}, INHERITED],
  ['of the Service, whose waypoint is that of the namespace', waypoint('canary'), { labels: { [LABEL]: 'canary' }, annotations: { [WEIGHT]: '1' } }, { labels: OWN }],
  ['with the weight that the namespace says', waypoint('canary'), { labels: { [LABEL]: 'canary' } }, { labels: OWN, annotations: { [WEIGHT]: '100' } }],
  ['of another namespace, which takes it', waypoint('canary', { namespace: 'edge', from: 'All' }), { ...SHARED, labels: { ...SHARED.labels, [`${LABEL}-namespace`]: 'edge' } }, undefined],
])('with a canary it is chance which waypoint gets a connection: %s', (_, canary, service, namespace) => {
  expect(answers(canary, service, namespace)).toEqual(['waypoint-canary']);
});

test.each<[string, object | undefined, Marks, Marks | undefined]>([
  ['it gets none', waypoint('canary'), { ...SHARED, annotations: { [WEIGHT]: '0' } }, undefined],
  ['nothing says how many it gets', waypoint('canary'), { labels: SHARED.labels }, undefined],
  ['what says it is no number', waypoint('canary'), { ...SHARED, annotations: { [WEIGHT]: '20%' } }, undefined],
  ['what says it is too much', waypoint('canary'), { ...SHARED, annotations: { [WEIGHT]: '101' } }, undefined],
  ['it is not there', undefined, SHARED, undefined],
  ['it is in another namespace', waypoint('canary', { namespace: 'edge', from: 'All' }), SHARED, undefined],
  ['it does not take the namespace', waypoint('canary', { namespace: 'edge' }), { ...SHARED, labels: { ...SHARED.labels, [`${LABEL}-namespace`]: 'edge' } }, undefined],
  ['it is for pods', waypoint('canary', { labels: { 'istio.io/waypoint-for': 'workload' } }), SHARED, undefined],
  ['it is the same', waypoint('canary'), { ...SHARED, labels: { ...SHARED.labels, [LABEL]: 'primary' } }, undefined],
  ['it is none', waypoint('canary'), { ...SHARED, labels: { ...SHARED.labels, [LABEL]: 'none' } }, undefined],
  ['only the namespace has one, and the Service a waypoint of its own', waypoint('canary'), { labels: OWN }, INHERITED],
  ['there is no waypoint that it could be a canary of', waypoint('canary'), { labels: { [LABEL]: 'canary' }, annotations: { [WEIGHT]: '20' } }, undefined],
])('a canary gets no connection: %s', (_, canary, service, namespace) => {
  expect(answers(canary, service, namespace)).toEqual(['200 model']);
});

test('older releases know none', () => {
  expect(answers(waypoint('canary'), SHARED, undefined, { ...DEFAULT_SETTINGS, istio: IstioVersion.of('1.30.6') })).toEqual(['200 model']);
});
