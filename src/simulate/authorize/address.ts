import { BlockList, isIP } from 'node:net';

/** What a connection inside of a proxy has for an address: no block holds it, not even one of all addresses. */
export const NO_ADDRESS = '';

/** Whether an address lies in a block: `10.0.0.0/8`, or an address alone. Undefined for what is no block. */
export function addressTest(block: string): ((address: string) => boolean) | undefined {
  const [base, length, ...rest] = block.split('/');
  const family = isIP(base);
  const bits = length === undefined ? maxBits(family) : Number(length);
  if (family === 0 || rest.length > 0 || !/^\d*$/.test(length ?? '') || length === '' || bits > maxBits(family)) {
    return undefined;
  }
  const list = new BlockList();
  list.addSubnet(base, bits, version(family));
  return (address) => isIP(address) === family && list.check(address, version(family));
}

/** Whether the blocks together hold every address there is. */
export function coverEverything(blocks: readonly string[]): boolean {
  return [4, 6].every((family) => blocks.some((block) => block.endsWith('/0') && isIP(block.slice(0, -'/0'.length)) === family));
}

function maxBits(family: number): number {
  return family === 4 ? 32 : 128;
}

function version(family: number): 'ipv4' | 'ipv6' {
  return family === 4 ? 'ipv4' : 'ipv6';
}
