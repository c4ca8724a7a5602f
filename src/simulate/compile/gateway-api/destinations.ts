import { BACKEND_FILTERS } from '../../../manifest/gateway-api/filters';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { originOf } from '../origin';
import type { Destination, RuleResponse } from '../rule';
import { headersOf } from './header-filters';
import type { TargetRef, Targets } from './targets';
import { UnusableRoute } from './unusable';

/** A backend of a rule of either kind of route. */
export interface WeightedRef extends TargetRef {
  readonly weight?: number;
  readonly filters?: readonly { readonly type: string }[];
}

/** The backends that have a weight (pilot/pkg/config/kube/gateway/conversion.go `buildHTTPDestination`). */
export function destinations(route: ManifestObject, rule: number, refs: readonly WeightedRef[], targets: Targets): Destination[] {
  return refs.flatMap((ref, index) => {
    const { weight = 1, filters = [] } = ref;
    if (weight === 0) {
      return [];
    }
    const target = targets.resolve(ref);
    if (filters.some(({ type }) => !BACKEND_FILTERS.includes(type))) {
      throw new UnusableRoute('backends have no filters but those of headers');
    }
    return [{ target, weight, headers: headersOf(filters), origin: originOf(route, 'spec', 'rules', rule, 'backendRefs', index) }];
  });
}

/** What is answered where nobody has a weight. */
export function withoutDestinations(refs: readonly WeightedRef[], status: number): RuleResponse {
  return { status, why: refs.length === 0 ? 'its rule has no backends' : 'no backend of its rule has a weight' };
}

export function hasWeight(refs: readonly WeightedRef[]): boolean {
  return refs.some(({ weight = 1 }) => weight > 0);
}
