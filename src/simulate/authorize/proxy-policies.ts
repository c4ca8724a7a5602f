import { compilePolicies, NO_RULES, type PolicyReading, type PolicyTable } from './policy-table';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';
import type { MeshSettings } from '../settings';
import { type TokenRule, tokenRules } from '../tokens/token-rules';

/** What a proxy asks before it routes a request. */
export interface ProxyPolicies {
  readonly authorization: PolicyTable;
  readonly tokens: readonly TokenRule[];
}

export const NO_POLICIES: ProxyPolicies = { authorization: NO_RULES, tokens: [] };

/** The policies of a gateway, or of the sidecar before a port. */
export function proxyPolicies(index: ManifestIndex, { trustDomains, silentKeyServers }: MeshSettings, pods: PodSet, as: PolicyReading['as'] = 'http'): ProxyPolicies {
  return {
    authorization: compilePolicies(index.policies.atProxy(pods, AUTHORIZATION_POLICY), { as, trustDomains }),
    tokens: as === 'http' ? tokenRules(index.policies.atProxy(pods, REQUEST_AUTHENTICATION), silentKeyServers) : [],
  };
}

/** The policies of a waypoint for requests to a Service or ServiceEntry. */
export function waypointPolicies(
  index: ManifestIndex,
  { trustDomains, silentKeyServers }: MeshSettings,
  waypoint: ManifestObject,
  addressed: ManifestObject | undefined,
  as: 'http' | 'tcp',
): ProxyPolicies {
  return {
    authorization: compilePolicies(index.policies.atWaypoint(waypoint, addressed, AUTHORIZATION_POLICY), { as, trustDomains }),
    tokens: as === 'http' ? tokenRules(index.policies.atWaypoint(waypoint, addressed, REQUEST_AUTHENTICATION), silentKeyServers) : [],
  };
}

/** The policies by which ztunnel guards pods. A selector without labels chooses nobody there (pilot/pkg/serviceregistry/ambient/workloads.go). */
export function ztunnelPolicies(index: ManifestIndex, { trustDomains }: MeshSettings, pods: PodSet): PolicyTable {
  const policies = index.policies.on(pods, AUTHORIZATION_POLICY)
    .filter(({ spec }) => spec.selector === undefined || Object.keys(spec.selector.matchLabels ?? {}).length > 0);
  return compilePolicies(policies, { as: 'l4', trustDomains });
}
