import type { DestinationRuleConsistentHash } from '../../imports/networking.istio.io';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** Envoy's own defaults, written out. */
const DEFAULT_RING_SIZE = 1024;
const DEFAULT_TABLE_SIZE = 65_537;

/** Envoy refuses a cluster with a larger ring (config/cluster/v3/cluster.proto RingHashLbConfig); Istio's webhook does not notice. */
const MAX_RING_SIZE = 8_388_608;
/** Istio's webhook (validateLoadBalancer) wants less than 5000011. */
const MAX_TABLE_SIZE = 5_000_010;

/**
 * How endpoints are found by a hash (`consistentHash`).
 *
 * Every proxy that knows the Service keeps the ring or table in memory, for each of its threads: with rings of millions, proxies of 50 MB
 * were seen to grow to 600 MB and more. A few hundred points for each endpoint are even enough.
 */
export class HashAlgorithm {
  /**
   * A ring with several points for each endpoint (`ringHash`), as Istio does by default.
   * @param minimumRingSize points on the ring at least (`minimumRingSize`), 8388608 at most; more points make shares more even. 1024 if left out
   */
  public static ringHash(minimumRingSize: number = DEFAULT_RING_SIZE): HashAlgorithm {
    return new HashAlgorithm((site) => ({ ringHash: { minimumRingSize: checkRingSize(site.at('minimumRingSize'), minimumRingSize) } }));
  }

  /**
   * A table (`maglev`): faster to look up and more even than a ring, but more keys move when endpoints come and go.
   * @param tableSize entries (`tableSize`), a prime below 5000011. 65537 if left out
   */
  public static maglev(tableSize: number = DEFAULT_TABLE_SIZE): HashAlgorithm {
    return new HashAlgorithm((site) => ({ maglev: { tableSize: checkTableSize(site.at('tableSize'), tableSize) } }));
  }

  private constructor(private readonly render: (site: Site) => DestinationRuleConsistentHash) {}

  /** @internal */
  public _render(site: Site): DestinationRuleConsistentHash {
    return this.render(site);
  }
}

function checkRingSize(site: Site, size: number): number {
  return checkInteger(site, size, { min: 1, max: MAX_RING_SIZE, fix: 'Envoy refuses larger rings; leave it out for 1024' });
}

function checkTableSize(site: Site, size: number): number {
  checkInteger(site, size, { min: 2, max: MAX_TABLE_SIZE, fix: 'Envoy and Istio take no larger table; leave it out for 65537' });
  site.check(isPrime(size), { problem: 'must be a prime number', got: size, fix: `take ${primeBelow(size)}, or leave it out for ${DEFAULT_TABLE_SIZE}` });
  return size;
}

function isPrime(n: number): boolean {
  for (let factor = 2; factor * factor <= n; factor++) {
    if (n % factor === 0) {
      return false;
    }
  }
  return true;
}

/** Downwards, so that it stays in bounds. */
function primeBelow(n: number): number {
  return isPrime(n) ? n : primeBelow(n - 1);
}
