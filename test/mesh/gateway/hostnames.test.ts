import * as fc from 'fast-check';
import { hostnamesMeet } from '../../../src/mesh/gateway/hostnames';

test.each([
  ['a.example.com', 'a.example.com', true],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', '*.a.example.com', true],
  ['*.example.com', 'xexample.com', false],
  ['*.example.com', '*.example.org', false],
  ['a.example.com', 'b.example.com', false],
])('%s and %s meet: %p', (a, b, expected) => {
  expect(hostnamesMeet(a, b)).toBe(expected);
  expect(hostnamesMeet(b, a)).toBe(expected);
});

test('a wildcard meets everything below it', () => {
  const label = fc.stringMatching(/^[a-z]{1,5}$/);
  fc.assert(fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), fc.array(label, { minLength: 1, maxLength: 3 }), (below, domain) => {
    expect(hostnamesMeet(`*.${domain.join('.')}`, [...below, ...domain].join('.'))).toBe(true);
    expect(hostnamesMeet(`*.${domain.join('.')}`, domain.join('.'))).toBe(false);
  }));
});
