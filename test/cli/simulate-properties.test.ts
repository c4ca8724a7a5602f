import { run } from './run';

const MANIFESTS = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: ml }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: v1, namespace: ml }
spec: { selector: { app: v1 }, ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: job, namespace: training }
spec: { selector: { app: job }, ports: [{ name: http, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat, namespace: ml }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [ml.example.com]
  rules:
    - matches: [{ path: { value: /v1 } }]
      timeouts: { request: 30s }
      backendRefs: [{ name: v1, port: 80 }]
`;

function judge(properties: string) {
  return run(['simulate', 'a.yaml', '--properties', 'p.yaml'], { 'a.yaml': MANIFESTS, 'p.yaml': properties });
}

test('what holds is told with what was not looked at', async () => {
  const { code, out } = await judge('- { every: { from: outside }, neverReaches: training/* }');
  expect(out).toBe(`holds: every request from outside never reaches training/*
  3 requests looked at, one for each way in which the configuration tells them apart; 1 reach a workload
  not looked at:
  - from outside means by a Gateway, on the ports of its listeners, over HTTP/1.1
  - a header, a parameter and a claim are there once or not at all; a claim is a text, and no path is written in more than one way
  - workloads answer at once and without an error, and requests have no body
`);
  expect(code).toBe(0);
});

test('what does not hold ends with 1, and with the command that shows it', async () => {
  const { code, out } = await judge(`- { every: { from: outside, paths: [/v1/*], hosts: [ml.example.com] }, timeoutAtLeast: 60s }
- { every: { from: outside }, timeoutAtLeast: 30s }
`);
  expect(out).toMatch(/^broken: every request from outside to ml\.example\.com on \/v1\/\* has a limit of at least 1m, got 30s\n {2}npx cdk8s-ml-mesh simulate a\.yaml GET http:\/\/ml\.example\.com\/v1\/ --gateway ml\/gateway\n▸ gateway/);
  expect(out).toContain('\nholds: every request from outside has a limit of at least 30s\n');
  expect(code).toBe(1);
});

test.each([
  ['- { nobodyOutsideReaches: training }', 'broken: every request from outside or inside (not from training) never reaches training/*, got it does\n'],
  ['- { every: { from: inside, methods: [GET] }, denied: true }', 'broken: every request from inside by GET is denied, got it is not\n'],
  ['- { every: { withoutHeaders: [x] }, shareAtMost: { ml/v1: 0.5 } }', 'broken: every request from outside or inside without x reaches ml/v1 with at most 50 %, got 100 %\n'],
])('what can be said: %s', async (property, told) => {
  const { code, out } = await judge(property);
  expect([code, out.slice(0, told.length)]).toEqual([1, told]);
});

test('a property that means nothing keeps none of the others from being judged', async () => {
  const { code, out, err } = await judge('- { every: { hosts: [mll.example.com] }, denied: true }\n- { every: { from: outside }, neverReaches: training/* }\n');
  expect(err).toMatch(/^no request to the host 'mll\.example\.com' is routed anywhere: there is job\.training\.svc\.cluster\.local, ml\.example\.com, v1\.ml\.svc\.cluster\.local\n$/);
  expect([code, out.startsWith('holds')]).toEqual([2, true]);
});

const FORM = 'it must be a list of `- every: ';

test.each([
  ['every: {}', 'p.yaml: the file must be array; '],
  ['- { every: { from: here }, denied: true }', 'p.yaml: /0/every/from must be equal to one of the allowed values; '],
  ['- { every: {} }', "p.yaml: /0 must have required property 'nobodyOutsideReaches'; "],
  ['- { every: {}, neverReaches: training }', 'p.yaml: /0/neverReaches must match pattern'],
])('a file of another form: %s', async (text, message) => {
  const { code, err } = await judge(text);
  expect(code).toBe(2);
  expect(err.slice(0, message.length)).toBe(message);
  expect(err).toContain(FORM);
});

test('what cannot be read', async () => {
  expect(await run(['simulate', '--properties', 'p.yaml'], { 'p.yaml': '- { nobodyOutsideReaches: training }' }))
    .toMatchObject({ code: 2, err: 'say which manifests: simulate manifests/ --properties properties.yaml\n' });
  expect(await run(['simulate', 'b.yaml', '--properties', 'p.yaml'], { 'p.yaml': '- { every: { from: inside }, denied: true }' }))
    .toMatchObject({ code: 2, err: expect.stringContaining('cannot read b.yaml: ENOENT\n') });
});

test('a token is sent', async () => {
  const tokens = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: tokens, namespace: ml }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }], jwtRules: [{ issuer: "https://id.example", jwks: "{}" }] }
`;
  const ask = (token: string) => run(['simulate', 'a.yaml', 'http://ml.example.com/v1', '--json', '--token', token], { 'a.yaml': MANIFESTS + tokens });
  expect(JSON.parse((await ask('{"issuer":"https://id.example"}')).out)).toMatchObject([{ status: 200 }]);
  expect(JSON.parse((await ask('{"issuer":"https://other.example"}')).out)).toMatchObject([{ status: 401 }]);
  expect((await ask('abc')).err).toBe("a token must be JSON: {\"issuer\": \"https://issuer.example\", \"subject\": \"somebody\", \"claims\": {}}, got 'abc'\n");
});
