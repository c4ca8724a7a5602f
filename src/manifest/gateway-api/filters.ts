import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';

/** Filters that Istio has (pilot/pkg/config/kube/gateway/conversion.go `convertHTTPRoute`). */
export const RULE_FILTERS: readonly string[] = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'RequestMirror', 'URLRewrite', 'CORS'];
/** Those of a backend (`buildHTTPDestination`). */
export const BACKEND_FILTERS: readonly string[] = ['RequestHeaderModifier', 'ResponseHeaderModifier'];

interface Filter {
  readonly type: string;
}

/** What HTTPRoutes and GRPCRoutes have in common. */
export interface FilteredRoute {
  readonly rules?: readonly {
    readonly filters?: readonly Filter[];
    readonly backendRefs?: readonly { readonly weight?: number; readonly filters?: readonly Filter[] }[];
  }[];
}

/** A filter for which istiod drops the route. */
export interface UnsupportedFilter {
  readonly type: string;
  readonly at: Location;
  readonly isOfBackend: boolean;
}

/** The filters for which istiod drops the route, all of its rules. It does not look at backends without weight. */
export function unsupportedFilters(route: ManifestObject<FilteredRoute>): readonly UnsupportedFilter[] {
  return (route.spec.rules ?? []).flatMap(({ filters = [], backendRefs = [] }, i) => {
    const at = route.at('spec', 'rules', i);
    return [
      ...unsupported(filters, RULE_FILTERS, at, false),
      ...backendRefs.flatMap(({ weight = 1, filters: own = [] }, j) => (weight === 0 ? [] : unsupported(own, BACKEND_FILTERS, at.at('backendRefs', j), true))),
    ];
  });
}

function unsupported(filters: readonly Filter[], known: readonly string[], at: Location, isOfBackend: boolean): UnsupportedFilter[] {
  return filters.flatMap(({ type }, k) => (known.includes(type) ? [] : [{ type, at: at.at('filters', k, 'type'), isOfBackend }]));
}
