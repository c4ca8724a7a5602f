import { findingsOf } from '../findings-of';

function object(apiVersion: string, kind: string, name: string, spec: object, namespace = 'ml'): string {
  return `${JSON.stringify({ apiVersion, kind, metadata: { name, namespace }, spec })}\n---\n`;
}

const POOL = { group: 'inference.networking.k8s.io', kind: 'InferencePool' };
const route = (spec: object, name = 'r', kind = 'HTTPRoute') => object('gateway.networking.k8s.io/v1', kind, name, spec);
const pool = (spec: object) => object('inference.networking.k8s.io/v1', 'InferencePool', 'llama', {
  selector: { matchLabels: { app: 'llama' } },
  targetPorts: [{ number: 8000 }],
  endpointPickerRef: { name: 'epp', port: { number: 9002 } },
  ...spec,
});
const codes = (text: string, options?: object) => findingsOf(text, options).filter((finding) => !finding.includes(' info ')).map((finding) => finding.split(' ')[0]);

test.each([
  ['two pools', [{ ...POOL, name: 'a' }, { ...POOL, name: 'b' }], 'a (1), b (1)'],
  ['a pool and a Service', [{ ...POOL, name: 'a', weight: 3 }, { name: 'b', port: 80 }], 'a (3), b (1)'],
])('a rule that divides over %s is found', (_, backendRefs, backends) => {
  expect(findingsOf(route({ rules: [{ matches: [{ path: { value: '/other' } }], backendRefs: [backendRefs[0]] }, { backendRefs }] })).filter((finding) => !finding.includes(' info '))).toEqual([
    `MLM0501 error HTTPRoute ml/r spec.rules[1].backendRefs: this Istio asks one endpoint picker for all backends of the rule: ${backends}`,
  ]);
});

test.each([
  ['a pool of weight 0 beside it', [{ ...POOL, name: 'a' }, { ...POOL, name: 'b', weight: 0 }], '1.31.1'],
  ['Services only', [{ name: 'a', port: 80 }, { name: 'b', port: 80 }], '1.31.1'],
  ['two pools in an Istio that asks each picker', [{ ...POOL, name: 'a' }, { ...POOL, name: 'b' }], '1.31.2'],
])('a rule with %s is right', (_, backendRefs, istio) => {
  expect(codes(route({ rules: [{ backendRefs }] }), { istio })).toEqual([]);
});

test('equal rule names count at the same parent, and for pools only', () => {
  const named = (gateway: string, backend: object, name: string) => route({ parentRefs: [{ name: gateway }], rules: [{ name: 'x', backendRefs: [backend] }] }, name);
  const llama = { ...POOL, name: 'llama' };

  expect(codes(named('g', llama, 'a') + named('g', llama, 'b'))).toEqual(['MLM0502', 'MLM0502']);
  expect(codes(named('g', llama, 'a') + named('h', llama, 'b'))).toEqual([]);
  expect(codes(named('g', llama, 'a') + named('g', { name: 'svc', port: 80 }, 'b'))).toEqual([]);
});

test('CORS on a rule to a Service is nobody\'s fault', () => {
  const filters = [{ type: 'CORS', cors: { allowOrigins: ['https://a.example.com'] } }];

  expect(codes(route({ rules: [{ filters, backendRefs: [{ name: 'svc', port: 80 }] }] }), { channel: 'experimental' })).toEqual([]);
});

test.each([
  ['a route in the mesh', route({ parentRefs: [{ group: '', kind: 'Service', name: 's' }], rules: [{ backendRefs: [{ ...POOL, name: 'llama' }] }] })],
  ['copies of requests', route({ rules: [{ filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { ...POOL, name: 'llama' } } }] }] })],
])('the picker is not asked for %s', (way, text) => {
  expect(findingsOf(text).filter((finding) => finding.startsWith('MLM0504')).map((finding) => finding.split(': ')[1]))
    .toEqual([`Istio asks the endpoint picker of the pool llama for ${way} never`]);
});

test('at a ListenerSet the picker is asked only where its Gateway has a pool', () => {
  const set = object('gateway.networking.k8s.io/v1', 'ListenerSet', 'hosts', { parentRef: { name: 'g' }, listeners: [{ name: 'h', port: 80, protocol: 'HTTP' }] });
  const parent = { group: 'gateway.networking.k8s.io', kind: 'ListenerSet', name: 'hosts' };
  const toPool = (parentRefs: object[], name: string) => route({ parentRefs, rules: [{ backendRefs: [{ ...POOL, name: 'llama' }] }] }, name);
  const ways = (text: string) => findingsOf(text).filter((finding) => finding.startsWith('MLM0504')).map((finding) => finding.split(' ').slice(2, 4).join(' '));
  const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' };

  expect(ways(set + toPool([parent], 'a'))).toEqual(['HTTPRoute ml/a']);
  expect(ways(set + toPool([parent], 'a') + toPool([{ ...gateway, name: 'other' }], 'b'))).toEqual(['HTTPRoute ml/a']);
  expect(ways(set + toPool([parent, gateway], 'a'))).toEqual([]);
  expect(ways(set + toPool([parent], 'a') + toPool([gateway], 'b'))).toEqual([]);
});

test('a picker in another namespace than the pool is none', () => {
  expect(codes(pool({}) + object('v1', 'Service', 'epp', { ports: [{ port: 9002 }] }, 'other') + object('v1', 'Pod', 'p', { containers: [] }, 'other'), { isComplete: true }))
    .toEqual(['MLM0507', 'MLM0505']);
});

test('pods that declare no ports are not judged by them', () => {
  const pod = (containers: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ml', labels: { app: 'llama' } }, spec: { containers } });

  expect(codes(pool({}) + pod([{ name: 'c', image: 'c' }]))).toEqual([]);
  expect(codes(pool({}) + pod([{ name: 'a', image: 'a', ports: [{ containerPort: 1 }] }, { name: 'b', image: 'b', ports: [{ containerPort: 8000 }] }]))).toEqual([]);
  expect(codes(pool({ targetPorts: [{ number: 8000 }, { number: 8001 }] }) + pod([{ name: 'a', image: 'a', ports: [{ containerPort: 8000 }] }]))).toEqual(['MLM0508']);
});

test.each([
  ['a picker without pods', {}, 'HTTPRoute', ['MLM0802 warning HTTPRoute ml/r spec.rules[0].backendRefs[0].name: Deployment ml/epp has no replicas, and InferencePool llama gets requests (weight 1)']],
  ['a pool that fails open', { endpointPickerRef: { name: 'epp', port: { number: 9002 }, failureMode: 'FailOpen' } }, 'HTTPRoute', []],
  ['a picker that is not asked', {}, 'GRPCRoute', []],
])('of %s is told what nobody answers', (_, spec, kind, found) => {
  const labels = { app: 'epp' };
  const picker = object('apps/v1', 'Deployment', 'epp', { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } })
    + object('v1', 'Service', 'epp', { selector: labels, ports: [{ port: 9002, appProtocol: 'http2' }] });
  const text = route({ rules: [{ backendRefs: [{ ...POOL, name: 'llama' }] }] }, 'r', kind) + pool(spec) + picker;
  expect(findingsOf(text).filter((finding) => finding.startsWith('MLM0802'))).toEqual(found);
});
