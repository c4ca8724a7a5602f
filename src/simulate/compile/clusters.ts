import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import type { ServiceEntrySpec } from '../../../imports/networking.istio.io';
import type { Client } from '../../manifest/istio/destination-rules';
import type { MergedRule } from '../../manifest/istio/merged-rules';
import { hasLabels } from '../../manifest/labels';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import { PodSet } from '../../manifest/pods';
import type { Labels, ServicePort, ServiceSpec } from '../../manifest/shapes';
import { Memory } from '../memory';
import type { MeshSettings } from '../settings';
import type { ClusterKey, ClusterTable, Endpoint, UpstreamProtocol } from '../tables';
import { isForPort, ruleOfBackendTls } from './backend-tls';
import type { Registry, RegistryHost, RegistryPort } from './registry';
import { connectionSettings, type HttpSettings } from './traffic-policy';
import { clientTls } from '../transport/encryption';
import type { UnknownCause } from '../unknown';
import type { Seeing } from './visibility';

/** How many pods of one owner count where it does not say: which of them receives a request is nobody's question. */
const REPLICAS = 1;
const HTTPS = 443;

/** The clusters that a proxy knows (pilot/pkg/networking/core/cluster.go). */
export class Clusters {
  private readonly known = new Memory<string, ClusterTable | undefined>();

  private readonly index: ManifestIndex;

  constructor(
    private readonly seeing: Seeing & { readonly settings: MeshSettings },
    private readonly registry: Registry,
    private readonly client: Client,
  ) {
    this.index = seeing.index;
  }

  /** The cluster of that name, or undefined where there is none. */
  public find(key: ClusterKey): ClusterTable | undefined {
    return this.known.recall(`${key.host}|${key.port}|${key.subset ?? ''}`, () => this.compile(key));
  }

  private compile(key: ClusterKey): ClusterTable | undefined {
    const host = this.registry.find(key.host);
    const port = host?.ports.find((each) => each.port === key.port);
    if (host === undefined || port === undefined) {
      return undefined;
    }
    const made = ruleOfBackendTls(this.index, host);
    const rule = this.index.destinationRules.for(key.host, this.client, host.namespace, made && {
      rule: made,
      isFilledIn: this.seeing.versioned.besideBackendPolicy === 'fields-first',
    });
    const labels = key.subset === undefined ? {} : subsetLabels(rule, key.subset);
    if (labels === undefined) {
      return undefined;
    }
    const isOwnTls = ['SIMPLE', 'MUTUAL'].includes(clientTls({ rule, key }) ?? '');
    const endpoints = this.allEndpoints(host, port, isOwnTls).filter((each) => isInSubset(each, labels));
    const protocol = upstreamProtocol(port, connectionSettings(rule, key), this.seeing.settings);
    const portless = host.service && this.index.podsOfService(host.service).find((pods) => pods.targetOf(port.servicePort!) === undefined);
    const { service, pool, entry } = host;
    const isSealedByPolicy = isOwnTls && made !== undefined && rule?.from.includes(made) === true && isForPort(made, key.port);
    const unknown = this.whyUnknown(host, labels);
    return { key, service, pool, entry, rule, isSealedByPolicy, endpoints, portless, protocol, unknown };
  }

  private whyUnknown(host: RegistryHost, labels: Labels): UnknownCause | undefined {
    const selector = host.service?.spec.selector ?? host.entry?.spec.workloadSelector?.labels;
    return selector !== undefined && this.index.machines.areIn(host.namespace, { ...selector, ...labels }) ? 'workload-entry' : undefined;
  }

  private allEndpoints({ host, service, pool, entry }: RegistryHost, port: RegistryPort, isOwnTls: boolean): readonly Endpoint[] {
    if (entry !== undefined) {
      return entry.spec.workloadSelector === undefined ? [outsideEndpoint(entry, host, port, isOwnTls)] : this.entryEndpoints(entry, port);
    }
    return pool === undefined ? this.endpoints(service!, port.servicePort!) : this.poolEndpoints(pool);
  }

  /** The pods that a ServiceEntry selects, as a Service does. */
  private entryEndpoints({ namespace, spec }: ManifestObject<ServiceEntrySpec>, { port, target = port }: RegistryPort): Endpoint[] {
    return this.index.pods.matching(namespace, spec.workloadSelector!.labels ?? {}).filter(({ replicas }) => replicas !== 0)
      .map((pods) => ({ workload: workloadName(pods), pods, port: target, replicas: pods.replicas ?? REPLICAS }));
  }

  private poolEndpoints({ namespace, spec }: ManifestObject<InferencePoolSpec>): Endpoint[] {
    const pods = this.index.pods.matching(namespace, spec.selector.matchLabels ?? {}).filter(({ replicas }) => replicas !== 0);
    return pods.flatMap((each) => spec.targetPorts.map(({ number: port }) => {
      const isClosed = !each.mayListen(port);
      return { workload: workloadName(each), pods: each, port, replicas: each.replicas ?? REPLICAS, isClosed };
    }));
  }

  private endpoints(service: ManifestObject<ServiceSpec>, port: ServicePort): Endpoint[] {
    return this.index.podsOfService(service).filter(({ replicas }) => replicas !== 0).flatMap((pods) => {
      const target = pods.targetOf(port);
      return target === undefined ? [] : [{ workload: workloadName(pods), pods, port: target, replicas: pods.replicas ?? REPLICAS }];
    });
  }
}

/** What answers outside of the mesh is taken for one server, by the name that the ServiceEntry gives it. */
function outsideEndpoint(entry: ManifestObject<ServiceEntrySpec>, host: string, served: RegistryPort, isOwnTls: boolean): Endpoint {
  const { port, target = port, isTls = false } = served;
  const speaksTls = isOwnTls || isTls || target === HTTPS;
  return {
    workload: { namespace: '', name: host },
    pods: new PodSet(entry, {}, {}, {}, REPLICAS, []),
    port: target,
    replicas: REPLICAS,
    outside: { host, speaksTls, names: entry.spec.subjectAltNames ?? [], labels: addressLabels(entry.spec) },
  };
}

/** Without endpoints of its own DNS finds one, which has no labels; without resolution the address is the caller's. */
function addressLabels({ resolution = 'NONE', endpoints = [] }: ServiceEntrySpec): readonly Labels[] | undefined {
  if (resolution === 'NONE') {
    return undefined;
  }
  return endpoints.length === 0 ? [{}] : endpoints.map(({ labels = {} }) => labels);
}

function isInSubset({ pods, outside }: Endpoint, wanted: Labels): boolean {
  return outside === undefined
    ? hasLabels(pods.labels, wanted)
    : outside.labels === undefined || outside.labels.some((labels) => hasLabels(labels, wanted));
}

/** The labels of a subset: a cluster of its own for each that a DestinationRule names. */
function subsetLabels(rule: MergedRule | undefined, name: string): Labels | undefined {
  const subset = rule?.subsets.find((each) => each.name === name);
  return subset && { ...subset.labels };
}

/**
 * The port's own protocol, unless a DestinationRule upgrades it, or the mesh, which leaves alone what nobody has named
 * (pilot/pkg/networking/core/cluster_traffic_policy.go `shouldH2Upgrade`, cluster_builder.go `setUpstreamProtocol`).
 */
function upstreamProtocol(
  { isHttp2, protocol }: RegistryPort,
  { h2UpgradePolicy, useClientProtocol = false }: HttpSettings,
  { upgradesHttp }: MeshSettings,
): UpstreamProtocol {
  if (useClientProtocol) {
    return 'callers';
  }
  if (protocol === 'detected') {
    return h2UpgradePolicy === 'UPGRADE' ? 'upgraded' : 'detected';
  }
  const isUpgraded = h2UpgradePolicy === 'UPGRADE' || (upgradesHttp && h2UpgradePolicy !== 'DO_NOT_UPGRADE');
  return isHttp2 || (isUpgraded && protocol === 'http') ? 'http2' : 'http1';
}

/** The name of what makes the pods, or the one that a single pod says. */
export function workloadName({ owner, labels }: PodSet) {
  return { namespace: owner.namespace, name: owner.kind === 'Pod' ? labels['service.istio.io/workload-name'] ?? owner.name : owner.name };
}
