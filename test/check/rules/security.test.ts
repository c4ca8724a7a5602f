import { findingsOf, reportOn } from '../findings-of';

function object(apiVersion: string, kind: string, name: string, spec: object, { labels = {}, namespace = 'ml' } = {}): string {
  return `${JSON.stringify({ apiVersion, kind, metadata: { name, ...(kind === 'Namespace' ? {} : { namespace }), labels }, spec })}\n---\n`;
}

const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' };
const namespace = (labels: object) => object('v1', 'Namespace', 'ml', {}, { labels: { ...AMBIENT, ...labels } });
const waypoint = (labels = {}) => object('gateway.networking.k8s.io/v1', 'Gateway', 'wp', {
  gatewayClassName: 'istio-waypoint',
  listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
}, { labels });
const service = (name: string, labels = {}) => object('v1', 'Service', name, { ports: [{ port: 80 }] }, { labels });
const policy = (spec: object, name = 'p', where = {}) => object('security.istio.io/v1', 'AuthorizationPolicy', name, spec, where);
const pod = (labels: object) => object('v1', 'Pod', 'a', { containers: [] }, { labels: { app: 'a', ...labels } });
const codes = (text: string) => findingsOf(text).map((finding) => finding.split(' ')[0]);

const USE = { 'istio.io/use-waypoint': 'wp' };
const DENY = policy({}, 'deny');

test('every Service that a deny leaves open is named', () => {
  expect(findingsOf(namespace(USE) + waypoint() + service('a') + service('b') + DENY)).toEqual([
    'MLM0401 error AuthorizationPolicy ml/deny metadata.name: the policy does not hold at Gateway ml/wp: whoever may reach the waypoint may call a, b',
  ]);
});

test.each([
  ['opts out of the waypoint', service('a', { 'istio.io/use-waypoint': 'none' }), ''],
  ['has a policy of its own', service('a'), policy({ targetRefs: [{ kind: 'Service', group: '', name: 'a' }] })],
  ['is behind a waypoint that all policies of the class close', service('a'),
    policy({ targetRefs: [{ kind: 'GatewayClass', group: 'gateway.networking.k8s.io', name: 'istio-waypoint' }] }, 'p', { namespace: 'istio-system' })],
])('a deny is no trouble for a Service that %s', (_, services, policies) => {
  expect(codes(namespace(USE) + waypoint() + services + policies + DENY)).toEqual([]);
});

test('a waypoint for workloads stands before no Service', () => {
  expect(codes(namespace(USE) + waypoint({ 'istio.io/waypoint-for': 'workload' }) + service('a') + DENY)).toEqual([]);
  expect(codes(namespace({}) + waypoint({ 'istio.io/waypoint-for': 'all' }) + service('a', USE) + DENY)).toEqual(['MLM0401']);
});

test('a policy that denies some requests only is no default', () => {
  expect(codes(namespace(USE) + waypoint() + service('a') + policy({ action: 'DENY', rules: [{ from: [{ source: { namespaces: ['ml'] } }] }] }))).toEqual([]);
});

test.each([
  ['paths', { to: [{ operation: { paths: ['/a'] } }] }, 'spec.rules[0].to[0].operation.paths'],
  ['requestPrincipals', { from: [{ source: { requestPrincipals: ['*'] } }] }, 'spec.rules[0].from[0].source.requestPrincipals'],
  ['key', { when: [{ key: 'request.headers[x]', values: ['1'] }] }, 'spec.rules[0].when[0].key'],
])('ztunnel knows no %s', (field, rule, path) => {
  expect(findingsOf(namespace({}) + pod({}) + policy({ action: 'DENY', rules: [rule] }))).toContain(
    `MLM0402 error AuthorizationPolicy ml/p ${path}: ztunnel knows no ${field}: the rule holds for every request of the connection`,
  );
});

test.each([
  ['a sidecar', { 'sidecar.istio.io/inject': 'true' }, { rules: [{ to: [{ operation: { paths: ['/a'] } }] }] }],
  ['a port', {}, { rules: [{ to: [{ operation: { ports: ['80'] } }] }] }],
  ['what only a waypoint does', {}, { action: 'AUDIT', rules: [{ to: [{ operation: { paths: ['/a'] } }] }] }],
])('%s is no matter of HTTP at ztunnel', (_, labels, spec) => {
  expect(codes(namespace({}) + pod(labels) + policy(spec))).toEqual([]);
});

test('a policy of the root namespace selects pods everywhere', () => {
  expect(codes(pod({}) + policy({ selector: { matchLabels: { app: 'a' } } }, 'p', { namespace: 'istio-system' }))).toEqual([]);
});

test('mutual TLS may be off where nobody is asked for an account, or where no sidecar asks', () => {
  const injected = object('v1', 'Namespace', 'ml', {}, { labels: { 'istio-injection': 'enabled' } });
  const authentication = (mode: string) => object('security.istio.io/v1', 'PeerAuthentication', 'default', { mtls: { mode } });
  const named = policy({ rules: [{ from: [{ source: { serviceAccounts: ['ml/caller'] } }] }] });
  const found = (text: string) => codes(text).filter((code) => code === 'MLM0418');

  expect(found(injected + authentication('DISABLE') + named + pod({}))).toEqual(['MLM0418']);
  expect(found(injected + authentication('PERMISSIVE') + named + pod({}))).toEqual([]);
  expect(found(injected + authentication('DISABLE') + policy({ rules: [{ to: [{ operation: { ports: ['80'] } }] }] }) + pod({}))).toEqual([]);
  expect(found(namespace({}) + authentication('DISABLE') + named + pod({}))).toEqual([]);
});

test('mutual TLS of one port shows the accounts of callers where it is off at the others', () => {
  const injected = object('v1', 'Namespace', 'ml', {}, { labels: { 'istio-injection': 'enabled' } });
  const authentication = (port: string) => object('security.istio.io/v1', 'PeerAuthentication', 'default', {
    selector: { matchLabels: { app: 'a' } }, mtls: { mode: 'DISABLE' }, portLevelMtls: { 8080: { mode: port } },
  });
  const named = policy({ rules: [{ from: [{ source: { serviceAccounts: ['ml/caller'] } }] }] });
  const found = (text: string) => codes(text).filter((code) => code === 'MLM0418');

  expect(found(injected + authentication('STRICT') + named + pod({ app: 'a' }))).toEqual([]);
  expect(found(injected + authentication('DISABLE') + named + pod({ app: 'a' }))).toEqual(['MLM0418']);
});

test('accounts are not known at the one port without mutual TLS that a rule is for', () => {
  const injected = object('v1', 'Namespace', 'ml', {}, { labels: { 'istio-injection': 'enabled' } });
  const authentication = object('security.istio.io/v1', 'PeerAuthentication', 'default', {
    selector: { matchLabels: { app: 'a' } }, mtls: { mode: 'DISABLE' }, portLevelMtls: { 8080: { mode: 'STRICT' } },
  });
  const rule = (port: string, source: object) => policy({ rules: [{ from: [{ source }], to: [{ operation: { ports: [port] } }] }] });
  const found = (port: string, source: object) => codes(injected + authentication + rule(port, source) + pod({ app: 'a' })).filter((code) => code === 'MLM0418');

  expect(found('9090', { serviceAccounts: ['ml/caller'] })).toEqual(['MLM0418']);
  expect([found('8080', { principals: ['a/b/c/d/e'] }), found('9090', { ipBlocks: ['10.0.0.0/8'] })]).toEqual([[], []]);
});

const ROUTE = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', { parentRefs: [{ name: 'g' }], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] });
const edge = (gatewayClassName = 'istio') => object('gateway.networking.k8s.io/v1', 'Gateway', 'g', { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] });
const behind = (port: object = {}) => object('v1', 'Service', 'a', { selector: { app: 'a' }, ports: [{ name: 'http', port: 80, targetPort: 8080, ...port }] });
const from = (...serviceAccounts: string[]) => ({ from: [{ source: { serviceAccounts } }] });
const to = (...ports: string[]) => ({ to: [{ operation: { ports } }] });
const ofPods = (spec: object) => policy({ selector: { matchLabels: { app: 'a' } }, ...spec });
const GATEWAY = 'ml/g-istio';
test('whoever runs as an account shows that there is one, unless everything is known', () => {
  const caller = object('v1', 'Pod', 'caller', { containers: [], serviceAccountName: 'caller' });
  const admits = policy({ rules: [{ from: [{ source: { serviceAccounts: ['ml/caller'] } }] }] });
  const found = (isComplete: boolean) => findingsOf(admits, { isComplete, stubs: caller }).filter((finding) => finding.startsWith('MLM0405'));

  expect(found(true)).toEqual(['MLM0405 warning AuthorizationPolicy ml/p spec.rules[0].from[0].source.serviceAccounts[0]: nobody runs as ml/caller']);
  expect(found(false)).toEqual([]);
});

const only = (text: string, code: string) => findingsOf(text).filter((finding) => finding.startsWith(code));

test.each<[string, object, object, boolean]>([
  ['for the gateway', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' }] }, {}, true],
  ['for its namespace', {}, {}, true],
  ['for other pods', { selector: { matchLabels: { app: 'a' } } }, {}, false],
  ['for a waypoint', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'other' }] }, {}, false],
  ['of some callers', {}, { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }, false],
  ['of some requests', {}, { when: [{ key: 'request.headers[x]', values: ['1'] }] }, false],
])('a DENY without conditions closes a gateway: %s', (_, where, rule, isFound) => {
  const found = only(edge() + ROUTE + policy({ action: 'DENY', rules: [rule], ...where }), 'MLM0408');

  expect(found).toEqual(isFound ? ['MLM0408 error AuthorizationPolicy ml/p metadata.name: the policy denies all requests at Gateway ml/g: everything from outside gets 403'] : []);
});

test.each([
  ['another account', { rules: [from('ml/other')] }, 'do not admit'],
  ['another port', { rules: [{ ...from(GATEWAY), ...to('80') }] }, 'do not admit'],
  ['another namespace', { rules: [{ from: [{ source: { namespaces: ['other'] } }] }] }, 'do not admit'],
  ['a denied account', { action: 'DENY', rules: [from(GATEWAY)] }, 'deny'],
  ['a denied port', { action: 'DENY', rules: [to('8080')] }, 'deny'],
])('pods refuse the gateway whose route leads to them: %s', (_, spec, refuse) => {
  expect(only(namespace({}) + edge() + ROUTE + behind() + pod({}) + ofPods(spec), 'MLM0419')).toEqual([
    `MLM0419 error AuthorizationPolicy ml/p spec.rules: HTTPRoute ml/r leads to Pod ml/a, which ${refuse} the account ml/g-istio of Gateway ml/g`,
  ]);
});

test.each([
  ['its account and port', { rules: [{ ...from(GATEWAY), ...to('8080') }] }],
  ['its principal', { rules: [{ from: [{ source: { principals: ['cluster.local/ns/ml/sa/g-istio'] } }] }] }],
  ['everybody', { rules: [{}] }],
  ['it, or somebody else', { rules: [from('ml/other'), from(GATEWAY)] }],
  ['perhaps it, by what only a request says', { rules: [{ ...from(GATEWAY), to: [{ operation: { methods: ['GET'] } }] }] }],
  ['it, and denies another port', { action: 'DENY', rules: [to('9090')] }],
  ['it, and denies some requests', { action: 'DENY', rules: [{ to: [{ operation: { methods: ['PUT'], ports: ['8080'] } }] }] }],
  ['it, and denies it on a condition', { action: 'DENY', rules: [{ ...from(GATEWAY), when: [{ key: 'source.ip', values: ['10.0.0.1'] }] }] }],
  ['it, and denies whoever else', { action: 'DENY', rules: [{ from: [{ source: { notNamespaces: ['ml'] } }] }] }],
])('pods admit the gateway: %s', (_, spec) => {
  expect(only(namespace({}) + edge() + ROUTE + behind() + pod({}) + ofPods(spec), 'MLM0419')).toEqual([]);
});

test('a gateway is not refused where policies are on trial, pods are not in the mesh, it is not of Istio, or requests go through a waypoint', () => {
  const refusing = ofPods({ rules: [from('ml/other')] });
  const trial = refusing.replace('"labels":{}', '"annotations":{"istio.io/dry-run":"true"}');
  const none = object('v1', 'Namespace', 'ml', {});
  const ingress = behind().replace('"labels":{}', '"labels":{"istio.io/use-waypoint":"wp","istio.io/ingress-use-waypoint":"true"}');

  expect(only(namespace({}) + edge() + ROUTE + behind() + pod({}) + refusing, 'MLM0419')).toHaveLength(1);
  expect([
    namespace({}) + edge() + ROUTE + behind() + pod({}) + trial,
    none + edge() + ROUTE + behind() + pod({}) + refusing,
    namespace({}) + edge('nginx') + ROUTE + behind() + pod({}) + refusing,
    namespace({}) + waypoint() + edge() + ROUTE + ingress + pod({}) + refusing,
    namespace({}) + edge() + ROUTE.replace('"port":80', '"port":80,"weight":0') + behind() + pod({}) + refusing,
  ].flatMap((text) => only(text, 'MLM0419'))).toEqual([]);
});

test('a port that has a name is the one that the container gives it, and may be any where none does', () => {
  const named = behind({ targetPort: 'web' });
  const declaring = pod({}).replace('"containers":[]', '"containers":[{"name":"s","ports":[{"name":"web","containerPort":9000}]}]');
  const admitting = (port: string) => ofPods({ rules: [{ ...from(GATEWAY), ...to(port) }] });

  expect(only(namespace({}) + edge() + ROUTE + named + declaring + admitting('9000'), 'MLM0419')).toEqual([]);
  expect(only(namespace({}) + edge() + ROUTE + named + declaring + admitting('8080'), 'MLM0419')).toHaveLength(1);
  expect(only(namespace({}) + edge() + ROUTE + named + pod({}) + admitting('8080'), 'MLM0419')).toEqual([]);
});

test('the servers of a pool refuse the gateway like the pods of a Service', () => {
  const pool = object('inference.networking.k8s.io/v1', 'InferencePool', 'a', {
    selector: { matchLabels: { app: 'a' } }, targetPorts: [{ number: 8000 }], endpointPickerRef: { name: 'epp', port: { number: 9002 } },
  });
  const toPool = ROUTE.replace('{"name":"a","port":80}', '{"group":"inference.networking.k8s.io","kind":"InferencePool","name":"a"}');
  const admitting = (port: string) => ofPods({ rules: [{ ...from(GATEWAY), ...to(port) }] });

  expect(only(namespace({}) + edge() + toPool + pool + pod({}) + admitting('8001'), 'MLM0419')).toHaveLength(1);
  expect(only(namespace({}) + edge() + toPool + pool + pod({}) + admitting('8000'), 'MLM0419')).toEqual([]);
});

test('the finding points at what leads the gateway to the pods', () => {
  const { related } = reportOn(namespace({}) + edge() + ROUTE + behind() + pod({}) + ofPods({ rules: [from('ml/other')] })).findings.find(({ rule }) => rule.code === 'MLM0419')!;

  expect(related.map(({ label }) => label)).toEqual(['the route', 'what it leads to']);
});

test('of policies that together do not admit the gateway one is told, and points at the others', () => {
  const other = object('security.istio.io/v1', 'AuthorizationPolicy', 'q', { selector: { matchLabels: { app: 'a' } }, rules: [from('ml/third')] });

  expect(only(namespace({}) + edge() + ROUTE + behind() + pod({}) + DENY + ofPods({ rules: [from('ml/other')] }) + other, 'MLM0419').map((finding) => finding.split(' ')[3])).toEqual(['ml/p']);
});

test('a policy denies some where others are admitted', () => {
  const denying = ofPods({ action: 'DENY', rules: [from('ml/other')] });
  const allowing = object('security.istio.io/v1', 'AuthorizationPolicy', 'q', { rules: [{}] });

  expect(only(namespace({}) + pod({}) + DENY + denying, 'MLM0420')).toEqual([
    'MLM0420 warning AuthorizationPolicy ml/p spec.action: nothing admits anybody to Pod ml/a: denying some of them changes nothing',
  ]);
  expect([namespace({}) + pod({}) + DENY + allowing + denying, namespace({}) + pod({}) + denying].flatMap((text) => only(text, 'MLM0420'))).toEqual([]);
});

const DECLARING = pod({}).replace('"containers":[]', '"containers":[{"name":"s","ports":[{"containerPort":9090}]}]');

test.each([
  ['what a container declares', DECLARING, '9090', '8080', '9090'],
  ['what a Service leads to', behind() + DECLARING, '8080', '80', '9090, 8080'],
  ['what is scraped', DECLARING.replace('"name":"a"', '"name":"a","annotations":{"prometheus.io/port":"9400"}'), '9400', '94', '9090, 9400'],
])('the ports of pods are known: %s', (_, others, known, unknown, ports) => {
  expect(only(namespace({}) + others + ofPods({ rules: [to(known), to('15020')] }), 'MLM0421')).toEqual([]);
  expect(only(namespace({}) + others + ofPods({ rules: [to(known, unknown)] }), 'MLM0421')).toEqual([
    `MLM0421 warning AuthorizationPolicy ml/p spec.rules[0].to[0].operation.ports[1]: port ${unknown} is none of Pod ml/a: it has ${ports}`,
  ]);
});

test('pods that declare nothing may have any port', () => {
  expect(only(namespace({}) + behind() + pod({}) + ofPods({ rules: [to('1234')] }), 'MLM0421')).toEqual([]);
});

test('a sidecar knows nothing of HTTP where every port is TCP', () => {
  const injected = object('v1', 'Namespace', 'ml', {}, { labels: { 'istio-injection': 'enabled' } });
  const asking = (action: string) => ofPods({ action, rules: [{ to: [{ operation: { paths: ['/a'] } }] }] });
  const tcp = behind({ name: 'tcp-web' });

  expect(only(injected + tcp + pod({}) + asking('DENY'), 'MLM0422')).toEqual([
    'MLM0422 error AuthorizationPolicy ml/p spec.rules[0].to[0].operation.paths: the proxy before Pod ml/a takes 80 (tcp-web) for TCP, and knows no paths there: '
    + 'the rule holds for every request',
  ]);
  expect([
    injected + behind() + pod({}) + asking('ALLOW'),
    injected + pod({}) + asking('ALLOW'),
    injected + tcp + pod({}) + ofPods({ rules: [to('8080')] }),
    namespace({}) + tcp + pod({}) + asking('ALLOW'),
  ].flatMap((text) => only(text, 'MLM0422'))).toEqual([]);
});

test('a waypoint knows the ports of its Service, and nothing of HTTP where all are TCP', () => {
  const before = (spec: object) => policy({ targetRefs: [{ group: '', kind: 'Service', name: 'a' }], ...spec });
  const asking = before({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] });
  const tcp = behind({ name: 'tcp-web' });

  expect(only(namespace({}) + behind() + before({ rules: [to('80', '8080')] }), 'MLM0421')).toEqual([
    'MLM0421 warning AuthorizationPolicy ml/p spec.rules[0].to[0].operation.ports[1]: port 8080 is none of Service ml/a: it has 80',
  ]);
  expect(only(namespace(USE) + waypoint() + tcp + asking, 'MLM0422')).toHaveLength(1);
  expect([namespace(USE) + waypoint() + behind() + asking, namespace({}) + tcp + asking].flatMap((text) => only(text, 'MLM0422'))).toEqual([]);
});

test.each<[string, object, string, string]>([
  ['a Service behind it', { kind: 'Service', group: '', name: 'a' }, 'from', 'spec.rules[0].from[0].source.ipBlocks: at a waypoint connections have no address: ipBlocks never holds'],
  ['the waypoint', { kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'wp' }, 'not',
    'spec.rules[0].from[0].source.notIpBlocks: at a waypoint connections have no address: notIpBlocks always holds'],
  ['what stands in a condition', { kind: 'Service', group: '', name: 'a' }, 'when', 'spec.rules[0].when[0].notValues: at a waypoint connections have no address: not source.ip always holds'],
])('addresses of connections are none at a waypoint: %s', (_, ref, where, finding) => {
  const rules = {
    from: [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }],
    not: [{ from: [{ source: { notIpBlocks: ['10.0.0.0/8'] } }] }],
    when: [{ when: [{ key: 'source.ip', notValues: ['10.0.0.0/8'] }] }],
  }[where];
  expect(findingsOf(namespace(USE) + waypoint() + service('a') + policy({ action: 'DENY', targetRefs: [ref], rules }))).toContain(`MLM0428 error AuthorizationPolicy ml/p ${finding}`);
});

test.each([
  ['of a Gateway that takes callers from outside', { kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'edge' }, {}],
  ['of a Service without a waypoint', { kind: 'Service', group: '', name: 'b' }, {}],
  ['of requests', { kind: 'Service', group: '', name: 'a' }, { rules: [{ from: [{ source: { remoteIpBlocks: ['10.0.0.0/8'] } }], when: [{ key: 'remote.ip', values: ['10.1.0.0/16'] }] }] }],
])('addresses %s are compared', (_, ref, spec) => {
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
  const door = object('gateway.networking.k8s.io/v1', 'Gateway', 'edge', { gatewayClassName: 'istio', listeners });
  const rules = [{ from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] }];
  const written = policy({ action: 'DENY', targetRefs: [ref], rules, ...spec });
  expect(codes(namespace({}) + waypoint() + service('a', USE) + service('b') + door + written)).not.toContain('MLM0428');
});
