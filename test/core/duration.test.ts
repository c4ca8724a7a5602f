import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { SITE } from './at';
import { checkPositive, renderDuration } from '../../src/core/duration';

/** Gateway API, GEP-2257. */
const GATEWAY_API = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;
const MILLIS: { readonly [unit: string]: number } = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const LONGEST = 100_000 * 3_600_000 - 1;

const parse = (text: string): number =>
  [...text.matchAll(/([0-9]+)(ms|h|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * MILLIS[unit], 0);

test.each([
  [Duration.seconds(90), '90s'],
  [Duration.seconds(120), '2m'],
  [Duration.millis(1500), '1500ms'],
  [Duration.hours(24), '24h'],
  [Duration.seconds(1.5), '1500ms'],
  [Duration.millis(99_999), '99999ms'],
  [Duration.millis(150_001), '2m30s1ms'],
  [Duration.seconds(100_001), '27h46m41s'],
  [Duration.seconds(0), '0s'],
])('%s is written as %s', (duration, text) => {
  expect(renderDuration(duration)).toBe(text);
});

test('every duration is in the format of Gateway API and reads back the same', () => {
  const millis = fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: LONGEST }));
  fc.assert(fc.property(millis, (count) => {
    const text = renderDuration(checkPositive(SITE, Duration.millis(Math.max(1, count))));
    expect(text).toMatch(GATEWAY_API);
    expect(parse(text)).toBe(Math.max(1, count));
  }));
});

test('a limit is whole milliseconds, 1 or more', () => {
  expect(renderDuration(checkPositive(SITE, Duration.millis(1)))).toBe('1ms');
  for (const duration of [Duration.millis(0), Duration.millis(0.5), Duration.seconds(0.0015)]) {
    expect(() => checkPositive(SITE, duration))
      .toThrow(/^\[app\/chat\] prop must be a whole number of milliseconds, 1 or more, got '.*': give a longer time, or leave the prop out for no limit$/);
  }
});

test('a limit is below 100000 hours', () => {
  expect(renderDuration(checkPositive(SITE, Duration.millis(LONGEST)))).toBe('99999h59m59s999ms');
  expect(() => checkPositive(SITE, Duration.hours(100_000)))
    .toThrow(/^\[app\/chat\] prop must be below 100000 hours, the longest that can be written, got '.*': leave the prop out for no limit$/);
});
