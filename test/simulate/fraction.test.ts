import * as fc from 'fast-check';
import { Fraction } from '../../src/simulate/fraction';

test('decimals are taken as they are written', () => {
  expect(String(Fraction.decimal(0.1).plus(Fraction.decimal(0.2)))).toBe('3/10');
  expect(String(Fraction.decimal(1e-7))).toBe('1/10000000');
  expect(String(Fraction.decimal(250))).toBe('250');
});

test('the rest makes one', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (part, more) => {
    const share = Fraction.of(part, part + more);
    expect(share.plus(share.rest).isOne).toBe(true);
  }));
});

test('shares of many digits are numbers, too', () => {
  const rare = Fraction.of(1, 99).power(200);
  expect([rare.rest.toNumber(), rare.toNumber(), rare.over(rare).isOne]).toEqual([1, 0, true]);
  expect(Fraction.of(2, 3).power(2000).over(Fraction.of(2, 3).power(1999)).toNumber()).toBeCloseTo(2 / 3, 15);
  expect(Fraction.of(1, 3).power(3000).plus(Fraction.of(1, 3)).toNumber()).toBeCloseTo(1 / 3, 15);
});

test('shares are kept in lowest terms', () => {
  expect(String(Fraction.of(10, 100).times(Fraction.of(1, 2)))).toBe('1/20');
});
