import * as fc from 'fast-check';
import { policies } from './policies';
import { OLDER_TARGET, render, TARGET } from './render';
import { complaints } from './webhook';
import { InvalidPropError } from '../../src/core/site';
import type { TrafficPolicy, TrafficPolicyContext } from '../../src/resilience/traffic-policy';

const contexts = fc.record({
  h2c: fc.boolean(),
  target: fc.constantFrom(TARGET, OLDER_TARGET),
  replicas: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
});

const RUNS = { numRuns: 4_000, seed: 1 };

/** Undefined where our own check refuses it; any other error is a defect. */
function accepted(policy: TrafficPolicy, context: Partial<TrafficPolicyContext>): any {
  try {
    return render(policy, context);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidPropError);
    return undefined;
  }
}

test('what is accepted satisfies istiod\'s webhook, and enough is accepted', () => {
  let count = 0;
  fc.assert(fc.property(policies, contexts, (policy, context) => {
    const rendered = accepted(policy, context);
    if (rendered) {
      count++;
      expect(complaints(rendered)).toEqual([]);
    }
  }), RUNS);
  expect(count).toBeGreaterThan(RUNS.numRuns / 3);
});

test('whatever is accepted ejects somebody and never everybody', () => {
  let count = 0;
  fc.assert(fc.property(policies, contexts, (policy, context) => {
    const outlier = accepted(policy, context)?.outlierDetection;
    if (outlier) {
      count++;
      expect(outlier.maxEjectionPercent).toBeLessThan(100);
      expect(Math.floor(((context.replicas ?? 100) * outlier.maxEjectionPercent) / 100)).toBeGreaterThan(0);
    }
  }), RUNS);
  expect(count).toBeGreaterThan(RUNS.numRuns / 10);
});

test('HTTP/2 is used where the backend is declared h2c and nowhere else', () => {
  fc.assert(fc.property(policies, contexts, (policy, context) => {
    const rendered = accepted(policy, context);
    if (rendered) {
      expect(rendered.connectionPool?.http?.h2UpgradePolicy).toBe(context.h2c ? 'UPGRADE' : undefined);
    }
  }), RUNS);
});

test('no number that Istio takes for not set is ever written', () => {
  fc.assert(fc.property(policies, contexts, (policy, context) => {
    const { connectionPool: pool, retryBudget: budget, outlierDetection: outlier } = accepted(policy, context) ?? {};
    const single = [budget?.minRetryConcurrency, outlier?.consecutiveLocalOriginFailures];
    const counts = [...Object.values(pool?.http ?? {}), ...Object.values(pool?.tcp ?? {}), ...single];
    expect(counts).not.toContain(0);
  }), RUNS);
});
