import { FROM_INSIDE, FROM_OUTSIDE, GATEWAY, judgeOf, NEVER_V2, policy, route, told, worldOf } from './asked';
import type { RequestFilter } from '../../../src/simulate/properties/filter';

/** The command of the counterexample. */
function command(yaml: string, filter: RequestFilter = FROM_OUTSIDE, expectation = NEVER_V2): string | undefined {
  return /^ {2}(.*)$/m.exec(told(yaml, filter, expectation))?.[1].replace('npx cdk8s-ml-mesh simulate manifests/ ', '').replace(' --gateway ml/gateway', '');
}

test.each([
  ['a path in full', '{ path: { type: Exact, value: /v1/chat } }', 'GET http://ml.example.com/v1/chat'],
  ['a prefix', '{ path: { type: PathPrefix, value: /v1/ } }', 'GET http://ml.example.com/v1'],
  ['a method', '{ method: DELETE }', 'DELETE http://ml.example.com/'],
  ['a header', '{ headers: [{ name: X-Version, value: v2 }] }', "GET http://ml.example.com/ -H 'x-version: v2'"],
  ['an expression of a header', '{ headers: [{ name: x-version, type: RegularExpression, value: "v[2-9]-.{3}" }] }', "GET http://ml.example.com/ -H 'x-version: v2-aaa'"],
  ['a parameter', '{ queryParams: [{ name: version, value: "2" }] }', "GET 'http://ml.example.com/?version=2'"],
  ['all of them', '{ path: { value: /a }, method: PUT, headers: [{ name: a, value: b }], queryParams: [{ name: c, value: d }] }', "PUT 'http://ml.example.com/a?c=d' -H 'a: b'"],
])('%s that a route compares is found', (_, match, wanted) => {
  expect(command(worldOf(route(match)))).toBe(wanted);
});

test('an expression of a path, which Istio asks after all prefixes', () => {
  const match = '{ path: { type: RegularExpression, value: "/v[23]/(a|b)+x" } }';
  expect(command(worldOf(route(match).replace(CATCH_ALL, '')))).toBe('GET http://ml.example.com/v2/ax');
  expect(told(worldOf(route(match)), FROM_OUTSIDE, NEVER_V2)).toMatch(/^holds/);
});

test('an expression that asks for borders of words is told', () => {
  const { limits } = judgeOf(worldOf(route('{ headers: [{ name: a, type: RegularExpression, value: "a\\\\b.*" }] }'))).judge(FROM_OUTSIDE, { kind: 'share-at-most', backend: 'ml/v2', share: 1 });
  expect(limits.at(-1)).toBe('too many comparisons, borders of words in an expression, or several addresses in a header: header a was not told apart completely');
});

const CATCH_ALL = '    - backendRefs: [{ name: v1, port: 80 }]\n';
const CHAT = route('{ path: { value: /v1 } }');
const DENY = (to: string) => policy('deny', `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }], action: DENY, rules: [${to}] }`);

test.each([
  ['paths', '{ to: [{ operation: { paths: ["/v1*"], notPaths: ["/v1/x/{*}/y"] } }] }', 'GET http://ml.example.com/v1/x/a/y'],
  ['methods', '{ to: [{ operation: { notMethods: [PATCH] } }] }', 'PATCH http://ml.example.com/v1'],
  ['hosts, which may be written with any case but have a port', '{ to: [{ operation: { notHosts: [ML.example.com] } }] }', 'GET http://ml.example.com/v1'],
  ['headers', '{ when: [{ key: "request.headers[x-key]", notValues: ["secret*"] }] }', "GET http://ml.example.com/v1 -H 'x-key: secret'"],
])('%s that a policy compares are found', (_, rule, wanted) => {
  expect(command(worldOf(CHAT, DENY(rule)))).toBe(wanted);
});

test('what a policy refuses altogether is never reached', () => {
  expect(told(worldOf(CHAT, DENY('{ to: [{ operation: { paths: ["/v1*"] } }] }')), FROM_OUTSIDE, NEVER_V2)).toMatch(
    /^holds: every request from outside never reaches ml\/v2\n {2}\d+ requests looked at, one for each way in which the configuration tells them apart; \d+ reach a workload$/);
});

test('a policy behind a rewrite compares what the rewrite leaves', () => {
  const rewriting = route('{ path: { value: /api } }').replace('      backendRefs: [{ name: v2', `      filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /v1 } } }]
      backendRefs: [{ name: v2`);
  const namespaces = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: ml, labels: { istio-injection: enabled } }\n';
  const only = policy('only', '{ selector: { matchLabels: { app: v2 } }, rules: [{ to: [{ operation: { paths: [/v1/models/bert] } }] }] }');
  expect(command(worldOf(rewriting, namespaces, only))).toBe('GET http://ml.example.com/api/models/bert');
});

test('hosts that a wildcard takes', () => {
  const wild = CHAT.replace('[ml.example.com]', '["*.example.com"]');
  expect(command(worldOf(wild))).toBe('GET http://a.example.com/v1');
  expect(command(worldOf(wild), { ...FROM_OUTSIDE, hosts: ['b.example.com'] })).toBe('GET http://b.example.com/v1');
});

test('tokens and their claims', () => {
  const tokens = `apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: ml }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }], jwtRules: [{ issuer: "https://id.example", jwks: "{}" }] }
`;
  const members = policy('members', `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }],
  rules: [{ from: [{ source: { requestPrincipals: ["https://id.example/*"] } }], when: [{ key: "request.auth.claims[realm][group]", values: [ml] }] }] }`);
  const yaml = worldOf(CHAT, tokens, members);
  expect(command(yaml)).toBe('GET http://ml.example.com/v1 --token \'{"issuer":"https://id.example","subject":"somebody","claims":{"realm":{"group":"ml"}}}\'');
  expect(told(yaml, { ...FROM_OUTSIDE, withoutToken: true }, { kind: 'denied' })).toMatch(/^holds: every request from outside without a token is denied\n/);
  expect(told(yaml, FROM_OUTSIDE, { kind: 'denied' })).toMatch(/^broken: every request from outside is denied, got no-route, which is no refusal\n/);
});

test('where no route takes a request, nobody refuses it', () => {
  const yaml = worldOf(CHAT.replace(CATCH_ALL, ''));
  expect(told(yaml, { ...FROM_OUTSIDE, paths: ['/other'] }, { kind: 'denied' })).toMatch(/^broken: .* is denied, got no-route, which is no refusal\n/);
  expect(told(worldOf(CHAT, DENY('{}')), { ...FROM_OUTSIDE, paths: ['/other'] }, { kind: 'denied' })).toMatch(/^holds: /);
});

test('callers: accounts that a policy names, and everybody else', () => {
  const yaml = worldOf(CHAT, policy('named', '{ selector: { matchLabels: { app: v2 } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/web/sa/shop] } }] }] }'));
  expect(command(yaml, FROM_INSIDE)).toBe('GET http://v2.ml/ --source web/shop');
  expect(told(yaml, { ...FROM_INSIDE, exceptSources: ['web/shop'] }, NEVER_V2)).toMatch(/^holds: every request from inside \(not from web\/shop\) never reaches ml\/v2\n/);
  expect(told(yaml, { ...FROM_INSIDE, exceptNamespaces: ['web'] }, NEVER_V2)).toMatch(/^holds: every request from inside \(not from web\) never reaches/);
});

test.each([
  ['a namespace', 'cluster.local/ns/web/*', 'web/any'],
  ['the beginning of a namespace', 'cluster.local/ns/web*', 'web/any'],
  ['the beginning of a name', 'cluster.local/ns/web/sa/shop-*', 'web/shop-any'],
  ['a name in whatever namespace', '*/sa/shop', 'any/shop'],
  ['the end of a name', '*-shop', 'any/any-shop'],
  ['an account of whatever trust domain', '*/ns/web/sa/shop', 'web/shop'],
])('callers whom a wildcard for %s takes are found', (_, principal, caller) => {
  const yaml = worldOf(CHAT, policy('named', `{ selector: { matchLabels: { app: v2 } }, rules: [{ from: [{ source: { principals: ["${principal}"] } }] }] }`));
  const answer = told(yaml, FROM_INSIDE, NEVER_V2);

  expect(answer).toMatch(/^broken/);
  expect(answer).toContain(`--source ${caller}`);
});

test('a wildcard within the name of a namespace takes other namespaces, too', () => {
  const yaml = worldOf(CHAT, policy('named', '{ selector: { matchLabels: { app: v2 } }, rules: [{ from: [{ source: { principals: ["cluster.local/ns/web*"] } }] }] }'));

  expect(told(yaml, { ...FROM_INSIDE, exceptNamespaces: ['web'] }, NEVER_V2)).toContain('--source webany/any');
});

test('pods outside of the mesh can call what asks for no certificate', () => {
  const yaml = worldOf(CHAT, policy('mesh', '{ selector: { matchLabels: { app: v2 } }, action: DENY, rules: [{ from: [{ source: { principals: ["*"] } }] }] }'));
  const assumed = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'not-in-the-mesh', labels: { 'istio.io/dataplane-mode': 'none' } } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'not-in-the-mesh', name: 'anybody' } },
    ],
  };
  expect(told(yaml, FROM_INSIDE, NEVER_V2)).toContain(`\n  echo '${JSON.stringify(assumed)}' | npx cdk8s-ml-mesh simulate manifests/ - GET http://v2.ml/ --source not-in-the-mesh/anybody\n`);
});

test('copies reach, too', () => {
  const mirror = '    - matches: [{ path: { value: /copied } }]\n      filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: v2, port: 80 }, percent: 5 } }]\n      backendRefs: [{ name: v1, port: 80 }]\n';
  expect(command(worldOf(route('{ headers: [{ name: never, type: RegularExpression, value: "[^ -~]" }] }', mirror)))).toBe('GET http://ml.example.com/copied');
});

const SPLIT = route('{ path: { value: /v1 } }').replace('[{ name: v2, port: 80 }]', '[{ name: v1, port: 80, weight: 9 }, { name: v2, port: 80, weight: 1 }]');

test('a share', () => {
  const atMost = (share: number) => told(worldOf(SPLIT), FROM_OUTSIDE, { kind: 'share-at-most', backend: 'ml/v2', share });
  expect(atMost(0.1)).toMatch(/^holds: every request from outside reaches ml\/v2 with at most 10 %\n/);
  expect(atMost(0.09)).toMatch(/^broken: every request from outside reaches ml\/v2 with at most 9 %, got 10 %\n {2}npx .* http:\/\/ml.example.com\/v1 .*\n▸ gateway/);
});

test('limits: the least one on the way counts, of the request or of a try', () => {
  const limited = (timeouts: string) => told(worldOf(CHAT.replace('      backendRefs: [{ name: v2', `      timeouts: ${timeouts}\n      backendRefs: [{ name: v2`)),
    { ...FROM_OUTSIDE, paths: ['/v1/*'] }, { kind: 'timeout-at-least', millis: 60_000 });
  expect(limited('{ request: 60s }')).toMatch(/^holds: every request from outside on \/v1\/\* has a limit of at least 1m\n/);
  expect(limited('{ request: 59s }')).toMatch(/has a limit of at least 1m, got 59s\n/);
  expect(limited('{ request: 90s, backendRequest: 30s }')).toMatch(/^broken: .*, got 30s\n/);
  expect(told(worldOf(CHAT), FROM_OUTSIDE, { kind: 'timeout-at-least', millis: 1 })).toMatch(/^broken: .*, got no limit\n/);
});

test('the property may itself be about methods and headers', () => {
  const yaml = worldOf(route('{ method: POST, headers: [{ name: x-a, value: b }] }'));
  expect(command(yaml, { ...FROM_OUTSIDE, methods: ['POST'], headers: { 'X-A': 'b' } })).toBe("POST http://ml.example.com/ -H 'x-a: b'");
  expect(told(yaml, { ...FROM_OUTSIDE, methods: ['GET'] }, NEVER_V2)).toMatch(/^holds: every request from outside by GET never/);
  expect(told(yaml, { ...FROM_OUTSIDE, withoutHeaders: ['X-A'] }, NEVER_V2)).toMatch(/^holds: every request from outside without X-A never/);
});

test.each([
  ['of the connection', '{ from: [{ source: { notIpBlocks: [10.0.0.0/8, "fc00::/7"] } }] }', '10.0.0.1'],
  ['of one family', '{ from: [{ source: { notIpBlocks: ["fc00::/7"] } }] }', 'fc00::1'],
  ['of a block but not of one in it', '{ from: [{ source: { notIpBlocks: [10.0.0.0/8] } }, { source: { ipBlocks: [10.0.0.0/16] } }] }', '10.1.0.1'],
  ['of the request', '{ when: [{ key: remote.ip, notValues: [203.0.113.7] }] }', '203.0.113.7'],
])('addresses that a policy compares are found: %s', (_, rule, address) => {
  expect(command(worldOf(CHAT, DENY(rule)))).toBe(`GET http://ml.example.com/v1 --source-ip ${address}`);
});

test('what a policy refuses from every address is never reached', () => {
  const rule = '{ from: [{ source: { ipBlocks: [10.0.0.0/8] } }, { source: { notIpBlocks: [10.0.0.0/8] } }] }';
  expect(told(worldOf(CHAT, DENY(rule)), FROM_OUTSIDE, NEVER_V2)).toMatch(/^holds: /);
});

test('so are those that callers write themselves, and that there may be more is told', () => {
  const yaml = worldOf(CHAT, DENY('{ from: [{ source: { notRemoteIpBlocks: [203.0.113.7] } }] }'))
    .replace('gatewayClassName: istio,', "gatewayClassName: istio, infrastructure: { annotations: { proxy.istio.io/config: '{ gatewayTopology: { numTrustedProxies: 1 } }' } },");
  const { verdict, limits } = judgeOf(yaml).judge(FROM_OUTSIDE, NEVER_V2);
  expect([verdict, limits.at(-1)])
    .toEqual(['broken', 'too many comparisons, borders of words in an expression, or several addresses in a header: header x-forwarded-for was not told apart completely']);
});

test('what is not known offline is neither so nor not', () => {
  const yaml = worldOf(CHAT, DENY('{ when: [{ key: destination.ip, values: [10.0.0.0/8] }] }'));
  expect(told(yaml, FROM_OUTSIDE, { kind: 'never-reaches', backend: 'ml/v1' })).toMatch(/^unknown: .* never reaches ml\/v1, got what cannot be told from the objects\n/);
});

test('CORS: preflights are told from others', () => {
  const cors = CHAT.replace('      backendRefs: [{ name: v2', '      filters: [{ type: CORS, cors: { allowOrigins: ["https://a.example"] } }]\n      backendRefs: [{ name: v2');
  const requests = judgeOf(worldOf(cors)).judge({ ...FROM_OUTSIDE, paths: ['/v1'] }, { kind: 'never-reaches', backend: 'ml/v1' });
  expect(requests.delivered).toBeLessThan(requests.requests);
});

test.each<[string, RequestFilter, Parameters<ReturnType<typeof judgeOf>['judge']>[1], string]>([
  ['a host', { ...FROM_OUTSIDE, hosts: ['mll.example.com'] }, NEVER_V2, "no request to the host 'mll.example.com' is routed anywhere: there is ml.example.com"],
  ['a backend', FROM_OUTSIDE, { kind: 'never-reaches', backend: 'ml/v3' }, "no workload is called 'ml/v3': give namespace/name, or namespace/*: there is ml/v1-0, ml/v2-0"],
  ['a namespace', FROM_OUTSIDE, { kind: 'never-reaches', backend: 'training/*' }, "no workload runs in the namespace 'training': there is ml"],
  ['a caller', { ...FROM_INSIDE, exceptSources: ['a/b'] }, NEVER_V2, "nobody runs as 'a/b', and no policy names it: there is ml/default"],
  ['a caller\'s namespace', { ...FROM_INSIDE, exceptNamespaces: ['a'] }, NEVER_V2, "nobody runs in the namespace 'a': there is ml"],
])('%s that does not exist', (_, filter, expectation, message) => {
  expect(() => judgeOf(worldOf(CHAT)).judge(filter, expectation)).toThrow(message.replace('v1-0', 'v1').replace('v2-0', 'v2'));
});

test('what is said of no request says nothing', () => {
  const nowhere = worldOf(CHAT.replace(CATCH_ALL, ''));
  const judge = judgeOf(nowhere);
  expect(() => judge.judge({ ...FROM_OUTSIDE, paths: ['/v2/*'] }, NEVER_V2))
    .toThrow('every request from outside on /v2/* never reaches ml/v2: no route takes any such request, so that it says nothing: mend the paths, or the hosts (there is ml.example.com)');
  expect(() => judgeOf(worldOf(CHAT, DENY('{}'))).judge(FROM_OUTSIDE, { kind: 'timeout-at-least', millis: 1 }))
    .toThrow('no such request reaches a workload, so that it says nothing');
  expect(() => judgeOf(nowhere.slice(nowhere.indexOf('---'))).judge(FROM_OUTSIDE, NEVER_V2)).toThrow('there is no such request, since there is no Gateway that it could come in by');
});

test('what is not looked at is told where it matters', () => {
  const limits = (...more: string[]) => judgeOf(worldOf(CHAT, ...more)).judge({ from: ['outside', 'inside'] }, { kind: 'share-at-most', backend: 'ml/v1', share: 1 }).limits.join('\n');
  const plain = limits();
  expect(plain).toMatch(/by a Gateway.*\ninside, the callers are ml\/default, one more.*\npods are called.*\na header.*\nworkloads answer at once and without an error, and requests have no body$/);
  expect(limits('apiVersion: v1\nkind: Service\nmetadata: { name: open, namespace: ml }\nspec: { type: NodePort, selector: { app: v1 }, ports: [{ port: 80 }] }\n'))
    .toContain('Service ml/open can be called from outside without a Gateway');
  expect(limits(DENY('{ from: [{ source: { namespaces: ["a*"] } }] }'))).toContain('of the callers that a * in a policy takes one stands for all');
  expect(limits(policy('asks', '{ action: CUSTOM, provider: { name: p }, rules: [{ to: [{ operation: { paths: [/a] } }] }] }'))).toContain('what authorization servers make of requests');
  expect(limits(`apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: ml }
spec: { jwtRules: [{ issuer: a, jwks: "{}", fromHeaders: [{ name: x }], outputPayloadToHeader: x-payload }] }
`)).toMatch(/although a RequestAuthentication looks elsewhere\n.*made of claims/);
});

test('a Service is called by each of its names', () => {
  const sidecars = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: ml, labels: { istio-injection: enabled } }\n';
  const deny = policy('deny', '{ selector: { matchLabels: { app: v2 } }, action: DENY, rules: [{ to: [{ operation: { notHosts: [v2.ml.svc] } }] }] }');
  expect(command(worldOf(CHAT, sidecars, deny), FROM_INSIDE)).toBe('GET http://v2.ml.svc/ --source ml/default');
});

/** Of the pods of the Gateway, by servers of one of Istio's own. */
const CONNECTIONS = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: ml }
spec:
  selector: { gateway.networking.k8s.io/gateway-name: gateway }
  servers:
    - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ['*'] }
    - { port: { number: 9443, name: tls, protocol: TLS }, hosts: [v2.example.com], tls: { mode: PASSTHROUGH } }
`;
const connections = (spec: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: connections, namespace: ml }
spec: { hosts: [v2.example.com], gateways: [edge], ${spec} }
`;

test('connections that a gateway does not read are a way in', () => {
  const tcp = worldOf(CONNECTIONS, connections('tcp: [{ match: [{ port: 9000 }], route: [{ destination: { host: v2, port: { number: 80 } } }] }]'));
  expect(told(tcp, FROM_OUTSIDE, NEVER_V2)).toMatch(/^broken: [^]*GET http:\/\/a:9000\/ --gateway ml\/gateway/);
  const silent = 'apiVersion: v1\nkind: Service\nmetadata: { name: v2, namespace: ml }\nspec: { selector: { app: v2 }, ports: [{ port: 443 }] }\n';
  const tls = connections('tls: [{ match: [{ sniHosts: [v2.example.com] }], route: [{ destination: { host: v2, port: { number: 443 } } }] }]');
  expect(told([GATEWAY, silent, CONNECTIONS, tls].join('---\n'), FROM_OUTSIDE, NEVER_V2)).toMatch(/^broken: [^]*GET https:\/\/v2\.example\.com:9443\/ --gateway ml\/gateway/);
});
