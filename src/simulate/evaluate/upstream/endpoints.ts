import { Fraction } from '../../fraction';
import type { Endpoint } from '../../tables';

/** One of the endpoints, and how probably it is chosen. */
export interface Choice {
  readonly endpoint: Endpoint;
  readonly share: Fraction;
}

/** Every pod is as probable as another one. */
export function choices(endpoints: readonly Endpoint[]): readonly Choice[] {
  const sum = endpoints.reduce((all, { replicas }) => all + replicas, 0);
  return endpoints.map((endpoint) => ({ endpoint, share: Fraction.of(endpoint.replicas, sum) }));
}

/** As probable as there are pods of it. */
export function choicesOf(endpoints: readonly Endpoint[], pods: readonly number[]): readonly Choice[] {
  const sum = total(pods);
  return endpoints.flatMap((endpoint, at) => (pods[at] === 0 ? [] : [{ endpoint, share: Fraction.of(pods[at], sum) }]));
}

export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
