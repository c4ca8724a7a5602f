import { findingsOf } from '../findings-of';

const CLOSED = { isComplete: true };

function object(apiVersion: string, kind: string, name: string, spec: object): string {
  return `${JSON.stringify({ apiVersion, kind, metadata: { name, namespace: 'ml' }, spec })}\n---\n`;
}

function httpRoute(spec: object): string {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'r', spec);
}

function gateway(...listeners: object[]): string {
  return object('gateway.networking.k8s.io/v1', 'Gateway', 'g', {
    gatewayClassName: 'istio',
    listeners: listeners.map((listener, i) => ({ name: `l${i}`, port: 80 + i, protocol: 'HTTP', ...listener })),
  });
}

const NAMESPACE = `${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } })}\n---\n`;
const SERVICE = object('v1', 'Service', 'm', { ports: [{ port: 80 }, { port: 81 }] });
const toService = (ref: object) => httpRoute({ rules: [{ backendRefs: [{ name: 'm', port: 80, ...ref }] }] });

test('a mirror must be there, be granted and have its port like any backend', () => {
  const mirrorTo = (backendRef: object) => httpRoute({ rules: [{ filters: [{ type: 'RequestMirror', requestMirror: { backendRef } }] }] });

  expect(findingsOf(mirrorTo({ name: 'x', port: 80 }), CLOSED)).toEqual([
    'MLM0101 error HTTPRoute ml/r spec.rules[0].filters[0].requestMirror.backendRef.name: Service ml/x is not there',
  ]);
  expect(findingsOf(SERVICE + mirrorTo({ name: 'm', port: 8080 }), CLOSED)).toEqual([
    'MLM0103 error HTTPRoute ml/r spec.rules[0].filters[0].requestMirror.backendRef.port: Service ml/m has no port 8080, it has 80, 81',
  ]);
});

test('a host is that of a ServiceEntry or a Service, of whatever namespace', () => {
  const toHost = (name: string) => httpRoute({ rules: [{ backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name, port: 443 }] }] });
  const entry = object('networking.istio.io/v1', 'ServiceEntry', 'openai', {
    hosts: ['api.openai.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 443, name: 'https', protocol: 'TLS' }],
  }).replace('"ml"', '"other"');

  expect(findingsOf(entry + toHost('api.openai.com'), CLOSED)).toEqual([]);
  expect(findingsOf(SERVICE + toHost('m.ml.svc.cluster.local'), CLOSED)).toEqual([]);
  expect(findingsOf(entry + toHost('api.mistral.ai'), CLOSED)).toEqual([
    'MLM0101 error HTTPRoute ml/r spec.rules[0].backendRefs[0].name: The host api.mistral.ai is not there',
  ]);
});

test('in an open world what is missed is information', () => {
  expect(findingsOf(toService({ namespace: 'other' })).map((finding) => finding.split(' ').slice(0, 2).join(' '))).toEqual(['MLM0101 info', 'MLM0102 info']);
});

test('a grant for another name, kind or namespace is none', () => {
  const grant = (from: object, to: object) => JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    metadata: { name: 'g', namespace: 'other' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'ml', ...from }],
      to: [{ group: '', kind: 'Service', ...to }],
    },
  });
  const codes = (from: object, to: object) => findingsOf(`${toService({ namespace: 'other' })}${grant(from, to)}`).map((finding) => finding.slice(0, 7));

  expect(codes({}, {})).toEqual(['MLM0101']);
  expect(codes({}, { name: 'm' })).toEqual(['MLM0101']);
  expect([codes({}, { name: 'n' }), codes({ namespace: 'else' }, {}), codes({ kind: 'GRPCRoute' }, {}), codes({}, { kind: 'Secret' })])
    .toEqual(Array(4).fill(['MLM0101', 'MLM0102']));
});

test('a name outside of the cluster has no ports to compare', () => {
  expect(findingsOf(object('v1', 'Service', 'm', { type: 'ExternalName', externalName: 'api.example.com' }) + toService({}))).toEqual([]);
});

test('a mesh route is attached to its Service, which has no listeners', () => {
  expect(findingsOf(SERVICE + httpRoute({ parentRefs: [{ group: '', kind: 'Service', name: 'm' }], rules: [{ backendRefs: [{ name: 'm', port: 81 }] }] }), CLOSED)).toEqual([]);
});

test.each([
  ['its name', { sectionName: 'x' }, {}, {}, "listener 'l0' has another name than sectionName, listener 'l1' has another name than sectionName"],
  ['its port', { port: 443 }, {}, {}, "listener 'l0' has another port, listener 'l1' has another port"],
  ['what it takes', {}, { allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }, {}, "listener 'l0' takes no HTTPRoute, listener 'l1' takes no HTTPRoute"],
  ['its namespaces', {}, { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'ml' } } } } }, {},
    "listener 'l0' takes no routes of the namespace ml (allowedRoutes), listener 'l1' takes no routes of the namespace ml (allowedRoutes)"],
  ['its hostname', { sectionName: 'l1' }, { hostname: 'a.example.com' }, { hostnames: ['b.example.com'] },
    "listener 'l1' serves none of the hostnames of the route"],
])('a listener refuses a route by %s, and the nearest one is told', (_, ref, listener, spec, reasons) => {
  const rules = [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }];

  expect(findingsOf(NAMESPACE + gateway(listener, listener) + httpRoute({ parentRefs: [{ name: 'g', ...ref }], rules, ...spec }), { channel: 'experimental' })).toEqual([
    `MLM0105 error HTTPRoute ml/r spec.parentRefs[0].name: no listener of Gateway ml/g takes the route: ${reasons}`,
  ]);
});

test('one listener that takes the route is enough', () => {
  expect(findingsOf(gateway({ hostname: 'a.example.com' }, {}) + httpRoute({ parentRefs: [{ name: 'g' }], hostnames: ['b.example.com'] }))).toEqual([]);
});

test('a listener that asks for labels of a namespace nobody knows is not called a refusal', () => {
  const selected = { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'ml' } } } } };

  expect(findingsOf(gateway(selected) + httpRoute({ parentRefs: [{ name: 'g' }] }))).toEqual([]);
});
