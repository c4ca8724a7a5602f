import { findingsOf } from '../findings-of';

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
