import type { HttpRouteRule, HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestObject } from '../../../manifest/manifest-object';

interface PoolRule {
  readonly rule: HttpRouteRule;
  readonly at: Location;
}

/** The rules of a route that lead to an InferencePool. */
export function poolRules(route: ManifestObject<HttpRouteSpec>): readonly PoolRule[] {
  return (route.spec.rules ?? [])
    .map((rule, i) => ({ rule, at: route.at('spec', 'rules', i) }))
    .filter(({ rule: { backendRefs = [] } }) => backendRefs.some(isPoolRef));
}

/** Whether a reference, with the defaults of the API, names an InferencePool that Istio knows. */
export function isPoolRef({ group, kind }: { readonly group?: string; readonly kind?: string }): boolean {
  return group === INFERENCE_POOL.group && kind === INFERENCE_POOL.kind;
}
