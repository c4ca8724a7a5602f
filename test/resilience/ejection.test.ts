import * as fc from 'fast-check';
import { ejectableEndpoints, highestUsefulHealthPercent, percentForAllButOne, percentForOne } from '../../src/resilience/ejection';

/** Envoy's own rule, one ejection after the other (outlier_detection_impl.cc). */
function ejectedByEnvoy(endpoints: number, percent: number): number {
  let ejected = 0;
  while (ejected < endpoints && (100 * (ejected + 1)) / endpoints <= percent) {
    ejected++;
  }
  return ejected;
}

const endpoints = fc.integer({ min: 2, max: 5_000 });
const percent = fc.integer({ min: 1, max: 100 });

test.each([
  [3, 66, 1], [3, 67, 2], [2, 50, 1], [2, 49, 0], [3, 99, 2], [3, 100, 3], [6, 83, 4], [6, 84, 5], [3, 10, 0], [1, 99, 0], [10, 90, 9],
])('of %i endpoints %i %% lets %i go, as measured with Envoy 1.39.3', (n, p, ejected) => {
  expect(ejectableEndpoints(n, p)).toBe(ejected);
});

test('the formula equals Envoy\'s rule', () => {
  fc.assert(fc.property(endpoints, percent, (n, p) => ejectableEndpoints(n, p) === ejectedByEnvoy(n, p)));
});

test('the last endpoint stays at every percentage but 100', () => {
  fc.assert(fc.property(endpoints, percent, (n, p) => ejectedByEnvoy(n, p) < n === p < 100));
});

test('the derived percentage lets all endpoints but one go, of more than a hundred 99 percent', () => {
  fc.assert(fc.property(endpoints, (n) => {
    expect(ejectedByEnvoy(n, percentForAllButOne(n))).toBe(n <= 100 ? n - 1 : Math.floor(n * 0.99));
  }));
});

test('the percentage for one endpoint is the lowest that ejects any', () => {
  fc.assert(fc.property(endpoints, (n) => ejectedByEnvoy(n, percentForOne(n)) >= 1 && ejectedByEnvoy(n, percentForOne(n) - 1) === 0));
});

test.each([[2, 50], [3, 66], [4, 100], [10, 100]])('of %i endpoints one can be out at minHealthPercent %i, as measured with Envoy 1.39.3', (n, highest) => {
  expect(highestUsefulHealthPercent(n)).toBe(highest);
});
