import { run } from './run';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `${httpGateway('ml')}${serviceOf('v1', 'ml')}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat, namespace: ml }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [ml.example.com]
  rules:
    - matches: [{ path: { value: /v1 }, headers: [{ name: x-version, value: v2 }] }]
      backendRefs: [{ name: v1, port: 80 }]
    - matches: [{ path: { value: /v1 } }]
      timeouts: { request: 30s }
      backendRefs:
        - { name: v1, port: 80, weight: 9 }
        - { name: v2, port: 80, weight: 1 }
`;

test('a request is drawn as the way that it takes, with shares and the lines that decided', async () => {
  const { code, out } = await run(['simulate', 'a.yaml', 'POST', 'http://ml.example.com/v1/models', '--why'], { 'a.yaml': MANIFESTS });
  expect(out).toBe(`POST http://ml.example.com/v1/models from outside
  assumed: pods of ml are in ambient mode, for the input does not have the labels of that Namespace (--data-plane, or add it)

▸ gateway   ml/gateway
  listener   port 80   Gateway ml/gateway spec.listeners[0] (a.yaml:4)
  host       ml.example.com
  not        header x-version: wants v2, got none   HTTPRoute ml/chat spec.rules[0].matches[0] (a.yaml:18)
  route      path prefix /v1   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
  limits     30s in all; 2 retries on connect-failure, refused-stream, unavailable, cancelled
├─   90 %       v1.ml.svc.cluster.local:80   HTTPRoute ml/chat spec.rules[1].backendRefs[0] (a.yaml:23)
│    sent       ml/v1: 200
│  ▸ ztunnel   of ml/v1-0
│    connection hbone as ml/gateway-istio
│  = 90 %      200, from ml/v1, path /v1/models, host ml.example.com
└─   10 %       v2.ml.svc.cluster.local:80   HTTPRoute ml/chat spec.rules[1].backendRefs[1] (a.yaml:24)
     sent       nowhere: no-cluster
   = 10 %      500, there is no Service with the host v2.ml.svc.cluster.local: mend the name in the route, or add the Service
`);
  expect(code).toBe(0);
});

test('a request may name another host than it is sent to', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://203.0.113.7/v2', '-H', 'host: ml.example.com'], { 'a.yaml': MANIFESTS });
  expect(out).toContain('GET http://203.0.113.7/v2 from outside\n  host: ml.example.com\n');
  expect(out).toContain('\n  host       ml.example.com\n');
});

const NEAR = `${MANIFESTS}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: near, namespace: ml }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }]
  rules: [{ from: [{ source: { ipBlocks: ['2001:db8::/32'] } }] }]
`;

test('what depends on the address of the caller says how to tell it, and who tells it is answered', async () => {
  const ask = async (...words: string[]) => (await run(['simulate', 'a.yaml', 'http://ml.example.com/v2', ...words], { 'a.yaml': NEAR })).out;
  expect(await ask()).toContain('a policy or a route depends on the address of the caller, which nobody has told: --source-ip tells it, sourceIp in code');
  expect(await ask('--source-ip', '2001:DB8::1')).toMatch(/^GET http:\/\/ml.example.com\/v2 from outside at 2001:db8::1\n[^]* 404/);
  expect(await ask('--source-ip', '203.0.113.7')).toMatch(/ 403/);
});

test('a path that no route has is answered with what each of them wants', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v2'], { 'a.yaml': MANIFESTS });
  expect(out).toContain(`
  host       ml.example.com
  not        path: wants prefix /v1, got /v2   HTTPRoute ml/chat spec.rules[0].matches[0] (a.yaml:18)
  not        path: wants prefix /v1, got /v2   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
  route      none matches
  answers    404: no route matches
`);
});

test('a host that no route has is answered with those that there are', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://lm.example.com/v1'], { 'a.yaml': MANIFESTS });
  expect(out).toContain(`
  not        host: wants ml.example.com, got lm.example.com   HTTPRoute ml/chat spec.rules[0].matches[0] (a.yaml:18)
  host       lm.example.com is nobody's here
`);
});

test.each([
  ['hostname: ops.example.com', 'its hosts are none of the listener http (ops.example.com)'],
  ['allowedRoutes: { kinds: [{ kind: GRPCRoute }] }', 'its kind is not allowed by the listener http'],
  ['allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { a: b } } } }', 'the labels of its namespace are not known, which decide at the listener http'],
])('a route that the listener refuses for %s is named with the reason', async (listener, why) => {
  const manifests = MANIFESTS.replace('protocol: HTTP }', `protocol: HTTP, ${listener} }`);
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1'], { 'a.yaml': manifests });
  expect(out).toContain(`
  not        HTTPRoute ml/chat is not served: ${why}   HTTPRoute ml/chat spec.parentRefs[0] (a.yaml:15)
  host       ml.example.com is nobody's here
`);
});

const POLICY = (spec: string) => `${MANIFESTS}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: ml }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }]
${spec}`;

test.each([
  ['an ALLOW of which no rule holds', `  rules:
    - from: [{ source: { namespaces: [a, b] } }]
      to: [{ operation: { methods: [GET] } }]
    - to: [{ operation: { methods: [POST] } }, { operation: { paths: [/v2] } }]
    - to: [{ operation: { notPaths: ['/v1*'] } }]
    - when: [{ key: 'request.headers[x-team]', values: [red] }]
`, `
  not        namespaces: wants a or b, got none   AuthorizationPolicy ml/callers spec.rules[0].from[0].source.namespaces (a.yaml:32)
  not        methods: wants POST, got GET; paths: wants /v2, got /v1/models   AuthorizationPolicy ml/callers spec.rules[1].to (a.yaml:34)
  not        not paths: wants /v1*, got /v1/models   AuthorizationPolicy ml/callers spec.rules[2].to[0].operation.notPaths (a.yaml:35)
  not        request.headers[x-team]: wants red, got none   AuthorizationPolicy ml/callers spec.rules[3].when[0].values (a.yaml:36)
  policy     denied: no ALLOW rule holds
`],
  ['a DENY that holds', `  action: DENY
  rules:
    - to: [{ operation: { methods: [PUT] } }]
    - to: [{ operation: { methods: [GET], paths: [/v1/*] } }]
`, `
  not        methods: wants PUT, got GET   AuthorizationPolicy ml/callers spec.rules[0].to[0].operation.methods (a.yaml:33)
  policy     denied: a DENY rule holds, by methods GET, paths /v1/models   AuthorizationPolicy ml/callers spec.rules[1] (a.yaml:34)
`],
  ['a DENY of everything', '  action: DENY\n  rules: [{}]\n', `
  policy     denied: a DENY rule holds, by every request   AuthorizationPolicy ml/callers spec.rules[0] (a.yaml:32)
`],
  ['an ALLOW without rules', '  action: ALLOW\n', `
  policy     denied: no ALLOW rule holds, for there is none   AuthorizationPolicy ml/callers spec (a.yaml:29)
`],
])('who is refused by %s is told what each rule wants and got', async (_, spec, lines) => {
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1/models'], { 'a.yaml': POLICY(spec) });
  expect(out).toContain(lines);
});

test('a rule that a proxy cannot compare is told of', async () => {
  const manifests = `${MANIFESTS}---
apiVersion: v1
kind: ServiceAccount
metadata: { name: caller, namespace: ml }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: readers, namespace: ml }
spec: { selector: { matchLabels: { app: v1 } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }
`;
  const { out } = await run(['simulate', 'a.yaml', 'http://v1.ml/', '--source', 'ml/caller'], { 'a.yaml': manifests });
  expect(out).toContain('not        the rule never holds here: it wants what the proxy cannot read   AuthorizationPolicy ml/readers spec.rules[0]');
});

test('a caller whom nothing knows is a slip of the pen, and the accounts that there are are named', async () => {
  const manifests = POLICY("  rules: [{ from: [{ source: { serviceAccounts: [batch, other/loader], principals: [cluster.local/ns/far/sa/away, '*/sa/x'] } }] }]\n");
  const ask = (source: string) => run(['simulate', 'a.yaml', 'http://v1.ml/', '--source', source], { 'a.yaml': manifests });

  expect((await ask('other/loadre')).err).toBe('nothing runs as the service account other/loadre, and no policy names it: there are other/loader, far/away, ml/batch, '
    + 'ml/default. Mend the name, or add a ServiceAccount of it\n');
  expect((await ask('other/loadre')).code).toBe(2);
  expect((await ask('far/away')).code).toBe(0);
});

test('of many accounts those of the namespace come first', async () => {
  const accounts = [...Array(12).keys()].map((i) => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a${i}, namespace: b }\n`).join('');
  const { err } = await run(['simulate', 'a.yaml', 'http://v1.ml/', '--source', 'ml/x'], { 'a.yaml': MANIFESTS + accounts });
  expect(err).toContain('there are ml/default, b/a0, b/a1, b/a10, b/a11, b/a2, b/a3, b/a4, b/a5, b/a6, and 3 others. Mend');
});

test('a port without a listener is answered with those that there are', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'https://ml.example.com/'], { 'a.yaml': MANIFESTS });
  expect(out).toContain('= 100 %     the connection breaks (no-listener), no listener takes it: there is http on 80');
});

test('programs get shares as fractions', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1/models', '--json'], { 'a.yaml': MANIFESTS });
  expect(JSON.parse(out)).toMatchObject([{ probability: '9/10', status: 200, backend: 'ml/v1' }, { probability: '1/10', status: 500 }]);
});

test('a header is sent', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1/models', '-H', 'X-Version: v2', '--json'], { 'a.yaml': MANIFESTS });
  expect(JSON.parse(out)).toMatchObject([{ probability: '1', backend: 'ml/v1' }]);
});

test('a scheme may be in capitals, and a method have a hyphen', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'M-SEARCH', 'HTTP://ml.example.com/v1', '--json'], { 'a.yaml': MANIFESTS });
  expect(JSON.parse(out)).toMatchObject([{ status: 200 }, { status: 500 }]);
});

test('without a Gateway it is not known how a request enters', async () => {
  const { out } = await run(['simulate', 'a.yaml', 'http://a/'], { 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n' });
  expect(out).toContain('= unknown   which Gateway the request enters by is not known: the manifests have none, or several of which none is named\n');
});

/** A rule that has neither a backend nor an answer of its own. */
const WITHOUT_BACKENDS = MANIFESTS.replace(/backendRefs:\n +- .*\n +- .*\n/, 'filters: []\n');

test('releases of Istio that do not answer alike are drawn each, with what differs', async () => {
  const args = ['simulate', 'a.yaml', 'http://ml.example.com/v1', '--istio-version', '1.29.6', '--istio-version', '1.30.6', '--istio-version', '1.31.1'];
  const { code, out } = await run(args, { 'a.yaml': WITHOUT_BACKENDS });
  expect(out).toBe(`GET http://ml.example.com/v1 from outside

Istio 1.29.6 and 1.30.6
▸ gateway   ml/gateway
  listener   port 80   Gateway ml/gateway spec.listeners[0] (a.yaml:4)
  host       ml.example.com
  route      path prefix /v1   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
  answers    404: its rule has no backends   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
= 100 %     404

Istio 1.31.1
▸ gateway   ml/gateway
  listener   port 80   Gateway ml/gateway spec.listeners[0] (a.yaml:4)
  host       ml.example.com
  route      path prefix /v1   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
  answers    500: its rule has no backends   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
= 100 %     500

The answer is not the same with Istio 1.29.6, 1.30.6 and 1.31.1:
1.29.6 and 1.30.6   answers    404: its rule has no backends   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
1.29.6 and 1.30.6   = 100 %     404
1.31.1   answers    500: its rule has no backends   HTTPRoute ml/chat spec.rules[1].matches[0] (a.yaml:20)
1.31.1   = 100 %     500
`);
  expect(code).toBe(1);
});

test('what releases of Istio agree on is drawn once', async () => {
  const args = ['simulate', 'a.yaml', 'http://ml.example.com/v1', '--istio-version', '1.31.1'];
  const alone = await run(args, { 'a.yaml': MANIFESTS });
  expect(await run([...args, '--istio-version', '1.29.6'], { 'a.yaml': MANIFESTS })).toEqual({ code: 0, err: '', out: `${alone.out}\nThe answer is the same with Istio 1.31.1 and 1.29.6.\n` });
});

test.each([
  ['a rule without backends', WITHOUT_BACKENDS, { code: 1, same: false, statuses: [[404], [500]] }],
  ['a split', MANIFESTS, { code: 0, same: true, statuses: [[200, 500], [200, 500]] }],
])('programs get the answer of each release of Istio: %s', async (_, manifests, expected) => {
  const { code, out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1', '--json', '--istio-version', '1.30.3', '--istio-version', '1.31.1'], { 'a.yaml': manifests });
  const { same, answers } = JSON.parse(out) as { same: boolean; answers: { istioVersion: string; outcomes: { status: number }[] }[] };
  expect({ code, same, statuses: answers.map(({ outcomes }) => outcomes.map(({ status }) => status)) }).toEqual(expected);
  expect(answers.map(({ istioVersion }) => istioVersion)).toEqual(['1.30.3', '1.31.1']);
});

test.each([
  [['simulate', 'http://a/'], 'say which manifests and which request: simulate manifests/ POST http://inference.example.com/v1/models\n'],
  [['simulate', 'a.yaml', 'a.example.com'], "the URL must be http://host/path or https://host/path, got 'a.example.com'\n"],
  [['simulate', 'a.yaml', 'http://a:b/'], "the URL must have a host, or host:port, after http://, got 'http://a:b/'\n"],
  [['simulate', 'a.yaml', 'http://me:secret@a/'], "the URL must have a host, or host:port, after http://, got 'http://me:secret@a/'\n"],
  [['simulate', 'a.yaml', 'http://a:65536/'], "the port of the URL must be from 1 to 65535, got 'http://a:65536/'\n"],
  [['simulate', 'a.yaml', 'http://a:0/'], "the port of the URL must be from 1 to 65535, got 'http://a:0/'\n"],
  [['simulate', 'a.yaml', 'post', 'http://a/'], "a method is written in capitals, for proxies compare the case: GET, POST, got 'post'\n"],
  [['simulate', 'a.yaml', 'http://a/', '--istio-version', '1.30.6', '--istio-version', 'latest'], "IstioVersion must be major.minor.patch, got 'latest': write for example '1.31.1'\n"],
  [['simulate', 'a.yaml', 'http://a/', '-H', 'x y: z'], "a header must be 'name: value', got 'x y: z'\n"],
  [['simulate', 'a.yaml', 'http://a/', '-H', 'Host: b c'], "the header Host must be a host, or host:port, got 'b c'\n"],
  [['simulate', 'a.yaml', 'http://a/', '-H', 'Host: b', '-H', 'host: c'], "a request names one host: leave out all headers Host but one, got 'b', 'c'\n"],
  [['simulate', 'a.yaml', 'http://a/', '--source-ip', '10.0.0.0/8'],
    "the address of the caller must be one of IPv4 or IPv6, as 203.0.113.7 or 2001:db8::7, got '10.0.0.0/8'\n"],
  [['simulate', 'a.yaml', 'http://a/', '--gateway', 'ml/gatway'], 'there is no Gateway ml/gatway: there is ml/gateway\n'],
  [['simulate', 'a.yaml', 'http://a/', '--gateway', 'ml/gateway', '--source', 'ml/default'], "error: option '--gateway <gateway>' cannot be used with option '--source <account>'\n"],
  [['simulate', 'a.yaml', 'http://a/', '-H', 'x'], "a header must be 'name: value', got 'x'\n"],
  [['simulate', 'a.yaml', 'http://a/', '--source', 'x'], "give namespace/name, got 'x'\n"],
  [['simulate', 'b.yaml', 'http://a/'], 'cannot read b.yaml: ENOENT: no such file or directory\n'],
  [['simulate', 'b.yaml', 'http://a/', '--gateway', 'a/b'], 'cannot read b.yaml: ENOENT: no such file or directory\n'],
])('what cannot be asked is told: %j', async (args, message) => {
  const { code, err } = await run(args, { 'a.yaml': MANIFESTS });
  expect([code, err]).toEqual([2, message]);
});

test.each([
  ['apiVersion: v1\nkind: Service\nmetadata: { name: v2, namespace: ml }\nspec: { ports: [null] }\n', /^the API server would refuse some of these objects \(.*\); npx cdk8s-ml-mesh check says which, and why\n$/],
  ['a: [\n', /^cannot read b.yaml:\d+: /],
])('objects that nobody would admit, and documents that cannot be read, are told: %j', async (broken, message) => {
  const { code, err } = await run(['simulate', 'a.yaml', 'b.yaml', 'http://ml.example.com/v1'], { 'a.yaml': MANIFESTS, 'b.yaml': broken });

  expect(code).toBe(2);
  expect(err).toMatch(message);
});

const ROUTER = `apiVersion: apps/v1
kind: Deployment
metadata: { name: router, namespace: ml }
spec:
  selector: { matchLabels: { app: router } }
  template:
    metadata: { labels: { app: router } }
    spec: { containers: [{ name: router, image: registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0 }] }
---
${serviceOf('router', 'ml', 'name: grpc, port: 9004')}apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: router, namespace: ml }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }]
  configPatches:
    - applyTo: HTTP_FILTER
      match: { context: GATEWAY }
      patch:
        operation: INSERT_FIRST
        value:
          typed_config:
            "@type": type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher
            extension_config:
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor
                grpc_service: { envoy_grpc: { cluster_name: outbound|9004||router.ml.svc.cluster.local } }
                processing_mode: { request_body_mode: FULL_DUPLEX_STREAMED }
            xds_matcher:
              matcher_list:
                matchers: [{ predicate: { not_matcher: { single_predicate: { value_match: { safe_regex: { regex: "/v1(?=/chat)" } } } } } }]
`;

const BROKEN_ROUTE = MANIFESTS.replace('path: { value: /v1 }, headers', 'path: { type: RegularExpression, value: /v1/(a }, headers');

test('what an EnvoyFilter does is not known whose expression no Envoy would take', async () => {
  const { code, out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1'], { 'a.yaml': `${MANIFESTS}---\n${ROUTER}` });
  expect(code).toBe(0);
  expect(out).toMatch(/= unknown +an EnvoyFilter changes the proxy/);
});

test('a picture tells of routes that Envoy refuses for an expression of one of them', async () => {
  const { code, out } = await run(['graph', 'a.yaml'], { 'a.yaml': BROKEN_ROUTE });
  expect(code).toBe(0);
  expect(out).toContain("Envoy refuses all routes of port 80: HTTPRoute ml/chat has the expression '/v1/(a', which RE2 does not take");
});

const WRONG_VIRTUAL_SERVICE = (match: string) => `${MANIFESTS}---
apiVersion: v1
kind: Namespace
metadata: { name: ml, labels: { istio-injection: enabled } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: chat, namespace: ml }
spec: { hosts: [v1], http: [{ match: [${match}], route: [{ destination: { host: v1 } }] }] }
`;

test.each([
  ["{ uri: { regex: '/v1/(a' } }", 'uri'],
  ["{ method: { regex: '/v1/(a' } }", 'method'],
  ["{ withoutHeaders: { x-team: { regex: '/v1/(a' } } }", 'withoutHeaders.x-team'],
  ["{ queryParams: { team: { regex: '/v1/(a' } } }", 'queryParams.team'],
])('an expression of a VirtualService, which istiod would refuse, is told with its place: %s', async (match, field) => {
  for (const args of [['simulate', 'a.yaml', 'http://v1.ml/', '--source', 'ml/default'], ['graph', 'a.yaml']]) {
    const { code, err } = await run(args, { 'a.yaml': WRONG_VIRTUAL_SERVICE(match) });
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^VirtualService ml/chat spec.http.0..match.0..${field}.regex: the regular expression '/v1/.a' must be one that RE2 understands`));
    expect(err).toMatch(/: Envoy matches with RE2: no look-around, no back-references\n$/);
  }
});

test('where Envoy refuses routes for an expression of one of them, the answer says so', async () => {
  const { code, out } = await run(['simulate', 'a.yaml', 'http://ml.example.com/v1'], { 'a.yaml': BROKEN_ROUTE });
  expect(code).toBe(0);
  expect(out).toMatch(/Envoy refuses all routes of port 80: HTTPRoute \S+ has the expression '\/v1\/\(a', which RE2 does not take/);
});

test('files without an object are no question', async () => {
  expect(await run(['simulate', 'b.yaml', 'http://a/'], { 'b.yaml': '# nothing\n' }))
    .toEqual({ code: 2, out: '', err: 'no objects in b.yaml: give the folder that cdk8s synth wrote, or other manifests\n' });
});

test('a document that is no object is passed over, and told of', async () => {
  const { code, err } = await run(['simulate', '.', 'http://ml.example.com/v1'], { 'a.yaml': MANIFESTS, 'values.yaml': '---\nreplicas: 1\n' });
  expect([code, err]).toEqual([0, 'passed over values.yaml:2: the document has no apiVersion, no kind, no metadata\n']);
});
