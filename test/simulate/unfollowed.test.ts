import { ask, type Asked } from './ask';
import { manifests } from '../manifest/index-of';

const operator = (meshConfig: object) => ({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'mesh', namespace: 'istio-system' }, spec: { meshConfig } });
const namespace = (name: string, labels: object) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled', ...labels } } });
const pod = (space: string, name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: space }, spec: { serviceAccountName: name, containers: [] } });
const service = (space: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'model', namespace: space }, spec: { selector: { app: 'model' }, ports: [{ name: 'http', port: 80 }] } });
const entry = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata: { name: 'models', namespace: 'ml' }, spec: { hosts: ['models.example.com'], ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], resolution: 'DNS' } };
const gateway = (space: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'gateway', namespace: space },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] },
});
const route = (space: string, matches?: readonly object[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'model', namespace: space },
  spec: { parentRefs: [{ name: 'gateway', namespace: 'ml' }], hostnames: ['ml.example.com'], rules: [{ matches, backendRefs: [{ name: 'model', port: 80 }] }] },
});

const WORLD = [
  namespace('ml', { mesh: 'ml' }), namespace('other', {}), pod('ml', 'caller'), pod('other', 'caller'), service('ml'), service('other'), gateway('ml'), route('ml'),
];
const INSIDE = { url: 'http://model.ml/', source: { namespace: 'ml', name: 'caller' } };
const OUTSIDE = { url: 'http://ml.example.com/' };

function answer(asked: Asked, meshConfig: object, ...more: readonly object[]) {
  return slowly(0, asked, meshConfig, ...more);
}

function slowly(delay: number, asked: Asked, meshConfig: object, ...more: readonly object[]) {
  const [{ unknown, reason, status }] = ask(manifests(...WORLD, ...more, operator(meshConfig)), asked, { behaviors: { 'ml/model': { delay } } });
  return unknown === undefined ? status : `${unknown}: ${reason?.text}`;
}

test.each<[Asked, object, string | number]>([
  [INSIDE, { defaultTrafficPolicy: { outlierDetection: {} } }, 'mesh-config: defaultTrafficPolicy: it holds where no DestinationRule says otherwise'],
  [OUTSIDE, { defaultConfig: { runtimeValues: { 'overload.global_downstream_max_connections': '10' } } }, 'mesh-config: defaultConfig.runtimeValues: they change what Envoy does in many places'],
  [INSIDE, { defaultConfig: { interceptionMode: 'NONE' } }, 'mesh-config: defaultConfig.interceptionMode: sidecars get no connection without being asked (NONE)'],
  [INSIDE, { defaultConfig: { interceptionMode: 'TPROXY' } }, 200],
  [INSIDE, { rootNamespace: 'mesh' }, 'mesh-config: rootNamespace: policies of istio-system were taken for those of the mesh: say --root-namespace mesh'],
  [INSIDE, { rootNamespace: 'istio-system' }, 200],
  [INSIDE, { serviceEntryVisibility: { defaultVisibility: 'NAMESPACE' } }, 200],
  [INSIDE, { accessLogFile: '/dev/stdout', enablePrometheusMerge: false, defaultConfig: { holdApplicationUntilProxyStarts: true } }, 200],
])('%j %j', (asked, meshConfig, expected) => {
  expect(answer(asked, meshConfig)).toBe(expected);
});

test('what hides ServiceEntries counts where there are some', () => {
  expect(answer(INSIDE, { serviceEntryVisibility: { defaultVisibility: 'NAMESPACE' } }, entry)).toBe('mesh-config: serviceEntryVisibility: it may hide ServiceEntries');
});

test('the sidecar asks DNS only for hosts that it does not know', () => {
  const mode = { outboundTrafficPolicy: { mode: 'ALLOW_ANY_DYNAMIC_DNS' } };
  const closed = { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'closed', namespace: 'ml' }, spec: { egress: [{ hosts: ['./other'] }] } };

  expect(answer(INSIDE, mode)).toBe(200);
  expect(answer(INSIDE, mode, closed)).toBe('mesh-config: outboundTrafficPolicy.mode: the sidecar asks DNS for hosts that it does not know');
});

describe('namespaces that istiod does not look at', () => {
  const SELECTED = { discoverySelectors: [{ matchLabels: { mesh: 'ml' } }, { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['istio-system'] }] }] };
  const HIDDEN = 'mesh-config: discoverySelectors: istiod looks at no namespace that they do not select, and the labels of other are none of those';

  test('nothing depends on those that have no part in the answer', () => {
    expect([answer(INSIDE, SELECTED), answer(OUTSIDE, SELECTED), answer({ ...INSIDE, url: 'http://model.other/' }, { discoverySelectors: [] })]).toEqual([200, 200, 200]);
  });

  test.each<[string, Asked, object[]]>([
    ['the caller', { url: 'http://model.ml/', source: { namespace: 'other', name: 'caller' } }, []],
    ['the Service that is called', { ...INSIDE, url: 'http://model.other/' }, []],
    ['a route', { url: 'http://ml.example.com/a' }, [route('other', [{ path: { value: '/a' } }])]],
    ['the gateway', { url: 'http://ml.example.com/', gateway: { namespace: 'other', name: 'gateway' } }, [gateway('other')]],
  ])('%s is in one', (_, asked, more) => {
    expect(answer(asked, SELECTED, ...more)).toBe(HIDDEN);
  });
});

describe('connectionSettings', () => {
  const of = (connectionSettings: object) => ({ defaultConfig: { connectionSettings } });
  const EDGE = of({ profile: 'EDGE' });
  const doubt = (object: string, field: string) => `mesh-config: connectionSettings of ${object}: ${field} may matter to this request`;
  const AT_GATEWAY = 'Gateway ml/gateway';

  test.each<[Asked, object, string | number]>([
    [OUTSIDE, EDGE, 200],
    [{ url: 'http://ml.example.com/a%2Fb' }, EDGE, doubt(AT_GATEWAY, 'httpPathWithEscapedSlashesAction')],
    [{ url: 'http://ml.example.com//a' }, EDGE, doubt(AT_GATEWAY, 'httpMergeSlashes')],
    [{ url: 'http://ml.example.com/', headers: [['x_tag', 'a']] }, EDGE, doubt(AT_GATEWAY, 'httpHeadersWithUnderscoresAction')],
    [{ url: 'http://ml.example.com/a%2Fb' }, of({ profile: 'SIDECAR' }), 200],
    [{ url: 'http://ml.example.com/a%2Fb' }, of({ httpPathWithEscapedSlashesAction: 'KEEP_UNCHANGED' }), 200],
    [{ url: 'http://ml.example.com//a' }, of({ httpMergeSlashes: false }), 200],
    [{ url: 'http://ml.example.com//a' }, { ...of({ httpMergeSlashes: true }), pathNormalization: { normalization: 'MERGE_SLASHES' } }, 200],
    [{ ...INSIDE, url: 'http://model.ml//a' }, EDGE, 200],
    [{ ...INSIDE, url: 'http://model.ml//a' }, of({ httpMergeSlashes: true }), doubt('Pod ml/caller', 'httpMergeSlashes')],
    [{ ...INSIDE, headers: [['x_tag', 'a']] }, of({ httpHeadersWithUnderscoresAction: 'HEADERS_WITH_UNDERSCORES_ALLOW' }), 200],
  ])('%j %j', (asked, meshConfig, expected) => {
    expect(answer(asked, meshConfig)).toBe(expected);
  });

  test('what is too slow', () => {
    expect([slowly(299_000, OUTSIDE, EDGE), slowly(301_000, OUTSIDE, EDGE)]).toEqual([200, 504]);
    expect(slowly(5_000, OUTSIDE, of({ httpStreamIdleTimeout: '4s' }))).toBe(504);
    expect(slowly(5_000, INSIDE, of({ httpStreamIdleTimeout: '4s' }))).toBe(doubt('Pod ml/caller', 'httpStreamIdleTimeout'));
    expect(slowly(5_000, INSIDE, of({ httpMaxStreamDuration: '4s' }))).toBe(doubt('Pod ml/caller', 'httpMaxStreamDuration'));
    expect(slowly(3_000, INSIDE, of({ httpStreamIdleTimeout: '4s', httpMaxStreamDuration: '4s' }))).toBe(200);
  });

  test('what a gateway says itself stands for all that the mesh says', () => {
    const own = { ...gateway('ml'), spec: { ...gateway('ml').spec, infrastructure: { annotations: { 'proxy.istio.io/config': 'connectionSettings: { httpMergeSlashes: false }' } } } };
    const others = WORLD.filter((object) => object.kind !== 'Gateway');
    const [{ status }] = ask(manifests(...others, own, operator(EDGE)), { url: 'http://ml.example.com//a%2Fb' });

    expect(status).toBe(200);
  });
});
