import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { allPoliciesOf } from '../istio/destination-rule/policies';

/** Whether a DestinationRule says what callers of a Service speak to a port, so that Istio does not choose it. */
export function isTold(service: ManifestObject, port: number, index: ManifestIndex): boolean {
  return destinationRulesFor(service, index).some((each) => [...allPoliciesOf(each)].some(({ policy }) => {
    const { port: own } = policy as { readonly port?: { readonly number?: number } };
    return policy.tls !== undefined && (own?.number ?? port) === port;
  }));
}

export function destinationRulesFor({ namespace, name }: ManifestObject, index: ManifestIndex) {
  return index.destinationRules.covering(index.hosts.fqdnOf({ namespace, name }));
}
