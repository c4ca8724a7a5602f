import type { InferencePoolSpec } from '../../../imports/inference.networking.k8s.io';
import { hasLabels } from '../../manifest/labels';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';
import type { Labels, ServicePort, ServiceSpec } from '../../manifest/shapes';
import { Memory } from '../memory';
import type { ClusterKey, ClusterTable, Endpoint } from '../tables';
import type { Registry, RegistryPort } from './registry';
import { connectionSettings, type HttpSettings } from './traffic-policy';

/** How many pods of one owner count where it does not say: which of them receives a request is nobody's question. */
const REPLICAS = 1;

/** The clusters that a proxy of a namespace knows (pilot/pkg/networking/core/cluster.go). */
export class Clusters {
  private readonly known = new Memory<string, ClusterTable | undefined>();

  constructor(private readonly index: ManifestIndex, private readonly registry: Registry, private readonly namespace: string) {}

  /** The cluster of that name, or undefined where there is none. */
  public find(key: ClusterKey): ClusterTable | undefined {
    return this.known.recall(`${key.host}|${key.port}|${key.subset ?? ''}`, () => this.compile(key));
  }

  private compile(key: ClusterKey): ClusterTable | undefined {
    const host = this.registry.find(key.host);
    const port = host?.ports.find((each) => each.port === key.port);
    if (host === undefined || port === undefined || host.entry !== undefined) {
      return undefined;
    }
    const { service, pool } = host;
    const destinationRules = this.index.destinationRules.for(key.host, this.namespace, host.namespace);
    const labels = key.subset === undefined ? {} : subsetLabels(destinationRules, key.subset);
    if (labels === undefined) {
      return undefined;
    }
    const all = pool === undefined ? this.endpoints(service!, port.servicePort!) : this.poolEndpoints(pool);
    const endpoints = all.filter(({ pods }) => hasLabels(pods.labels, labels));
    return { key, service, destinationRules, endpoints, protocol: upstreamProtocol(port, connectionSettings(destinationRules, key)) };
  }

  private poolEndpoints({ namespace, spec }: ManifestObject<InferencePoolSpec>): Endpoint[] {
    const pods = this.index.pods.matching(namespace, spec.selector.matchLabels ?? {}).filter(({ replicas }) => replicas !== 0);
    return pods.flatMap((each) => spec.targetPorts.map(({ number }) => (
      { workload: workloadName(each), pods: each, port: number, replicas: each.replicas ?? REPLICAS })));
  }

  private endpoints(service: ManifestObject<ServiceSpec>, port: ServicePort): Endpoint[] {
    return this.index.podsOfService(service).filter(({ replicas }) => replicas !== 0).map((pods) => ({
      workload: workloadName(pods),
      pods,
      port: targetPort(port, pods),
      replicas: pods.replicas ?? REPLICAS,
    }));
  }
}

/** The labels of a subset: a cluster of its own for each that a DestinationRule names. */
function subsetLabels(rules: ClusterTable['destinationRules'], name: string): Labels | undefined {
  const subset = rules.flatMap(({ spec }) => spec.subsets ?? []).find((each) => each.name === name);
  return subset && { ...subset.labels };
}

/** The port's own protocol, unless a DestinationRule upgrades it (pilot/pkg/networking/core/cluster_traffic_policy.go `shouldH2Upgrade`). */
function upstreamProtocol({ isHttp2, protocol }: RegistryPort, { h2UpgradePolicy, useClientProtocol = false }: HttpSettings): ClusterTable['protocol'] {
  if (useClientProtocol || (protocol === 'detected' && h2UpgradePolicy !== 'UPGRADE')) {
    return 'callers';
  }
  return isHttp2 || (h2UpgradePolicy === 'UPGRADE' && protocol === 'http') ? 'http2' : 'http1';
}

/** The name of what makes the pods, or the one that a single pod says. */
export function workloadName({ owner, labels }: PodSet) {
  return { namespace: owner.namespace, name: owner.kind === 'Pod' ? labels['service.istio.io/workload-name'] ?? owner.name : owner.name };
}

export function targetPort({ port, targetPort: target }: ServicePort, pods: PodSet): number {
  if (typeof target !== 'string') {
    return target ?? port;
  }
  return pods.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target)?.containerPort ?? port;
}
