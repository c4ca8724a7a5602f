import { percent } from '../../src/simulate/percent';

test.each([
  [0, '0 %'],
  [1e-9, '<0.0001 %'],
  [1 / 8192, '0.0122 %'],
  [1 / 3, '33.3333 %'],
  [0.9, '90 %'],
  [1 - 1e-8, '>99.9999 %'],
  [0.1 + 0.2 + 0.7, '100 %'],
  [1, '100 %'],
])('%d is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});
