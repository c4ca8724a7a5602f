import type { RegistryHost } from './registry';
import type { BackendTlsPolicySpec } from '../../../imports/gateway.networking.k8s.io';
import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import { oldestFirst } from '../../manifest/age';
import { groupBy } from '../../manifest/group-by';
import { BACKEND_TLS_POLICY, DESTINATION_RULE } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { type Manifest, ManifestObject } from '../../manifest/manifest-object';
import type { ServiceSpec } from '../../manifest/shapes';

type DestinationRule = ManifestObject<DestinationRuleSpec>;
type Rules = readonly DestinationRule[];
type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>;

/**
 * The rules of a host for callers of a namespace, with what BackendTLSPolicies add: istiod makes a DestinationRule of them, of which the fields of
 * written ones go first (pilot/pkg/config/kube/gateway/backend_policies.go, pilot/pkg/model/destination_rule.go `mergeDestinationRule`).
 */
export function withBackendTls(index: ManifestIndex, target: RegistryHost, clientNamespace: string, written: Rules): Rules {
  const made = ruleOfPolicies(index, target);
  const [first, ...others] = written;
  if (made === undefined || (first?.namespace === clientNamespace && clientNamespace !== target.namespace)) {
    return written;
  }
  const isForSame = first?.namespace === target.namespace && index.hosts.fqdn(first.spec.host, first.namespace) === target.host;
  return isForSame ? [merged(first, made), ...others] : [made];
}

/** Whether a policy makes proxies speak TLS to a port. */
export function hasBackendTls(index: ManifestIndex, target: RegistryHost, port: number): boolean {
  const { tls, portLevelSettings = [] } = ruleOfPolicies(index, target)?.spec.trafficPolicy ?? {};
  return tls !== undefined || portLevelSettings.some((each) => each.port?.number === port);
}

/** The oldest policy counts, for all ports or for one. */
function ruleOfPolicies(index: ManifestIndex, { service, entry, host }: RegistryHost): DestinationRule | undefined {
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
  return new ManifestObject<DestinationRuleSpec>(manifestOf(name, namespace, { host, trafficPolicy }), origin, true);
}

/** Of the ports both say something, all that is written goes first. */
function merged(written: DestinationRule, { spec: { trafficPolicy: made = {} } }: DestinationRule): DestinationRule {
  const { trafficPolicy = {} } = written.spec;
  const ports = [...trafficPolicy.portLevelSettings ?? [], ...made.portLevelSettings ?? []];
  const portLevelSettings = [...groupBy(ports, ({ port }) => port?.number)].map(([, [first, second]]) => ({ ...second, ...first }));
  const spec = { ...written.spec, trafficPolicy: { ...made, ...trafficPolicy, portLevelSettings } };
  return new ManifestObject<DestinationRuleSpec>(manifestOf(written.name, written.namespace, spec), written.origin, written.isStub);
}

function manifestOf(name: string, namespace: string, spec: DestinationRuleSpec): Manifest {
  return { apiVersion: 'networking.istio.io/v1', kind: DESTINATION_RULE.kind, metadata: { name, namespace }, spec };
}
