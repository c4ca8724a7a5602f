import * as fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/manifest/duration';

test.each([
  ['90s', 90_000], ['1h30m', 5_400_000], ['1.5s', 1_500], ['250ms', 250], ['.5s', 500], ['0s', 0], ['1m0.5s', 60_500], ['100us', 0.1],
])('%s is %d milliseconds', (text, millis) => {
  expect(parseDuration(text)).toBeCloseTo(millis, 6);
});

test.each([[undefined], [''], ['30'], ['s'], ['30 s'], ['x30s'], ['30sx'], ['-1s'], ['1s-1s']])('%p is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('what is written is read again', () => {
  fc.assert(fc.property(fc.nat(100_000_000), (millis) => {
    expect(parseDuration(formatDuration(millis))).toBeCloseTo(millis, 3);
  }));
});

test('a duration has the largest unit that leaves no remainder', () => {
  expect([90_000, 120_000, 1_500, 7_200_000, 0].map(formatDuration)).toEqual(['90s', '2m', '1500ms', '2h', '0s']);
});
