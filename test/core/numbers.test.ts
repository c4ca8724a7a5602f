import * as fc from 'fast-check';
import { SITE } from './at';
import { checkInteger, checkPercentage, checkPort, checkPositiveNumber, checkSamplingPercentage } from '../../src/core/numbers';

test('a whole number lies within its bounds', () => {
  const bounds = { min: 2, max: 4, fix: 'count again' };
  expect([2, 3, 4].map((value) => checkInteger(SITE, value, bounds))).toEqual([2, 3, 4]);
  for (const value of [1, 5, 2.5, NaN, Infinity]) {
    expect(() => checkInteger(SITE, value, bounds)).toThrow(`[app/chat] prop must be a whole number from 2 to 4, got ${value}: count again`);
  }
});

test('a port is 1 to 65535', () => {
  expect([1, 65535].map((port) => checkPort(SITE, port))).toEqual([1, 65535]);
  for (const port of [0, -1, 65536, 80.5]) {
    expect(() => checkPort(SITE, port)).toThrow(`[app/chat] prop must be a whole number from 1 to 65535, got ${port}: give the port of the Service or pod`);
  }
});

test.each([0, 0.07, 1.13, 0.0001, 33.3333, 99.9999, 100])('%p is a percentage', (percentage) => {
  expect(checkPercentage(SITE, percentage)).toBe(percentage);
});

test.each([-0.1, 100.0001, 0.00001, NaN, Infinity])('%p is no percentage', (percentage) => {
  expect(() => checkPercentage(SITE, percentage))
    .toThrow(`[app/chat] prop must be a percentage from 0 to 100 with four decimals at most, got ${percentage}: Envoy counts in millionths`);
});

test('every number of millionths or hundredths is taken, however it looks in binary', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), (millionths) => {
    expect(checkPercentage(SITE, millionths / 10_000)).toBe(millionths / 10_000);
  }));
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
    expect(checkSamplingPercentage(SITE, hundredths / 100)).toBe(hundredths / 100);
  }));
});

test.each([0.001, -1, 100.01, NaN])('%p is no sampling percentage', (percentage) => {
  expect(() => checkSamplingPercentage(SITE, percentage)).toThrow(
    `[app/chat] prop must be a percentage from 0 to 100 with two decimals at most, got ${percentage}: write 100 for every request, 0 for none but those that the caller traces`,
  );
});

test('an amount is above 0', () => {
  expect(checkPositiveNumber(SITE, 0.5)).toBe(0.5);
  for (const value of [0, -1, NaN, Infinity]) {
    expect(() => checkPositiveNumber(SITE, value)).toThrow(`[app/chat] prop must be a number above 0, got ${value}: measure it, or leave the prop out`);
  }
});
