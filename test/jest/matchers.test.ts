import { Chart, Testing } from 'cdk8s';
import { matchers } from '../../src/jest';
import { brokenGateway, workingGateway } from '../synth/app';

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
