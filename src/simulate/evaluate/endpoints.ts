import { Fraction } from '../fraction';
import type { Endpoint } from '../tables';

/** One of the endpoints, and how probably it is chosen. */
export interface Choice {
  readonly endpoint: Endpoint;
  readonly share: Fraction;
}

/** Every pod is as probable as another one; those that were asked before only if there is no other. */
export function choices(endpoints: readonly Endpoint[], asked: readonly Endpoint[]): readonly Choice[] {
  const left = endpoints.map((endpoint) => ({ endpoint, pods: endpoint.replicas - asked.filter((each) => each === endpoint).length }));
  const fresh = left.filter(({ pods }) => pods > 0);
  const candidates = fresh.length > 0 ? fresh : endpoints.map((endpoint) => ({ endpoint, pods: endpoint.replicas }));
  const sum = candidates.reduce((total, { pods }) => total + pods, 0);
  return candidates.map(({ endpoint, pods }) => ({ endpoint, share: Fraction.of(pods, sum) }));
}
