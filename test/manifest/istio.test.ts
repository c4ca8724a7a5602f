import { indexOf, manifests } from './index-of';
import { oldestFirst } from '../../src/manifest/age';
import { exportsOf, isExportedTo } from '../../src/manifest/istio/exports';
import { AUTHORIZATION_POLICY, GATEWAY, HTTP_ROUTE, SERVICE, SERVICE_ENTRY } from '../../src/manifest/kinds';
import { ManifestIndex } from '../../src/manifest/manifest-index';

function object(apiVersion: string, kind: string, name: string, spec: object, namespace = 'ml', metadata: object = {}): object {
  return { apiVersion, kind, metadata: { name, namespace, ...metadata }, spec };
}

const service = (name: string, namespace = 'ml') => object('v1', 'Service', name, { ports: [{ port: 80 }] }, namespace);
const pod = (name: string, labels: object, namespace = 'ml') => object('v1', 'Pod', name, { containers: [] }, namespace, { labels });
const rule = (name: string, spec: object, namespace = 'ml') => object('networking.istio.io/v1beta1', 'DestinationRule', name, spec, namespace);
const policy = (name: string, spec: object, namespace = 'ml') => object('security.istio.io/v1', 'AuthorizationPolicy', name, spec, namespace);
const sidecar = (name: string, spec: object, namespace = 'ml') => object('networking.istio.io/v1', 'Sidecar', name, spec, namespace);

describe('hosts', () => {
  const index = indexOf(manifests(
    service('llm'),
    object('networking.istio.io/v1', 'ServiceEntry', 'api', { hosts: ['*.api.example.com'], ports: [] }),
  ));

  test.each([
    ['llm', 'llm.ml.svc.cluster.local', 'Service ml/llm', undefined],
    ['llm.ml.svc.cluster.local', 'llm.ml.svc.cluster.local', 'Service ml/llm', undefined],
    ['llm.ml', 'llm.ml', undefined, undefined],
    ['other', 'other.ml.svc.cluster.local', undefined, undefined],
    ['v1.api.example.com', 'v1.api.example.com', undefined, 'ServiceEntry ml/api'],
  ])('%s', (host, fqdn, found, entry) => {
    const target = index.hosts.find(host, 'ml');

    expect([target.fqdn, target.service?.id, target.entry?.id]).toEqual([fqdn, found, entry]);
  });
});

describe('the DestinationRule that counts', () => {
  const host = 'llm.ml.svc.cluster.local';

  test.each<[string, object[], string[]]>([
    ["lies in the client's namespace", [rule('own', { host }, 'client'), rule('producer', { host: 'llm' })], ['own']],
    ["lies in the service's namespace", [rule('producer', { host: 'llm' }), rule('root', { host }, 'istio-system')], ['producer']],
    ['lies in the root namespace', [rule('root', { host: '*.ml.svc.cluster.local' }, 'istio-system'), rule('foreign', { host }, 'web')], ['root']],
    ['has the most specific host', [rule('wide', { host: '*.svc.cluster.local' }), rule('narrow', { host: 'llm' })], ['narrow']],
    ['is several, of one host', [rule('a', { host: 'llm' }), rule('b', { host })], ['a', 'b']],
    ['is exported', [rule('hidden', { host: 'llm', exportTo: ['.'] }), rule('root', { host }, 'istio-system')], ['root']],
    ['is for certain pods of the client', [rule('all', { host }, 'client'), rule('some', { host, workloadSelector: { matchLabels: { app: 'caller' } } }, 'client')], ['some']],
    ['is for certain pods of its own namespace only', [rule('some', { host, workloadSelector: { matchLabels: { app: 'caller' } } })], []],
    ['is none where those of the host are for other pods', [rule('some', { host, workloadSelector: { matchLabels: { app: 'x' } } }, 'client'), rule('producer', { host })], []],
    ['is for all, beside one for other pods', [rule('some', { host, workloadSelector: { matchLabels: { app: 'x' } } }, 'client'), rule('all', { host }, 'client')], ['all']],
    ['is part of those for certain pods, where only its namespace sees it', [
      rule('own', { host, exportTo: ['.'] }, 'client'), rule('some', { host, workloadSelector: { matchLabels: { app: 'caller' } } }, 'client'),
    ], ['some', 'own']],
    ['is the oldest first, by name', [rule('b', { host: 'llm' }), rule('a', { host })], ['a', 'b']],
    ['is for all pods of the client', [rule('some', { host, workloadSelector: { matchLabels: { app: 'x' } } }, 'client')], []],
  ])('%s', (_, objects, expected) => {
    const found = indexOf(manifests(...objects)).destinationRules.for(host, { namespace: 'client', labels: { app: 'caller' } }, 'ml');

    expect(found?.from.map(({ name }) => name) ?? []).toEqual(expected);
  });

  test('may be asked for by host alone', () => {
    const { destinationRules } = indexOf(manifests(rule('a', { host: 'llm' }), rule('b', { host: '*.cluster.local' }, 'web'), rule('c', { host: 'x' })));

    expect(destinationRules.covering(host).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('policies', () => {
  const index = indexOf(manifests(
    pod('llm', { app: 'llm' }),
    pod('web', { app: 'llm' }, 'web'),
    policy('all', {}),
    policy('some', { selector: { matchLabels: { app: 'llm' } } }),
    policy('others', { selector: { matchLabels: { app: 'x' } } }),
    policy('root', {}, 'istio-system'),
    policy('target', { targetRefs: [{ group: '', kind: 'Service', name: 'llm' }] }),
    policy('old-target', { targetRef: { group: '', kind: 'Service', name: 'llm' } }),
    service('llm'),
  ));

  test('apply by namespace and selector, those of the root namespace everywhere', () => {
    expect(index.pods.all().map((pods) => index.policies.on(pods, AUTHORIZATION_POLICY).map(({ name }) => name))).toEqual([
      ['root', 'all', 'some'], ['root'],
    ]);
  });

  test('choose pods', () => {
    expect(index.all(AUTHORIZATION_POLICY).map((found) => index.policies.podsOf(found).map(({ owner }) => owner.name).join())).toEqual([
      'llm', 'llm', '', 'llm,web', '', '',
    ]);
  });

  test('apply to what they name', () => {
    expect(index.policies.targeting(index.find(SERVICE, 'ml', 'llm')!, AUTHORIZATION_POLICY).map(({ name }) => name)).toEqual(['target', 'old-target']);
  });
});

describe('the policies of a proxy', () => {
  const gateway = (name: string, namespace = 'ml') => object('gateway.networking.k8s.io/v1', 'Gateway', name, {
    gatewayClassName: name === 'waypoint' ? 'istio-waypoint' : 'istio', listeners: [],
  }, namespace);
  const target = (kind: string, name: string, more: object = {}) => ({ targetRefs: [{ group: kind === 'Service' ? '' : 'gateway.networking.k8s.io', kind, name, ...more }] });
  const index = indexOf(manifests(
    gateway('public'),
    gateway('waypoint'),
    service('llm'),
    service('shop', 'web'),
    pod('app', { app: 'llm' }),
    object('networking.istio.io/v1', 'ServiceEntry', 'api', { hosts: ['api.example.com'], ports: [] }),
    policy('all', {}),
    policy('root', {}, 'istio-system'),
    policy('of-gateway', target('Gateway', 'public')),
    policy('of-gateway-from-afar', target('Gateway', 'public'), 'web'),
    policy('of-gateway-elsewhere', target('Gateway', 'public', { namespace: 'web' })),
    policy('of-waypoint', target('Gateway', 'waypoint')),
    policy('of-service', target('Service', 'llm', { group: 'core' })),
    policy('of-service-elsewhere', target('Service', 'shop'), 'web'),
    policy('of-entry', { targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'api' }] }),
    policy('of-all-waypoints', target('GatewayClass', 'istio-waypoint'), 'istio-system'),
    policy('of-another-class', target('GatewayClass', 'other'), 'istio-system'),
    policy('of-no-waypoint', target('GatewayClass', 'istio-waypoint')),
  ));
  const waypoint = index.find(GATEWAY, 'ml', 'waypoint')!;

  test.each([
    ['a Gateway', 'public', ['root', 'all', 'of-gateway']],
    ['an application', 'app', ['root', 'all']],
  ])('of %s', (_, owner, expected) => {
    const pods = index.pods.all().find((each) => each.owner.name === owner)!;

    expect(index.policies.atProxy(pods, AUTHORIZATION_POLICY).map(({ name }) => name)).toEqual(expected);
  });

  test.each([
    ['nothing in particular', undefined, ['of-all-waypoints', 'of-waypoint']],
    ['a Service', index.find(SERVICE, 'ml', 'llm'), ['of-all-waypoints', 'of-waypoint', 'of-service']],
    ['a Service elsewhere', index.find(SERVICE, 'web', 'shop'), ['of-all-waypoints', 'of-waypoint', 'of-service-elsewhere']],
    ['a ServiceEntry', index.find(SERVICE_ENTRY, 'ml', 'api'), ['of-all-waypoints', 'of-waypoint', 'of-entry']],
  ])('of a waypoint, where a request is for %s', (_, addressed, expected) => {
    expect(index.policies.atWaypoint(waypoint, addressed, AUTHORIZATION_POLICY).map(({ name }) => name)).toEqual(expected);
  });
});

test('the oldest object goes first, then names decide', () => {
  const aged = (name: string, creationTimestamp?: string, namespace = 'ml') => object('security.istio.io/v1', 'AuthorizationPolicy', name, {}, namespace, { creationTimestamp });
  const index = indexOf(manifests(aged('c', '2026-01-02T00:00:00Z'), aged('b', '2026-01-01T00:00:00Z'), aged('a', '2026-01-02T00:00:00Z'), aged('a', '2026-01-02T00:00:00Z', 'b')));

  expect(oldestFirst(index.all(AUTHORIZATION_POLICY)).map(({ name, namespace }) => `${namespace}/${name}`)).toEqual(['ml/b', 'b/a', 'ml/a', 'ml/c']);
});

describe('a Sidecar', () => {
  const egress = (...hosts: string[]) => ({ egress: [{ hosts }] });

  test.each<[string, object[], string | undefined]>([
    ['with a selector', [sidecar('plain', egress('./*')), sidecar('own', { workloadSelector: { labels: { app: 'llm' } }, ...egress('./*') })], 'own'],
    ['of the namespace', [sidecar('plain', egress('./*')), sidecar('root', egress('./*'), 'istio-system')], 'plain'],
    ['of the root namespace', [sidecar('other', { workloadSelector: { labels: { app: 'x' } } }), sidecar('root', egress('./*'), 'istio-system')], 'root'],
    ['of nobody', [sidecar('foreign', egress('./*'), 'web')], undefined],
  ])('%s', (_, objects, expected) => {
    const index = indexOf(manifests(pod('llm', { app: 'llm' }), ...objects));

    expect(index.sidecars.of(index.pods.all()[0])?.name).toBe(expected);
  });

  test.each<[string[], boolean]>([
    [['./*'], false], [['*/*'], true], [['web/*'], true], [['web/shop.web.svc.cluster.local'], true], [['web/*.example.com'], false], [['ml/*', 'istio-system/*'], false],
    [['*/*', '~web/*'], false], [['*/*', '~web/shop.web.svc.cluster.local'], false], [['*/*', '~web/other.web.svc.cluster.local'], true], [['*/*', '~/*.web.svc.cluster.local'], false],
    [['*/*', '~./*'], true],
  ])('with %j lets the proxy see another namespace: %s', (hosts, expected) => {
    const index = indexOf(manifests(pod('llm', { app: 'llm' }), sidecar('own', egress(...hosts))));

    expect(index.sidecars.canSee(index.pods.all()[0], { fqdn: 'shop.web.svc.cluster.local', namespace: 'web' }, 80)).toBe(expected);
  });

  test.each<[number, boolean]>([[80, false], [81, true]])('with an egress for port 80 and one for all others lets the proxy see port %i: %s', (port, expected) => {
    const own = sidecar('own', { egress: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['./*'] }, { hosts: ['web/*'] }] });
    const index = indexOf(manifests(pod('llm', { app: 'llm' }), own));

    expect(index.sidecars.canSee(index.pods.all()[0], { fqdn: 'shop.web.svc.cluster.local', namespace: 'web' }, port)).toBe(expected);
  });

  test('that there is not hides nothing', () => {
    const index = indexOf(manifests(pod('llm', {})));

    expect(index.sidecars.canSee(index.pods.all()[0], { fqdn: 'a.b.svc.cluster.local', namespace: 'b' }, 80)).toBe(true);
  });
});

test.each<[object, object, string[], boolean]>([
  [{}, {}, [], true],
  [{ exportTo: ['.'] }, {}, ['.'], false],
  [{ exportTo: ['web'] }, {}, ['web'], true],
  [{ exportTo: ['*'] }, {}, ['*'], true],
  [{}, { annotations: { 'networking.istio.io/exportTo': '., web' } }, ['.', 'web'], true],
  [{}, { annotations: { 'networking.istio.io/exportTo': '~' } }, ['~'], false],
])('exportTo of %j %j', (spec, metadata, expected, visible) => {
  const [found] = indexOf(manifests(object('v1', 'Service', 'llm', spec, 'ml', metadata))).all(SERVICE);

  expect([exportsOf(found), isExportedTo(found, 'web')]).toEqual([expected, visible]);
});

test('an object of the input counts more than a stub, the first more than the second, and a malformed one only exists', () => {
  const index = indexOf(manifests(service('llm'), object('v1', 'Service', 'llm', { ports: [{ port: 81 }] })));
  const [first] = index.all(SERVICE);
  const malformed = indexOf(manifests(service('llm')));
  const broken = malformed.find(SERVICE, 'ml', 'llm')!;

  expect([index.all(SERVICE).length, first.spec.ports![0].port]).toEqual([1, 80]);
  const again = new ManifestIndex([broken], { malformed: new Set([broken]) });
  expect([again.exists(SERVICE, 'ml', 'llm'), again.find(SERVICE, 'ml', 'llm'), again.all(SERVICE)]).toEqual([true, undefined, []]);
  expect(index.all(HTTP_ROUTE)).toEqual([]);
});
