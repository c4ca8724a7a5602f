import { Duration } from 'cdk8s';
import { OLDER_TARGET, render } from './render';
import { HashKey } from '../../src/resilience/hash-key';
import { LoadBalancing } from '../../src/resilience/load-balancing';
import { LocalityPreference } from '../../src/resilience/locality-preference';

const AT = '\\[app/chat\\] trafficPolicy';

test('renders all parts side by side', () => {
  const policy = {
    connectionPool: { maxRequests: 100 },
    outlierDetection: { consecutive5xxErrors: 3 },
    loadBalancing: LoadBalancing.consistentHash(HashKey.header('x-session')),
    locality: LocalityPreference.disabled(),
    retryBudget: { percent: 10 },
  };
  expect(render(policy, { replicas: 3 })).toEqual({
    connectionPool: { http: { http2MaxRequests: 100 } },
    outlierDetection: { consecutive5xxErrors: 3, maxEjectionPercent: 67 },
    loadBalancer: { consistentHash: { httpHeaderName: 'x-session' }, localityLbSetting: { enabled: false } },
    retryBudget: { percent: 10, minRetryConcurrency: 3 },
  });
});

test('fails on a policy without a setting, which istiod refuses', () => {
  expect(() => render({})).toThrow(new RegExp(`${AT} must contain at least one setting`));
});

test('writes the defaults of a retry budget out', () => {
  expect(render({ retryBudget: {} })).toEqual({ retryBudget: { percent: 20, minRetryConcurrency: 3 } });
  expect(render({ retryBudget: { percent: 0, minRetryConcurrency: 1, budgetInterval: Duration.seconds(0) } }))
    .toEqual({ retryBudget: { percent: 0, minRetryConcurrency: 1, budgetInterval: '0s' } });
});

test('fails on a retry budget out of bounds', () => {
  expect(() => render({ retryBudget: { percent: 101 } })).toThrow(new RegExp(`${AT}\\.retryBudget\\.percent must be a percentage`));
  expect(() => render({ retryBudget: { minRetryConcurrency: 0 } })).toThrow(new RegExp(`${AT}\\.retryBudget\\.minRetryConcurrency must be a whole number from 1`));
  expect(() => render({ retryBudget: { budgetInterval: Duration.millis(0.5) } })).toThrow(new RegExp(`${AT}\\.retryBudget\\.budgetInterval must be`));
});

test('budgetInterval needs Istio 1.31', () => {
  expect(() => render({ retryBudget: { budgetInterval: Duration.seconds(1) } }, { target: OLDER_TARGET }))
    .toThrow(new RegExp(`${AT}\\.retryBudget\\.budgetInterval cannot be had: .*1\\.31\\.0 or later, not 1\\.30\\.3`));
});

test('fails on maxRetries beside a retry budget', () => {
  expect(() => render({ connectionPool: { maxRetries: 3 }, retryBudget: {} }))
    .toThrow(new RegExp(`${AT}\\.connectionPool\\.maxRetries has no effect beside retryBudget.*got 3`));
});
