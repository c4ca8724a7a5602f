import { Chart, Testing } from 'cdk8s';
import { RequestExpectation, RequestSet } from '../../src';
import { matchers } from '../../src/jest';
import { brokenGateway, workingGateway } from '../synth/app';
import { canaryChart } from '../synth/canary-app';

function chart(): Chart {
  return new Chart(Testing.app(), 'app');
}

test('no findings', () => {
  const sound = chart();
  workingGateway(sound, 'gateway');
  const broken = chart();
  brokenGateway(broken, 'gateway');

  expect(sound).toHaveNoFindings();
  expect(broken).not.toHaveNoFindings();
  expect(() => expect(broken).toHaveNoFindings()).toThrow(/^expected no findings in app:\nMLM0201 error Gateway edge\/gateway spec.listeners\[0\].protocol: Istio/);
  expect(() => expect(sound).not.toHaveNoFindings()).toThrow('expected findings in app, there are none');
});

test('a certain finding', () => {
  const broken = chart();
  brokenGateway(broken, 'gateway');

  expect(broken).toHaveFinding('MLM0201');
  expect(broken).not.toHaveFinding('MLM0101', { complete: true });
  expect(() => expect(broken).toHaveFinding('MLM0101')).toThrow('expected MLM0101 in app, there is MLM0201');
  expect(() => expect(broken).not.toHaveFinding('MLM0201')).toThrow('expected no MLM0201 in app:\nGateway edge/gateway spec.listeners[0].protocol: Istio serves');
  expect(() => expect(chart()).toHaveFinding('MLM0201')).toThrow('there is nothing');
});

test('the whole app has a name too', () => {
  expect(matchers.toHaveNoFindings(Testing.app()).message()).toBe('expected findings in the app, there are none');
});

test('where requests go', () => {
  const app = canaryChart();
  const request = { url: 'http://ml.example.com/v1/models/a' };
  const v2 = { ...request, headers: { 'x-model-version': 'v2' } };
  const refused = { method: 'DELETE', url: 'http://model:8080/v1/models/a', source: 'ml/caller' };

  expect(app).toReachWith(0.1, request, 'ml/v2');
  expect(app).toAlwaysReach(v2, 'ml/v2');
  expect(app).toNeverReach(v2, 'ml/v1');
  expect(app).toDeny(refused);
  expect(app).not.toReachWith(0.2, request, 'ml/v2');
  expect(app).not.toAlwaysReach(request, 'ml/v2');
  expect(app).not.toNeverReach(request, 'ml/v2');
  expect(app).not.toDeny(request);

  expect(() => expect(app).toAlwaysReach(request, 'ml/v2')).toThrow('expected always to reach ml/v2, got 10 %\n▸ gateway');
  expect(() => expect(app).not.toReachWith(0.1, request, 'ml/v2')).toThrow('expected to reach ml/v2 with another share than 10 %, got 10 %');
  expect(() => expect(app).not.toAlwaysReach(v2, 'ml/v2')).toThrow('expected not always to reach ml/v2, got 100 %');
  expect(() => expect(app).not.toNeverReach(v2, 'ml/v1')).toThrow('expected to reach ml/v1 at times, got 0 %');
  expect(() => expect(app).not.toDeny(refused)).toThrow('expected not always to be denied, got 100 %');
});

test('what is said of every request', () => {
  const app = canaryChart();
  const unversioned = RequestSet.fromOutside({ withoutHeaders: ['x-model-version'] });

  expect(app).toHoldForEveryRequest(unversioned, RequestExpectation.shareAtMost('ml/v2', 0.1));
  expect(app).not.toHoldForEveryRequest(RequestSet.fromOutside(), RequestExpectation.neverReaches('ml/*'));
  expect(app).not.toLetNobodyOutsideReach('ml');

  expect(() => expect(app).toHoldForEveryRequest(unversioned, RequestExpectation.neverReaches('ml/v2'))).toThrow('broken: every request from outside without x-model-version never reaches ml/v2, got it does\n');
  expect(() => expect(app).not.toHoldForEveryRequest(unversioned, RequestExpectation.shareAtMost('ml/v2', 0.1))).toThrow('holds: every request from outside without x-model-version reaches ml/v2 with at most 10 %\n');
  expect(() => expect(app).toLetNobodyOutsideReach('ml')).toThrow('broken: every request from outside or inside (not from ml) never reaches ml/*, got it does\n');
});
