import type { DestinationRuleTrafficPolicy } from '../../../../imports/networking.istio.io';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';

/** Whether a DestinationRule says what some callers of a Service speak to a port, so that Istio does not choose it. */
export function isTold(service: ManifestObject, port: number, index: ManifestIndex): boolean {
  const namespaces = new Set([service.namespace, ...destinationRulesFor(service, index).map(({ namespace }) => namespace)]);
  return [...namespaces].some((namespace) => {
    const { trafficPolicy, subsets = [] } = index.destinationRules.for(index.hosts.fqdnOf(service), { namespace }, service.namespace) ?? {};
    return [{ trafficPolicy }, ...subsets].some(({ trafficPolicy: policy }) => saysTls(policy, port));
  });
}

/** Settings of a port stand in place of those of all, and take nothing over from them (pilot/pkg/networking/util/util.go `GetPortLevelTrafficPolicy`). */
function saysTls({ tls, portLevelSettings = [] }: DestinationRuleTrafficPolicy = {}, port: number): boolean {
  const own = portLevelSettings.find((each) => each.port?.number === port);
  return (own ?? { tls }).tls !== undefined;
}

export function destinationRulesFor({ namespace, name }: ManifestObject, index: ManifestIndex) {
  return index.destinationRules.covering(index.hosts.fqdnOf({ namespace, name }));
}
