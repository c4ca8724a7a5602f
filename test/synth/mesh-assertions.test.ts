import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { brokenGateway, workingGateway } from './app';
import { canaryChart } from './canary-app';
import { MeshAssertions, MeshGateway, MeshSimulator, MlServingMesh, RequestExpectation, RequestSet, WorkloadRole } from '../../src';

const OUTSIDE = { url: 'http://ml.example.com/v1/models/a' };
const V2 = { ...OUTSIDE, headers: { 'x-model-version': 'v2' } };
const DELETES = { method: 'DELETE', url: 'http://model:8080/v1/models/a', source: 'ml/caller' };
const READS = { ...DELETES, method: 'GET' };

function assertions(): MeshAssertions {
  return MeshAssertions.of(canaryChart());
}

test('what is so passes', () => {
  const mesh = assertions();
  mesh.reaches(OUTSIDE, 'ml/v1', 0.9);
  mesh.reaches(OUTSIDE, 'ml/v2', 0.1);
  mesh.reaches(V2, 'ml/v2');
  mesh.neverReaches(V2, 'ml/v1');
  mesh.neverReaches(DELETES, 'ml/v1');
  mesh.isDenied(DELETES);
});

test('a share that is another one', () => {
  const told = /^GET http:\/\/ml\.example\.com\/v1\/models\/a from outside: expected to reach ml\/v2 with 20 %, got 10 %\n▸ gateway .*HTTPRoute ml\/model spec\.rules/s;
  expect(() => assertions().reaches(OUTSIDE, 'ml/v2', 0.2)).toThrow(told);
});

test('without a share all requests are meant', () => {
  expect(() => assertions().reaches(OUTSIDE, 'ml/v2')).toThrow('from outside: expected always to reach ml/v2, got 10 %\n');
});

test('who should never be reached', () => {
  expect(() => assertions().neverReaches(OUTSIDE, 'ml/v2')).toThrow(/from outside: expected never to reach ml\/v2, got 10 %\n.*from ml\/v2/s);
});

test('a copy reaches, too', () => {
  const chart = canaryChart({ weight: 0, mirrorPercentage: 50 });
  expect(() => MeshAssertions.of(chart).neverReaches(OUTSIDE, 'ml/v2')).toThrow('expected never to reach ml/v2, got 50 %');
});

test('who should be denied', () => {
  expect(() => assertions().isDenied(READS)).toThrow(/^GET http:\/\/model:8080\/v1\/models\/a from ml\/caller: expected to be denied, by a policy, for want of a token, or by an authorization server, got 0 %\n.*200/s);
});

test('what is not known offline is neither so nor not', () => {
  const nowhere = { url: 'http://elsewhere.example.org/', source: 'ml/caller' };
  expect(() => assertions().neverReaches(nowhere, 'ml/v1')).toThrow(/expected never to reach ml\/v1, which cannot be told from the objects of the app\n.*= unknown/s);
});

test('a backend that does not exist', () => {
  expect(() => assertions().neverReaches(OUTSIDE, 'ml/v3')).toThrow("no workload is called 'ml/v3': give namespace/name: there is ml/caller, ml/v1, ml/v2");
  expect(() => MeshAssertions.of(new Chart(Testing.app(), 'chart')).neverReaches(OUTSIDE, 'ml/v3')).toThrow("no workload is called 'ml/v3': give namespace/name: there is none");
});

test.each([10, 0, NaN, -0.1])('a share of %s', (share) => {
  expect(() => assertions().reaches(OUTSIDE, 'ml/v2', share))
    .toThrow(`the share must be above 0 and at most 1, got ${share}: give 0.1 for 10 %, or say that the request never reaches ml/v2`);
});

const UNVERSIONED = RequestSet.fromOutside({ withoutHeaders: ['x-model-version'] });

test('what is said of every request', () => {
  const mesh = assertions();
  mesh.everyRequest(UNVERSIONED, RequestExpectation.shareAtMost('ml/v2', 0.1));
  mesh.everyRequest(RequestSet.fromInside({ hosts: ['model.ml*'], exceptSources: ['ml/caller'] }), RequestExpectation.neverReaches('ml/*'));
  expect(() => mesh.everyRequest(RequestSet.fromOutside(), RequestExpectation.shareAtMost('ml/v2', 0.1)))
    .toThrow(/^broken: every request from outside reaches ml\/v2 with at most 10 %, got 100 %\n {2}npx cdk8s-ml-mesh simulate manifests\/ GET http:\/\/ml\.example\.com\/v1\/models -H 'x-model-version: v2' --gateway ml\/gateway\n▸ gateway/);
  expect(() => mesh.everyRequest(RequestSet.fromAnywhere({ methods: ['DELETE'], withoutToken: true }), RequestExpectation.denied())).toThrow(/^broken: every request from outside or inside by DELETE without a token is denied, got no-route, which is no refusal\n/);
  expect(() => mesh.everyRequest(RequestSet.fromOutside({ paths: ['/v1/models/*'] }), RequestExpectation.timeoutAtLeast(Duration.seconds(60)))).toThrow(/^broken: .*, got /);
});

test('who is outside of a namespace', () => {
  expect(() => assertions().nobodyOutsideReaches('ml')).toThrow(/^broken: every request from outside or inside \(not from ml\) never reaches ml\/\*, got it does\n {2}npx .* http:\/\/ml\.example\.com\/v1\/models/);
  expect(() => assertions().nobodyOutsideReaches('mll')).toThrow("nobody runs in the namespace 'mll': there is ml");
});

test('the report of a simulator', () => {
  const chart = canaryChart();
  expect(MeshSimulator.ofChart(chart).everyRequest(UNVERSIONED, RequestExpectation.shareAtMost('ml/v2', 0.1))).toMatchObject({ holds: true, limits: expect.any(Array) });
  const { holds, requests, counterexample, text } = MeshSimulator.ofChart(chart).everyRequest(UNVERSIONED, RequestExpectation.neverReaches('ml/v2'));
  expect([holds, requests > 0, text.includes(counterexample!)]).toEqual([false, true, true]);
});

test('a namespace of which only its existence is known takes part in the mesh like the others', () => {
  const chart = new Chart(Testing.app(), 'chart');
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'ml', gateway: MeshGateway.create({ hostnames: ['ml.example.com'] }) });
  const shop = mesh.workloadFromAttributes('shop', { namespace: 'web', serviceAccount: 'shop' });
  const model = mesh.addWorkload('model', { role: WorkloadRole.INFERENCE, port: 8080 });
  model.allowFrom(shop);
  MeshAssertions.of(chart).reaches({ url: 'http://model.ml:8080/', source: 'web/shop' }, 'ml/model');
  MeshAssertions.of(chart).everyRequest(RequestSet.fromInside({ exceptSources: ['web/shop'] }), RequestExpectation.neverReaches('ml/model'));
});

function deny(chart: Chart, rule: object): void {
  new ApiObject(chart, 'addresses', {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace: 'ml', name: 'addresses' },
    spec: { action: 'DENY', rules: [rule] },
  });
}

test('the address of the caller belongs to the question', () => {
  const chart = canaryChart();
  deny(chart, { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] });
  const request = { url: 'http://ml.example.com/v1/models/a', headers: { 'x-model-version': 'v2' } };
  const simulator = MeshSimulator.ofChart(chart);
  expect([{}, { sourceIp: '10.1.2.3' }].map((told) => simulator.answer({ ...request, ...told })[0].disposition)).toEqual(['unknown', 'denied']);
});

test('what is not known offline is not said of every request', () => {
  const chart = canaryChart();
  deny(chart, { when: [{ key: 'destination.ip', values: ['10.0.0.0/8'] }] });
  expect(() => MeshAssertions.of(chart).everyRequest(RequestSet.fromInside({ hosts: ['model.ml*'], methods: ['GET'] }), RequestExpectation.shareAtMost('ml/v1', 1)))
    .toThrow(/^unknown: .*, got what cannot be told from the objects\n/);
});

test.each([-0.1, 10, NaN])('a share of %s at most', (share) => {
  expect(() => RequestExpectation.shareAtMost('ml/v2', share)).toThrow(`the share must be from 0 to 1, got ${share}: give 0.1 for 10 %`);
});

test('findings', () => {
  const chart = new Chart(Testing.app(), 'app');
  workingGateway(chart, 'gateway');
  MeshAssertions.of(chart).hasNoFindings();
  brokenGateway(chart, 'broken');
  expect(() => MeshAssertions.of(chart).hasNoFindings()).toThrow(/^expected no findings in app:\nMLM0201 error Gateway edge\/broken/);
  expect(() => MeshAssertions.of(chart.node.root).hasNoFindings()).toThrow('expected no findings in the app:\n');
});
