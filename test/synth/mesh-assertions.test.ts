import { Chart, Testing } from 'cdk8s';
import { brokenGateway, workingGateway } from './app';
import { canaryChart } from './canary-app';
import { MeshAssertions } from '../../src';

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
  expect(() => assertions().isDenied(READS)).toThrow(/^GET http:\/\/model:8080\/v1\/models\/a from ml\/caller: expected to be denied, got 0 %\n.*200/s);
});

test('what is not known offline is neither so nor not', () => {
  const nowhere = { url: 'http://elsewhere.example.org/', source: 'ml/caller' };
  expect(() => assertions().neverReaches(nowhere, 'ml/v1')).toThrow(/expected never to reach ml\/v1, which cannot be told from the objects of the app\n.*= unknown/s);
});

test('a backend that does not exist', () => {
  expect(() => assertions().neverReaches(OUTSIDE, 'ml/v3')).toThrow("no workload is called 'ml/v3': give namespace/name, one of ml/caller, ml/v1, ml/v2");
  expect(() => MeshAssertions.of(new Chart(Testing.app(), 'chart')).neverReaches(OUTSIDE, 'ml/v3')).toThrow('one of none, the app has no pods');
});

test.each([10, 0, NaN, -0.1])('a share of %s', (share) => {
  expect(() => assertions().reaches(OUTSIDE, 'ml/v2', share))
    .toThrow(`the share must be above 0 and at most 1, got ${share}: give 0.1 for 10 %, or say that the request never reaches ml/v2`);
});

test('findings', () => {
  const chart = new Chart(Testing.app(), 'app');
  workingGateway(chart, 'gateway');
  MeshAssertions.of(chart).hasNoFindings();
  brokenGateway(chart, 'broken');
  expect(() => MeshAssertions.of(chart).hasNoFindings()).toThrow(/^expected no findings in app:\nMLM0201 error Gateway edge\/broken/);
  expect(() => MeshAssertions.of(chart.node.root).hasNoFindings()).toThrow('expected no findings in the app:\n');
});
