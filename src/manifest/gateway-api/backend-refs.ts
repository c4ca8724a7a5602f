import type { RouteSpec } from './attachments';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';

/** Where a rule of a route sends requests, or copies of them, with the defaults of the API. */
export interface BackendRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
  /** Undefined for a mirror. */
  readonly weight?: number;
  readonly rule: number;
  readonly at: Location;
}

interface WrittenRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly port?: number;
  readonly weight?: number;
}

/** What all kinds of routes have in common as to backends. */
interface RoutingSpec extends RouteSpec {
  readonly rules?: readonly {
    readonly backendRefs?: readonly WrittenRef[];
    readonly filters?: readonly { readonly requestMirror?: { readonly backendRef: WrittenRef } }[];
  }[];
}

/** Every backend of a route, rule by rule, mirrors after the others. */
export function backendRefs(route: ManifestObject): readonly BackendRef[] {
  const refs = known.get(route) ?? refsOf(route);
  known.set(route, refs);
  return refs;
}

const known = new WeakMap<ManifestObject, readonly BackendRef[]>();

function refsOf(route: ManifestObject): readonly BackendRef[] {
  const { rules = [] } = route.spec as RoutingSpec;
  return rules.flatMap((rule, i) => {
    const backends = (rule.backendRefs ?? []).map((ref, j) => (
      { ...completed(ref, route), weight: ref.weight ?? 1, rule: i, at: route.at('spec', 'rules', i, 'backendRefs', j) }));
    const mirrors = (rule.filters ?? []).flatMap(({ requestMirror }, j) => (requestMirror === undefined ? [] : [
      { ...completed(requestMirror.backendRef, route), rule: i, at: route.at('spec', 'rules', i, 'filters', j, 'requestMirror', 'backendRef') },
    ]));
    return [...backends, ...mirrors];
  });
}

function completed({ group = '', kind = 'Service', namespace, name, port }: WrittenRef, route: ManifestObject) {
  return { group, kind, namespace: namespace ?? route.namespace, name, port };
}
