import * as library from '../../src';

test('only classes and enums are exported: jsii drops functions and constants without a word', () => {
  const isClass = (value: unknown) => typeof value === 'function' && Function.prototype.toString.call(value).startsWith('class ');
  const isEnum = (value: unknown) => typeof value === 'object' && value !== null
    && Object.entries(value).every(([name, text]) => /^[A-Z][A-Z0-9_]*$/.test(name) && typeof text === 'string');

  const others = Object.entries(library).filter(([, value]) => !isClass(value) && !isEnum(value)).map(([name]) => name);

  expect(others).toEqual([]);
  expect(Object.values(library).filter(isClass).length).toBeGreaterThan(0);
  expect(Object.values(library).filter(isEnum).length).toBeGreaterThan(0);
});
