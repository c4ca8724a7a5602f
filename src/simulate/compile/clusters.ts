import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';
import type { ServicePort, ServiceSpec } from '../../manifest/shapes';
import type { ClusterKey, ClusterTable, Endpoint } from '../tables';

/** How many pods of one owner count where it does not say: which of them receives a request is nobody's question. */
const REPLICAS = 1;

/** The clusters that a proxy of a namespace knows (pilot/pkg/networking/core/cluster.go). */
export class Clusters {
  private readonly known = new Map<string, ClusterTable | undefined>();

  constructor(private readonly index: ManifestIndex, private readonly namespace: string) {}

  /** The cluster of that name, or undefined where there is none. */
  public find(key: ClusterKey): ClusterTable | undefined {
    const name = `${key.host}|${key.port}|${key.subset ?? ''}`;
    if (!this.known.has(name)) {
      this.known.set(name, this.compile(key));
    }
    return this.known.get(name);
  }

  private compile(key: ClusterKey): ClusterTable | undefined {
    const { service } = this.index.hosts.find(key.host, this.namespace);
    const port = service?.spec.ports?.find((each) => each.port === key.port);
    if (service === undefined || port === undefined) {
      return undefined;
    }
    const destinationRules = this.index.destinationRules.for(key.host, this.namespace, service.namespace);
    return { key, service, destinationRules, endpoints: this.endpoints(service, port), isHttp2: isHttp2(port) };
  }

  private endpoints(service: ManifestObject<ServiceSpec>, port: ServicePort): Endpoint[] {
    return this.index.podsOfService(service).map((pods) => ({
      workload: workloadName(pods),
      pods,
      port: targetPort(port, pods),
      replicas: pods.replicas ?? REPLICAS,
    }));
  }
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

const HTTP2 = /^(grpc|http2|kubernetes\.io\/h2c)/;

/** What the port says it speaks (pkg/config/kube/conversion.go `ConvertProtocol`). */
function isHttp2({ appProtocol, name = '' }: ServicePort): boolean {
  return HTTP2.test(appProtocol ?? name);
}
