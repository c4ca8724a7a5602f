import { run } from './run';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `
${httpGateway('models')}${serviceOf('model', 'models', 'port: 80')}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: models }
spec: { parentRefs: [{ name: gateway }], rules: [{ backendRefs: [{ name: model, port: 80 }] }] }
`;

function files(requests: string, covers = '') {
  return { 'a.manifests.yaml': MANIFESTS, 'a.yaml': `about: a case\n${covers}manifests: [a.manifests.yaml]\nrequests:\n${requests}` };
}

test('cases are answered offline, and what differs is told field by field', async () => {
  const { code, out } = await run(['simulate', '--cases', '.'], files(`
  - { send: { url: 'http://a.example.com/' }, expect: { backend: model, status: 200 } }
  - { name: wrong, send: { url: 'http://a.example.com/' }, expect: { backend: other, status: 404 } }
`, 'covers: [weights, matches.path]\n'));
  expect(out).toBe(`disagreed   a [wrong]: status: want 404, got 200; backend: want "other", got "model"
a                                   1 of 2    1 disagree

by what the cases cover:
matches.path                        1 of 2    1 disagree
weights                             1 of 2    1 disagree

agreed: 1 of 2 requests
unknown: 0 of 2 requests (0 %)
`);
  expect(code).toBe(1);
});

test('answers that are not known are counted', async () => {
  const { code, out } = await run(['simulate', '--cases', '.'], files(`
  - { send: { url: 'http://elsewhere.example.com/', source: models/caller }, expect: { status: 200 } }
`));
  expect(code).toBe(0);
  expect(out).toMatch(/^unknown .*\n.*\nagreed: 0 of 1 requests\nunknown: 1 of 1 requests \(100 %\)\n +1 unknown-host: .*\n$/);
});

test.each([
  ['3s', 2, 'a                                   2 of 2\n'],
  ['3s', 3, 'disagreed   a [2]: overtakes: want at least 3, got 2\n'],
  ['1s', 1, 'disagreed   a [2]: overtakes: want at least 1, got 0\n'],
])('a request overtakes those in the background that take longer: they %s, expected %s', async (delay, overtakes, said) => {
  const { out } = await run(['simulate', '--cases', '.'], files(`
  - { send: { url: 'http://a.example.com/', times: 2, background: true }, backends: { model: { delay: ${delay} } }, expect: { status: 200 } }
  - { send: { url: 'http://a.example.com/' }, backends: { model: { delay: 1s } }, expect: { status: 200, overtakes: ${overtakes} } }
`));
  expect(out).toContain(said);
});

test('a case with a key that the format does not have is refused', async () => {
  const { code, err } = await run(['simulate', '--cases', 'a.yaml'], files(`
  - { send: { url: 'http://a.example.com/' }, expect: { sttaus: 200 } }
`));
  expect([code, err]).toEqual([2, 'a.yaml: /requests/0/expect must NOT have additional properties\n']);
});

test('a case without its manifests is told of, and keeps no other from being run', async () => {
  const { code, out, err } = await run(['simulate', '--cases', '.'], {
    ...files(`
  - { send: { url: 'http://a.example.com/' }, expect: { status: 200 } }
`),
    'b.yaml': 'about: b\nmanifests: [missing.yaml]\nrequests: [{ send: { url: \'http://a/\' }, expect: { status: 200 } }]',
  });
  expect([code, err, out]).toEqual([2, 'b: cannot read missing.yaml: ENOENT: no such file or directory\n', 'a                                   1 of 1\nagreed: 1 of 1 requests\nunknown: 0 of 1 requests (0 %)\n']);
});

test.each([
  [['--cases', 'nowhere'], 'cannot read nowhere: ENOENT: no such file or directory\n'],
  [['--cases', 'a.manifests.yaml'], 'no cases in a.manifests.yaml: they are .yaml files that begin with about:\n'],
  [['a.manifests.yaml', '--cases', '.'], '--cases takes the manifests that the cases name: leave out a.manifests.yaml\n'],
  [['--cases', '.', '--istio-version', '1.30.6'], "error: option '--cases <folder>' cannot be used with option '--istio-version <version>'\n"],
])('what is no question about cases is told: %j', async (args, message) => {
  expect(await run(['simulate', ...args], files('  - { send: { url: http://a/ } }'))).toEqual({ code: 2, out: '', err: message });
});
