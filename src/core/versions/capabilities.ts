import { DataPlane } from './data-plane';
import { Channel, GatewayApi } from './gateway-api';
import { IstioVersion } from './istio-version';
import type { Site } from '../site';

/** What manifests are rendered for. */
export interface Target {
  readonly istio: IstioVersion;
  readonly gatewayApi: GatewayApi;
  readonly dataPlane: DataPlane;
}

/** How it is known that a capability is there from a version on. */
type Evidence = 'box' | 'source' | 'release note';

interface Capability {
  /** The feature, as the subject of a sentence. */
  readonly feature: string;
  /** First releases that have it, one per minor where it was back-ported. */
  readonly istio?: readonly string[];
  /** First minor release of Gateway API that has it. */
  readonly gatewayApi?: string;
  readonly channel?: Channel;
  /** From this minor of Gateway API on the standard channel has it too. */
  readonly standardSince?: string;
  readonly dataPlane?: DataPlane;
  readonly evidence: Evidence;
  /** Where the evidence is found. */
  readonly source: string;
  /** The way out where it is missing. */
  readonly instead: string;
}

/** Every feature that depends on a version, a channel or a data plane. Whoever decides on one asks this table. */
const CAPABILITIES = {
  connectionSettings: {
    feature: 'connectionSettings of a proxy',
    istio: ['1.31.0'],
    evidence: 'source',
    source: 'istio.io/api v1.31.1 mesh/v1alpha1/proxy.proto, absent in v1.30.3',
    instead: 'leave it out: earlier releases put no idle bound on a stream and leave Envoy its own buffer of 1 MiB',
  },
  httpRouteRetry: {
    feature: 'retry in an HTTPRoute',
    channel: Channel.EXPERIMENTAL,
    evidence: 'source',
    source: 'sigs.k8s.io/gateway-api v1.6.1 config/crd/standard has no such field',
    instead: 'install the experimental channel and say so with GatewayApi.of(…, Channel.EXPERIMENTAL), '
      + 'or leave retries to the mesh: RetryPolicy.meshDefault()',
  },
  cors: {
    feature: 'the CORS filter of an HTTPRoute',
    channel: Channel.EXPERIMENTAL,
    standardSince: '1.5',
    evidence: 'source',
    source: 'sigs.k8s.io/gateway-api v1.5.1 config/crd/standard',
    instead: 'install Gateway API 1.5 or later',
  },
  referenceGrantV1: {
    feature: 'ReferenceGrant v1',
    gatewayApi: '1.5',
    evidence: 'source',
    source: 'sigs.k8s.io/gateway-api v1.4.1 config/crd serves v1beta1 only',
    instead: 'v1beta1, which is the same',
  },
  weightedInferencePools: {
    feature: 'more than one InferencePool in a rule, each asking its own endpoint picker',
    istio: ['1.29.9', '1.30.6', '1.31.2'],
    evidence: 'source',
    source: 'istio/istio#61601; before, one picker is asked for every pool of the rule',
    instead: 'give weight 0 to all pools but one and choose by versionHeader or cohorts, since a rule with one pool is safe; or make the versions models of '
      + 'one pool (ModelVersion.ofModel)',
  },
  inferencePoolH2c: {
    feature: 'an InferencePool with the appProtocol kubernetes.io/h2c',
    istio: ['1.30.1'],
    evidence: 'source',
    source: 'pilot/pkg/config/kube/gateway/inferencepool_collection.go reads it since 1.30.1',
    instead: 'let the model servers speak HTTP/1.1 (PortProtocol.HTTP)',
  },
  http2KeepAlive: {
    feature: 'http2KeepAlive of a connection pool',
    istio: ['1.31.0'],
    evidence: 'source',
    source: 'istio.io/api v1.31.1 networking/v1alpha3/destination_rule.proto, absent in v1.30.3',
    instead: 'probe with tcpKeepalive',
  },
  retryBudgetInterval: {
    feature: 'budgetInterval of a retry budget',
    istio: ['1.31.0'],
    evidence: 'source',
    source: 'istio.io/api v1.31.1 networking/v1alpha3/destination_rule.proto, absent in v1.30.3',
    instead: 'leave it out: the budget then counts the requests of the moment',
  },
  warmupAggressionBelowOne: {
    feature: 'a warm-up aggression below 1',
    istio: ['1.31.0'],
    evidence: 'source',
    source: 'validateLoadBalancer in pkg/config/validation/validation.go wants at least 1 in 1.30.3',
    instead: 'give 1 or more, or a longer duration',
  },
  sidecarEgressExclusion: {
    feature: 'a host that a Sidecar excludes (~namespace/host)',
    istio: ['1.31.0'],
    evidence: 'source',
    source: 'ValidateNamespaceSlashWildcardHostname in pkg/config/validation/agent/validation.go takes ~ alone in 1.30.3',
    instead: 'name the hosts that are reached',
  },
  trustDomains: {
    feature: 'a condition on the trust domain of the caller',
    istio: ['1.30.0'],
    evidence: 'source',
    source: 'istio.io/api v1.30.3 security/v1beta1/authorization_policy.proto, absent in v1.29.6',
    instead: 'name principals, which start with the trust domain',
  },
  sidecarResources: {
    feature: 'resources of a sidecar',
    dataPlane: DataPlane.SIDECAR,
    evidence: 'source',
    source: 'sidecar.istio.io/proxyCPU and its like are read by the injector only',
    instead: 'an ambient pod has no proxy of its own; size the waypoint with the waypoint prop of the mesh',
  },
  sidecarInjection: {
    feature: 'a setting of the sidecar injector',
    dataPlane: DataPlane.SIDECAR,
    evidence: 'source',
    source: 'manifests/charts/istio-control/istio-discovery/files/injection-template.yaml reads it, and nothing else does',
    instead: 'leave it out: an ambient pod has no container of the mesh, and ztunnel is there before the pod starts',
  },
  registryOnly: {
    feature: 'the outbound policy REGISTRY_ONLY',
    dataPlane: DataPlane.SIDECAR,
    evidence: 'source',
    source: 'ztunnel gets no outbound policy (manifests/charts/ztunnel/templates/daemonset.yaml; istio/istio#54281)',
    instead: 'ztunnel lets unknown destinations through: close them with a NetworkPolicy',
  },
  egressScope: {
    feature: 'an egress scope',
    dataPlane: DataPlane.SIDECAR,
    evidence: 'source',
    source: 'istioctl analyze IST0167: a Sidecar has no effect in ambient',
    instead: 'leave it out: ztunnel and waypoints load what they need by themselves',
  },
  sourceMatch: {
    feature: 'a match of the calling workload',
    dataPlane: DataPlane.SIDECAR,
    evidence: 'box',
    source: 'conformance/cases/waypoint/no-sources.yaml: a waypoint passes over matches with sourceLabels; istio/istio#51565',
    instead: 'tell callers apart by a header: cohorts of a candidate',
  },
  consumerRoute: {
    feature: 'a route of the callers in one namespace',
    dataPlane: DataPlane.SIDECAR,
    evidence: 'box',
    source: 'conformance/cases/waypoint/no-sources.yaml: a waypoint passes over routes of the namespace of callers, which are accepted all the same',
    instead: 'tell callers apart by a header, or give them a Service of their own with a route of its own',
  },
} as const satisfies Record<string, Capability>;

export type CapabilityName = keyof typeof CAPABILITIES;

export function hasCapability(target: Target, name: CapabilityName): boolean {
  return missing(target, CAPABILITIES[name]) === undefined;
}

/** Fails, naming target, evidence and alternative, where the target lacks the capability. */
export function requireCapability(target: Target, name: CapabilityName, site: Site): void {
  const capability: Capability = CAPABILITIES[name];
  const need = missing(target, capability);
  if (need !== undefined) {
    site.fail({
      problem: `cannot be had: ${capability.feature} needs ${need} (${capability.evidence}: ${capability.source})`,
      fix: capability.instead,
    });
  }
}

/** What the target lacks, or undefined. */
function missing(target: Target, capability: Capability): string | undefined {
  if (capability.istio && !hasIstio(target.istio, capability.istio)) {
    return `Istio ${capability.istio.join(', ')} or later, not ${target.istio}`;
  }
  if (capability.gatewayApi && !target.gatewayApi.isAtLeast(capability.gatewayApi)) {
    return `Gateway API ${capability.gatewayApi} or later, not ${target.gatewayApi}`;
  }
  if (capability.channel && !hasChannel(target.gatewayApi, capability)) {
    return `the ${capability.channel} channel of Gateway API, not ${target.gatewayApi}`;
  }
  if (capability.dataPlane && capability.dataPlane !== target.dataPlane) {
    return `the ${capability.dataPlane} data plane, not ${target.dataPlane}`;
  }
  return undefined;
}

/** A back-ported mend counts from its own patch on in its minor, and everywhere after the newest. */
function hasIstio(version: IstioVersion, first: readonly string[]): boolean {
  const releases = first.map((text) => IstioVersion.of(text));
  const sameMinor = releases.find(({ minor }) => minor === version.minor);
  return sameMinor ? version.isAtLeast(sameMinor) : releases.every((release) => version.isAtLeast(release));
}

function hasChannel(gatewayApi: GatewayApi, capability: Capability): boolean {
  return gatewayApi.channel === capability.channel
    || (capability.standardSince !== undefined && gatewayApi.isAtLeast(capability.standardSince));
}
