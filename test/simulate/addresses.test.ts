import { type Asked, ask as answersOf } from './ask';
import { addressOf } from '../../src/simulate/request';
import { DEFAULT_SETTINGS, type MeshSettings } from '../../src/simulate/settings';

const GATEWAY = 'group: gateway.networking.k8s.io, kind: Gateway, name: public';

/** A gateway before a sidecar, and a caller with one. */
function world(plane: string, annotations = ''): string {
  return `
apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { ${plane} } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: ml }
spec:
  gatewayClassName: istio
  ${annotations === '' ? '' : `infrastructure: { annotations: { proxy.istio.io/config: '${annotations}' } }`}
  listeners: [{ name: http, port: 80, protocol: HTTP }, { name: tcp, port: 9000, protocol: TCP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: ml }
spec: { parentRefs: [{ name: public, sectionName: http }], rules: [{ backendRefs: [{ name: model, port: 80 }] }] }
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: { name: bytes, namespace: ml }
spec: { parentRefs: [{ name: public, sectionName: tcp }], rules: [{ backendRefs: [{ name: model, port: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: model, namespace: ml }
spec: { selector: { app: model }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: caller, namespace: ml }
spec: { serviceAccountName: caller, containers: [] }
---
`;
}

const SIDECARS = 'istio-injection: enabled';
const AMBIENT = 'istio.io/dataplane-mode: ambient';
const IN_MESH = { source: { namespace: 'ml', name: 'caller' }, url: 'http://model/' };
const TWO = [['x-forwarded-for', '203.0.113.1, 198.51.100.2']] as const;

/** DENY: 403 where the source has it, 200 where not. */
function denying(source: string, target: string): string {
  return `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: ml }
spec: { ${target}, action: DENY, rules: [{ from: [{ source: { ${source} } }] }] }
`;
}

const AT_GATEWAY = `targetRefs: [{ ${GATEWAY} }]`;
const AT_MODEL = 'selector: { matchLabels: { app: model } }';

function answer(yaml: string, asked: Partial<Asked>, settings?: MeshSettings): string | number | undefined {
  const [outcome] = answersOf(yaml, { url: 'http://h/', ...asked }, {}, settings);
  return outcome.unknown ?? outcome.status ?? outcome.disposition;
}

const trusting = (proxies: number) => `{ gatewayTopology: { numTrustedProxies: ${proxies} } }`;

test.each<[what: string, source: string, asked: Partial<Asked>, proxies: number, result: number | string]>([
  ['the peer', 'ipBlocks: [192.0.2.0/24]', { sourceIp: '192.0.2.7', headers: TWO }, 2, 403],
  ['the peer as the remote address', 'remoteIpBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7', headers: TWO }, 0, 403],
  ['a peer of IPv6', 'ipBlocks: ["2001:db8::/32"]', { sourceIp: '2001:db8::1' }, 0, 403],
  ['a peer of the other family', 'ipBlocks: ["::/0"]', { sourceIp: '192.0.2.7' }, 0, 200],
  ['what one trusted proxy wrote', 'remoteIpBlocks: [198.51.100.2]', { sourceIp: '192.0.2.7', headers: TWO }, 1, 403],
  ['what one of them wrote, from a peer nobody knows', 'remoteIpBlocks: [198.51.100.2]', { headers: TWO }, 1, 403],
  ['what the first of two wrote', 'remoteIpBlocks: [203.0.113.1]', { headers: TWO }, 2, 403],
  ['the peer where fewer wrote', 'remoteIpBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7', headers: TWO }, 3, 403],
  ['the peer where one wrote no address', 'remoteIpBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7', headers: [['x-forwarded-for', '203.0.113.1:80']] }, 1, 403],
  ['a peer nobody knows', 'remoteIpBlocks: [192.0.2.7]', { headers: TWO }, 0, 'address'],
  ['of two headers the last', 'remoteIpBlocks: [198.51.100.2]', { headers: [['X-Forwarded-For', '203.0.113.1'], ['x-forwarded-for', '198.51.100.2']] }, 1, 403],
])('a gateway compares %s', (_, source, asked, proxies, result) => {
  expect(answer(world(SIDECARS, trusting(proxies)) + denying(source, AT_GATEWAY), asked)).toBe(result);
});

test('how many proxies are trusted the mesh says where the gateway does not', () => {
  const settings = { ...DEFAULT_SETTINGS, topology: { numTrustedProxies: 1, takesProxyProtocol: false } };
  const policy = denying('remoteIpBlocks: [198.51.100.2]', AT_GATEWAY);

  expect(answer(world(SIDECARS) + policy, { headers: TWO }, settings)).toBe(403);
  expect(answer(world(SIDECARS, '{ gatewayTopology: {} }') + policy, { headers: TWO, sourceIp: '192.0.2.7' }, settings)).toBe(200);
});

test.each<[string, string, number | string]>([
  ['tells the remote address', 'remoteIpBlocks: [192.0.2.7]', 403],
  ['has an address that nobody tells', 'ipBlocks: [192.0.2.7]', 'proxy-address'],
])('a load balancer that speaks the PROXY protocol %s', (_, source, result) => {
  const yaml = world(SIDECARS, '{ gatewayTopology: { proxyProtocol: {} } }') + denying(source, AT_GATEWAY);
  expect(answer(yaml, { sourceIp: '192.0.2.7' })).toBe(result);
});

test.each<[string, string, Partial<Asked>, number | string]>([
  ['the peer', 'ipBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7' }, 'denied'],
  ['the peer for the remote address, too', 'remoteIpBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7' }, 'denied'],
  ['nothing that it knows', 'ipBlocks: [192.0.2.7]', {}, 'address'],
])('of bytes a gateway compares %s', (_, source, asked, result) => {
  expect(answer(world(SIDECARS) + denying(source, AT_GATEWAY), { url: 'http://h:9000/', ...asked })).toBe(result);
});

test.each<[what: string, source: string, asked: Partial<Asked>, result: number | string]>([
  ['the pod', 'ipBlocks: [10.1.0.0/16]', { ...IN_MESH, sourceIp: '10.1.2.3' }, 403],
  ['the pod for the remote address, too', 'remoteIpBlocks: [10.1.0.0/16]', { ...IN_MESH, sourceIp: '10.1.2.3' }, 403],
  ['what the caller wrote', 'remoteIpBlocks: [198.51.100.2]', { ...IN_MESH, headers: TWO }, 403],
  ['what the caller wrote and not the pod', 'remoteIpBlocks: [10.1.0.0/16]', { ...IN_MESH, sourceIp: '10.1.2.3', headers: TWO }, 200],
  ['a pod nobody knows', 'ipBlocks: [10.1.0.0/16]', IN_MESH, 'address'],
  ['who called the gateway before it', 'remoteIpBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7', headers: TWO }, 403],
  ['who called the gateway, whom nobody knows', 'remoteIpBlocks: [192.0.2.7]', { headers: TWO }, 'address'],
  ['the gateway, whose address nobody knows', 'ipBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7' }, 'proxy-address'],
])('a sidecar compares %s', (_, source, asked, result) => {
  expect(answer(world(SIDECARS) + denying(source, AT_MODEL), asked)).toBe(result);
});

test.each<[what: string, source: string, asked: Partial<Asked>, result: number | string]>([
  ['the pod', 'ipBlocks: [10.1.0.0/16]', { ...IN_MESH, sourceIp: '10.1.2.3', headers: TWO }, 'denied'],
  ['no other', 'ipBlocks: [198.51.100.2]', { ...IN_MESH, sourceIp: '10.1.2.3', headers: TWO }, 200],
  ['the gateway, whose address nobody knows', 'ipBlocks: [192.0.2.7]', { sourceIp: '192.0.2.7' }, 'proxy-address'],
])('ztunnel compares %s', (_, source, asked, result) => {
  expect(answer(world(AMBIENT) + denying(source, AT_MODEL), asked)).toBe(result);
});

test('pods see from whom the gateway has a request, and how that came', () => {
  const received = (asked: Partial<Asked>, proxies = 0) => {
    const [{ upstream }] = answersOf(world(SIDECARS, trusting(proxies)), { url: 'http://h/', ...asked });
    return ['x-forwarded-for', 'x-forwarded-proto'].map((name) => upstream!.message.headers.get(name));
  };
  expect(received({ sourceIp: '192.0.2.7' })).toEqual(['192.0.2.7', 'http']);
  expect(received({ headers: [...TWO, ['x-forwarded-proto', 'https']], sourceIp: '192.0.2.7' })).toEqual(['203.0.113.1, 198.51.100.2,192.0.2.7', 'http']);
  expect(received({ headers: [['x-forwarded-proto', 'https']], sourceIp: '192.0.2.7' }, 1)).toEqual(['192.0.2.7', 'https']);
  expect(received({})).toEqual(['<address of the caller>', 'http']);
  expect(received(IN_MESH)).toEqual([undefined, undefined]);
});

test.each<[what: string, asked: Partial<Asked>, copies: number, unknown: string[]]>([
  ['a sidecar has the address of the caller', { ...IN_MESH, sourceIp: '10.1.2.3' }, 0, []],
  ['a sidecar of another caller', { ...IN_MESH, sourceIp: '10.2.2.3', headers: [['x-forwarded-for', '10.1.2.3']] }, 1, []],
  ['a sidecar of a caller that nobody knows', IN_MESH, 0, ['address']],
  ['a gateway has an address that nobody knows', { sourceIp: '10.1.2.3' }, 0, ['proxy-address']],
])('a copy comes from the proxy: %s', (_, asked, copies, open) => {
  const copied = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: copied, namespace: ml }
spec:
  parentRefs: [{ group: '', kind: Service, name: model }]
  rules: [{ filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: shadow, port: 80 } } }], backendRefs: [{ name: model, port: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shadow, namespace: ml }
spec: { selector: { app: shadow }, ports: [{ name: http, port: 80 }] }
---
`;
  const mirror = 'filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: shadow, port: 80 } } }]';
  const yaml = world(SIDECARS).replace('rules: [{ backendRefs', `rules: [{ ${mirror}, backendRefs`) + copied
    + denying('remoteIpBlocks: [10.1.0.0/16]', 'selector: { matchLabels: { app: shadow } }');
  const [{ mirrors, unknownMirrors }] = answersOf(yaml, { url: 'http://h/', ...asked });
  expect([mirrors.length, unknownMirrors.map(({ unknown }) => unknown)]).toEqual([copies, open]);
});

test('a redirect keeps the scheme that a trusted proxy names', () => {
  const moved = (proxies: number, scheme: string) => {
    const yaml = world(SIDECARS, trusting(proxies)).replace('rules: [{ backendRefs',
      'rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: new } }], matches: [{ path: { value: /moved } }] }, { backendRefs');
    return answersOf(yaml, { url: 'http://h/moved', headers: [['x-forwarded-proto', scheme]], sourceIp: '192.0.2.7' })[0].headers.get('location');
  };
  expect([moved(0, 'https'), moved(1, 'HTTPS'), moved(1, 'ws')]).toEqual(['http://new/moved', 'https://new/moved', 'http://new/moved']);
});

test.each<[string, string, Partial<Asked>, number | string]>([
  ['the caller', 'values: ["*192.0.2.7"]', { sourceIp: '192.0.2.7' }, 403],
  ['another', 'values: ["*192.0.2.8"]', { sourceIp: '192.0.2.7' }, 200],
  ['one that nobody knows', 'values: ["*192.0.2.7"]', {}, 'address'],
])('a policy reads what the gateway has written down: %s', (_, values, asked, result) => {
  const policy = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: ml }
spec: { ${AT_GATEWAY}, action: DENY, rules: [{ when: [{ key: 'request.headers[x-forwarded-for]', ${values} }] }] }
`;
  expect(answer(world(SIDECARS) + policy, asked)).toBe(result);
});

test('as a route does', () => {
  const matching = (path: string) => world(SIDECARS).replace('rules: [{ backendRefs',
    `rules: [{ matches: [{ path: { value: ${path} }, headers: [{ name: X-Forwarded-For, value: 192.0.2.7 }] }], backendRefs`);

  expect(answer(matching('/'), { sourceIp: '192.0.2.7' })).toBe(200);
  expect(answer(matching('/'), { sourceIp: '192.0.2.8' })).toBe(404);
  expect(answer(matching('/'), {})).toBe('address');
  expect(answer(matching('/other'), {})).toBe(404);
});

test('an address does not tell what other filters know', () => {
  const policy = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: ml }
spec: { ${AT_GATEWAY}, action: DENY, rules: [{ from: [{ source: { ipBlocks: [192.0.2.7] } }], when: [{ key: 'experimental.envoy.filters.a[b]', values: [c] }] }] }
`;
  expect([{}, { sourceIp: '192.0.2.7' }, { sourceIp: '192.0.2.8' }].map((asked) => answer(world(SIDECARS) + policy, asked))).toEqual(['address', 'policy', 200]);
});

test('an address is written as proxies write it', () => {
  expect([addressOf('192.0.2.7'), addressOf('2001:DB8:0:0::7')]).toEqual(['192.0.2.7', '2001:db8::7']);
  for (const wrong of ['192.0.2', '192.0.2.0/24', 'fe80::1%eth0', '[2001:db8::7]']) {
    expect(() => addressOf(wrong)).toThrow(`the address of the caller must be one of IPv4 or IPv6, as 203.0.113.7 or 2001:db8::7, got '${wrong}'`);
  }
});
