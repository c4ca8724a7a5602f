import { oldestFirst } from './created';
import { serviceRouteSets } from './gateway-api/service-route-sets';
import { isDelegate, rulesWithDelegates } from './istio/delegates';
import { virtualServiceSet } from './istio/virtual-service';
import type { RouteSet } from './rule';
import type { Behaviours } from '../../core/versions/behaviours';
import { groupBy } from '../../manifest/group-by';
import { VIRTUAL_SERVICE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';

/** Everything that says how calls inside of the mesh are routed, the oldest first. */
export function meshRouteSets(index: ManifestIndex, versioned: Behaviours): readonly RouteSet[] {
  const own = virtualServiceSets(index).filter(({ gateways }) => gateways.includes('mesh'));
  return oldestFirst([...own, ...serviceRouteSets(index, versioned)]);
}

/** What VirtualServices say, for whatever gateways, the oldest first. */
export function virtualServiceSets(index: ManifestIndex): readonly RouteSet[] {
  return oldestFirst(index.all(VIRTUAL_SERVICE).filter((object) => !isDelegate(object))
    .map((object) => virtualServiceSet(index, object, rulesWithDelegates(index, object))));
}

/** Whether it may be seen from the namespace. */
export function isSeenFrom({ exports = [] }: RouteSet, namespace: string): boolean {
  return exports.length === 0 || exports.includes('*') || (!exports.includes('~') && exports.includes(namespace));
}

/**
 * First what is for the namespace of a proxy alone and its own, then what others export to it, then what is for all; in each, rules of that
 * namespace where the Gateway API wrote them (pilot/pkg/model/virtualservice.go `SelectVirtualServices`).
 */
export function inPreference<T extends Pick<RouteSet, 'exports' | 'semantics' | 'namespace'>>(sets: readonly T[], own: string): readonly T[] {
  const isPublic = ({ exports = [] }: T) => exports.length === 0 || exports.includes('*');
  const isConsumer = ({ semantics, namespace }: T) => semantics === 'gateway-api' && namespace === own;
  const rank = (set: T) => 2 * (isPublic(set) ? 2 : set.namespace === own ? 0 : 1) + (isConsumer(set) ? 0 : 1);
  const ranked = groupBy(sets, rank);
  return [...ranked.keys()].sort().flatMap((each) => ranked.get(each)!);
}
