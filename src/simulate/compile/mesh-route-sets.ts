import { oldestFirst } from './created';
import { serviceRouteSets } from './gateway-api/service-route-sets';
import { isDelegate, rulesWithDelegates } from './istio/delegates';
import { virtualServiceSet } from './istio/virtual-service';
import type { RouteSet } from './rule';
import type { Behaviours } from '../../core/versions/behaviours';
import { VIRTUAL_SERVICE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';

/** Everything that says how calls inside of the mesh are routed, the oldest first. */
export function meshRouteSets(index: ManifestIndex, versioned: Behaviours): readonly RouteSet[] {
  const own = index.all(VIRTUAL_SERVICE).filter((object) => !isDelegate(object))
    .map((object) => virtualServiceSet(index, object, rulesWithDelegates(index, object)))
    .filter(({ gateways }) => gateways.includes('mesh'));
  return oldestFirst([...own, ...serviceRouteSets(index, versioned)]);
}

/** Whether it may be seen from the namespace. */
export function isSeenFrom({ exports = [] }: RouteSet, namespace: string): boolean {
  return exports.length === 0 || exports.includes('*') || (!exports.includes('~') && exports.includes(namespace));
}
