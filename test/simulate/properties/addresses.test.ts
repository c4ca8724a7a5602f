import * as fc from 'fast-check';
import { addressTest } from '../../../src/simulate/authorize/address';
import { addressesApart } from '../../../src/simulate/properties/addresses';

test('each stretch of addresses that blocks treat alike has one', () => {
  expect(addressesApart([])).toEqual(['0.0.0.1', '::1']);
  expect(addressesApart(['10.0.0.0/8', '10.1.0.0/16', '203.0.113.7'])).toEqual(
    ['0.0.0.1', '10.0.0.1', '10.1.0.1', '10.2.0.1', '11.0.0.1', '203.0.113.7', '203.0.113.9', '::1']);
  expect(addressesApart(['0.0.0.0/0', '2001:db8::/32', 'x/8'])).toEqual(['0.0.0.1', '::1', '2001:db8::1', '2001:db9::1']);
});

const byte = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(byte, byte, byte, byte).map((parts) => parts.join('.'));
const v6 = fc.ipV6();
const block = fc.oneof(
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([base, bits]) => `${base}/${bits}`),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([base, bits]) => `${base}/${bits}`),
);

test('blocks tell no other address apart from all of them', () => {
  fc.assert(fc.property(fc.array(block, { maxLength: 5 }), fc.oneof(v4, v6), (blocks, address) => {
    const verdicts = (each: string) => blocks.map((one) => addressTest(one)!(each)).join();
    expect(addressesApart(blocks).map(verdicts)).toContain(verdicts(address));
  }));
});
