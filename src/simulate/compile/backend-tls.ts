import type { RegistryHost } from './registry';
import type { BackendTlsPolicySpec } from '../../../imports/gateway.networking.k8s.io';
import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import { oldestFirst } from '../../manifest/age';
import type { DestinationRule, TrafficPolicy } from '../../manifest/istio/merged-rules';
import { BACKEND_TLS_POLICY, DESTINATION_RULE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { type Manifest, ManifestObject } from '../../manifest/manifest-object';
import type { ServiceSpec } from '../../manifest/shapes';

/** Whether what istiod makes says something of TLS to a port. */
export function isForPort({ spec: { trafficPolicy = {} } }: DestinationRule, port: number): boolean {
  const { tls, portLevelSettings = [] } = trafficPolicy;
  return tls !== undefined || portLevelSettings.some((each) => each.port?.number === port);
}

/**
 * The DestinationRule that istiod makes of the policies of a host (pilot/pkg/config/kube/gateway/backend_policies.go): the oldest policy counts, for
 * all ports or for one.
 */
export function ruleOfBackendTls(index: ManifestIndex, { service, entry, host }: RegistryHost): DestinationRule | undefined {
  const object = service ?? entry;
  const policies = object === undefined ? [] : oldestFirst(index.policies.targeting(object, BACKEND_TLS_POLICY));
  const [oldest] = policies;
  if (oldest === undefined) {
    return undefined;
  }
  const named = policies.flatMap((policy) => (
    policy.spec.targetRefs.filter(({ name }) => name === object!.name).map(({ sectionName }) => ({ policy, sectionName }))));
  const whole = named.find(({ sectionName }) => sectionName === undefined);
  const ports = ((object!.spec as ServiceSpec).ports ?? []).flatMap(({ name, port }) => {
    const own = named.find(({ sectionName }) => sectionName !== undefined && sectionName === name);
    return own === undefined ? [] : [{ port: { number: port }, tls: tlsOf(own.policy) }];
  });
  const trafficPolicy = { ...(whole && { tls: tlsOf(whole.policy) }), portLevelSettings: ports };
  return madeRule(oldest, host, trafficPolicy as TrafficPolicy);
}

function tlsOf({ spec: { validation: { hostname } } }: ManifestObject<BackendTlsPolicySpec>): TrafficPolicy['tls'] {
  return { mode: 'SIMPLE', sni: hostname } as TrafficPolicy['tls'];
}

function madeRule({ name, namespace, origin }: ManifestObject, host: string, trafficPolicy: TrafficPolicy): DestinationRule {
  const manifest: Manifest = { apiVersion: 'networking.istio.io/v1', kind: DESTINATION_RULE.kind, metadata: { name, namespace }, spec: { host, trafficPolicy } };
  return new ManifestObject<DestinationRuleSpec>(manifest, origin, true);
}
