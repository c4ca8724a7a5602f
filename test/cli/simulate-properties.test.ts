import { run } from './run';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `${httpGateway('ml')}${serviceOf('v1', 'ml')}${serviceOf('job', 'training')}apiVersion: gateway.networking.k8s.io/v1
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
  ['- { every: { from: inside, methods: [GET] }, denied: true }', 'broken: every request from inside by GET is denied, got delivered\n'],
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

const FORM = '; the form is a list of `- every: ';

test.each([
  ['', 'the file must be a list'],
  ['every: {}', 'the file must be a list'],
  ['- { every: { from: here }, denied: true }', 'property 1, every.from must be one of outside, inside, anywhere'],
  ['- { every: { from: outside, path: [/v1] }, denied: true }', "property 1, every has a 'path' that means nothing, did you mean paths?"],
  ['- { nobodyOutsideReaches: training }\n- { evry: {}, denied: true }', "property 2 has a 'evry' that means nothing, did you mean every?"],
  ['- { every: {}, somethingElse: true }', "property 1 has a 'somethingElse' that means nothing"],
  ['- { every: { paths: /v1 }, denied: true }', 'property 1, every.paths must be a list'],
  ['- { every: {} }', 'property 1 must have nobodyOutsideReaches, or every and what holds for each such request'],
  ['- { every: {}, denied: true, timeoutAtLeast: 60s }', 'property 1 says several things: make a property of each'],
  ['- { every: {}, denied: false }', 'property 1, denied must be true'],
  ['- { every: {}, timeoutAtLeast: 60 }', 'property 1, timeoutAtLeast must be a text'],
  ['- { every: {}, timeoutAtLeast: soon }', 'property 1, timeoutAtLeast must be a duration like 60s or 1m30s'],
  ['- { every: {}, shareAtMost: { ml/v1: 10 } }', 'property 1, shareAtMost.ml/v1 must be <= 1'],
])('a file of another form: %s', async (text, mistake) => {
  const { code, err } = await judge(text);
  expect([code, err.split(FORM)[0]]).toEqual([2, `p.yaml: ${mistake}`]);
  expect(err).toContain(FORM);
});

test.each([
  ['- { every: { paths: [v1] }, denied: true }', "a path must begin with / or *, got 'v1'"],
  ['- { every: { methods: [post] }, denied: true }', "a method is written in capitals, for proxies compare the case: GET, POST, got 'post'"],
  ['- { every: { headers: { x-v: a }, withoutHeaders: [X-V] }, denied: true }', "no request is both with and without the header 'x-v': take it out of headers, or of withoutHeaders"],
  ['- { every: {}, neverReaches: v1 }', "no workload is called 'v1': give namespace/name, or namespace/*: there is ml/v1, training/job"],
])('requests that cannot be: %s', async (text, message) => {
  expect(await judge(text)).toEqual({ code: 2, out: '', err: `${message}\n` });
});

test('the way of what does not hold is drawn as that of a request', async () => {
  const { out } = await judge('- { every: { from: outside, paths: [/v1] }, denied: true }');
  expect(out).toContain('\n▸ gateway   ml/gateway\n  listener   port 80   Gateway ml/gateway spec.listeners[0]\n');
});

test('what cannot be read', async () => {
  expect(await run(['simulate', '--properties', 'p.yaml'], { 'p.yaml': '- { nobodyOutsideReaches: training }' }))
    .toMatchObject({ code: 2, err: 'say which manifests: simulate manifests/ --properties properties.yaml\n' });
  expect(await run(['simulate', 'b.yaml', '--properties', 'p.yaml'], { 'p.yaml': '- { every: { from: inside }, denied: true }' }))
    .toMatchObject({ code: 2, err: expect.stringContaining('cannot read b.yaml: ENOENT: no such file or directory\n') });
});

test('a file that is no YAML is named', async () => {
  expect(await judge('a: [')).toEqual({ code: 2, out: '', err: 'cannot read p.yaml: unexpected end of the stream within a flow collection (2:1)\n' });
});

test('a file that is not there is named', async () => {
  expect(await run(['simulate', 'a.yaml', '--properties', 'p.yaml'], { 'a.yaml': MANIFESTS })).toEqual({ code: 2, out: '', err: 'cannot read p.yaml: ENOENT: no such file or directory\n' });
});

const INSTEAD = [['--properties', 'p.yaml', '--properties <file>'], ['--cases', '.', '--cases <folder>']] as const;

test.each([
  ['-H, --header <header>', 'a: b'],
  ['--source <account>', 'a/b'],
  ['--gateway <gateway>', 'a/b'],
  ['--token <json>', '{}'],
  // The default, but written.
  ['--protocol <protocol>', 'http1'],
  ['--body <text>', 'a'],
  ['--backends <json>', '{}'],
  ['--why'],
  ['--json'],
])('what is said of one request is refused where many are judged: %s', async (option, ...value) => {
  for (const [flag, argument, name] of INSTEAD) {
    const { code, err } = await run(['simulate', 'a.yaml', flag, argument, /--\w+/.exec(option)![0], ...value], { 'a.yaml': MANIFESTS });
    expect([code, err]).toEqual([2, `error: option '${name}' cannot be used with option '${option}'\n`]);
  }
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
});

const TOKEN_FORM = 'a token must be JSON: {"issuer": "https://issuer.example", "subject": "somebody", "claims": {}}, got ';

test.each([
  ['abc', `${TOKEN_FORM}'abc'`],
  ['[]', `${TOKEN_FORM}'[]'`],
  ['{"iss":"a"}', `${TOKEN_FORM}'{"iss":"a"}'`],
  ['{"issuer":"a","claim":{}}', "a token has no 'claim', did you mean claims?: it has issuer, subject, audiences, claims, expires, signer; others belong in claims"],
  ['{"issuer":"a","group":"ml"}', "a token has no 'group': it has issuer, subject, audiences, claims, expires, signer; others belong in claims"],
  ['{"issuer":1}', 'issuer of a token must be a text, got 1'],
  ['{"issuer":"a","audiences":"b"}', 'audiences of a token must be a list of texts, got "b"'],
  ['{"issuer":"a","claims":[]}', 'claims of a token must be an object, got []'],
  ['{"issuer":"a","expires":"soon"}', 'expires of a token must be a number of seconds from now, got "soon"'],
])('what is no token is told: %s', async (token, message) => {
  expect(await run(['simulate', 'a.yaml', 'http://ml.example.com/v1', '--token', token], { 'a.yaml': MANIFESTS })).toEqual({ code: 2, out: '', err: `${message}\n` });
});
