import { isIP, isIPv4 } from 'node:net';
import { addressOf } from '../request';

const FAMILIES = [{ isV4: true, bits: 32 }, { isV4: false, bits: 128 }] as const;

type Family = (typeof FAMILIES)[number];

/** An address of each stretch of addresses that the blocks treat alike: of both families, for no block holds addresses of both. */
export function addressesApart(blocks: readonly string[]): readonly string[] {
  return FAMILIES.flatMap((family) => {
    const size = powerOfTwo(family.bits);
    const borders = blocks.flatMap((block) => bordersOf(block, family)).filter((border) => border < size);
    const starts = [...new Set([0n, ...borders])].sort((a, b) => (a < b ? -1 : 1));
    return starts.map((start, at) => textOf(start + (start + 1n < (starts[at + 1] ?? size) ? 1n : 0n), family));
  });
}

function powerOfTwo(bits: number): bigint {
  return 2n ** BigInt(bits);
}

/** Where a block begins, and where what follows it does. */
function bordersOf(block: string, { isV4, bits }: Family): readonly bigint[] {
  const [base, length = String(bits)] = block.split('/');
  if (isIP(base) === 0 || isIPv4(base) !== isV4) {
    return [];
  }
  const size = powerOfTwo(bits - Number(length));
  const start = numberOf(base) / size * size;
  return [start, start + size];
}

function numberOf(address: string): bigint {
  return isIPv4(address) ? joined(address.split('.'), 8, 10) : joined(groupsOf(address), 16, 16);
}

function joined(parts: readonly string[], bits: number, radix: number): bigint {
  return parts.reduce((sum, part) => sum * powerOfTwo(bits) + BigInt(parseInt(part, radix)), 0n);
}

/** The eight groups of an address of IPv6, however it is written. */
function groupsOf(address: string): readonly string[] {
  const [before, after] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::').map((half) => half.split(':').filter((group) => group !== ''));
  return after === undefined ? before : [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

function textOf(number: bigint, { isV4, bits }: Family): string {
  const width = isV4 ? 8 : 16;
  const parts = Array.from({ length: bits / width }, (_, at) => number / powerOfTwo(bits - width * (at + 1)) % powerOfTwo(width));
  return addressOf(parts.map((part) => part.toString(isV4 ? 10 : 16)).join(isV4 ? '.' : ':'));
}
