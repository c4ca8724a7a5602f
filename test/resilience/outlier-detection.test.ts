import { Duration } from 'cdk8s';
import { render } from './render';
import type { OutlierDetection } from '../../src/resilience/outlier-detection';

const AT = '\\[app/chat\\] trafficPolicy\\.outlierDetection';

function outlier(outlierDetection: OutlierDetection, replicas?: number) {
  return render({ outlierDetection }, { replicas }).outlierDetection;
}

test('renders every field under Istio\'s name', () => {
  const rendered = outlier({
    consecutive5xxErrors: 7,
    consecutiveGatewayErrors: 3,
    consecutiveLocalOriginFailures: 4,
    splitExternalLocalOriginErrors: true,
    interval: Duration.seconds(5),
    baseEjectionTime: Duration.minutes(2),
    maxEjectionPercent: 60,
    minHealthPercent: 30,
  }, 4);
  expect(rendered).toEqual({
    consecutive5xxErrors: 7,
    consecutiveGatewayErrors: 3,
    consecutiveLocalOriginFailures: 4,
    splitExternalLocalOriginErrors: true,
    interval: '5s',
    baseEjectionTime: '2m',
    maxEjectionPercent: 60,
    minHealthPercent: 30,
  });
});

test.each([[2, 50], [3, 67], [4, 75], [8, 88], [500, 99]])('with %i replicas all endpoints but one may go: %i %%', (replicas, percent) => {
  expect(outlier({}, replicas)).toEqual({ maxEjectionPercent: percent });
});

test('with an unknown number of replicas half of the endpoints may go', () => {
  expect(outlier({})).toEqual({ maxEjectionPercent: 50 });
});

test('fails where the last endpoint could go', () => {
  expect(() => outlier({ maxEjectionPercent: 100 }, 3)).toThrow(new RegExp(`${AT}\\.maxEjectionPercent would let all 3 of 3 endpoints .*got 100: give 67`));
  expect(() => outlier({ maxEjectionPercent: 100 })).toThrow(new RegExp(`${AT}\\.maxEjectionPercent would let all endpoints .*give 99 at most`));
});

test('fails where nobody could go', () => {
  expect(() => outlier({ maxEjectionPercent: 10 }, 9)).toThrow(new RegExp(`${AT}\\.maxEjectionPercent ejects nobody: 10 % of 9 endpoints .*give 12 or more`));
  expect(() => outlier({}, 1)).toThrow(new RegExp(`${AT} has no effect on a backend with 1 replica.*two replicas`));
});

test('fails on 0 for maxEjectionPercent, which Istio takes for not set', () => {
  expect(() => outlier({ maxEjectionPercent: 0 })).toThrow(new RegExp(`${AT}\\.maxEjectionPercent must be a whole number from 1 to 99, got 0`));
  expect(() => outlier({ maxEjectionPercent: 33.5 })).toThrow(/maxEjectionPercent must be a whole number/);
});

test('fails where minHealthPercent undoes every ejection', () => {
  expect(() => outlier({ minHealthPercent: 67 }, 3)).toThrow(new RegExp(`${AT}\\.minHealthPercent undoes every ejection: with 1 of 3 .*give 66 or less`));
  expect(outlier({ minHealthPercent: 66 }, 3)).toEqual({ maxEjectionPercent: 67, minHealthPercent: 66 });
  expect(() => outlier({ minHealthPercent: 101 })).toThrow(/minHealthPercent must be a whole number from 0 to 100, got 101/);
});

test('fails where every kind of error is switched off', () => {
  expect(() => outlier({ consecutive5xxErrors: 0 })).toThrow(new RegExp(`${AT} ejects nobody: every kind of error is switched off`));
  expect(() => outlier({ consecutive5xxErrors: 0, consecutiveGatewayErrors: 0 })).toThrow(/switched off/);
  expect(outlier({ consecutive5xxErrors: 0, splitExternalLocalOriginErrors: true })).toMatchObject({ splitExternalLocalOriginErrors: true });
});

test('fails on gateway errors that 5xx errors come before', () => {
  expect(() => outlier({ consecutiveGatewayErrors: 5 }))
    .toThrow(new RegExp(`${AT}\\.consecutiveGatewayErrors has no effect unless it is lower than consecutive5xxErrors \\(5, the default\\).*got 5`));
  expect(() => outlier({ consecutive5xxErrors: 3, consecutiveGatewayErrors: 3 })).toThrow(/consecutive5xxErrors \(3\)/);
  expect(outlier({ consecutive5xxErrors: 0, consecutiveGatewayErrors: 5 })).toMatchObject({ consecutiveGatewayErrors: 5 });
  expect(outlier({ consecutiveGatewayErrors: 4 })).toMatchObject({ consecutiveGatewayErrors: 4 });
});

test('local failures are told apart where they have a number of their own', () => {
  expect(outlier({ consecutiveLocalOriginFailures: 2 })).toMatchObject({ consecutiveLocalOriginFailures: 2, splitExternalLocalOriginErrors: true });
  expect(() => outlier({ consecutiveLocalOriginFailures: 2, splitExternalLocalOriginErrors: false }))
    .toThrow(new RegExp(`${AT}\\.splitExternalLocalOriginErrors must not be false`));
  expect(() => outlier({ consecutiveLocalOriginFailures: 0 })).toThrow(/consecutiveLocalOriginFailures must be a whole number from 1/);
});

test('fails on counts and times that the CRD refuses', () => {
  expect(() => outlier({ consecutive5xxErrors: -1 })).toThrow(/consecutive5xxErrors must be a whole number from 0/);
  expect(() => outlier({ consecutiveGatewayErrors: 1.5 })).toThrow(/consecutiveGatewayErrors must be a whole number from 0/);
  expect(() => outlier({ interval: Duration.millis(0) })).toThrow(/outlierDetection\.interval must be a whole number of milliseconds, 1 or more/);
  expect(() => outlier({ baseEjectionTime: Duration.millis(0.5) })).toThrow(/outlierDetection\.baseEjectionTime must be a whole number of milliseconds/);
});
