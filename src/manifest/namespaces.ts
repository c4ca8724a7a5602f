import { GATEWAY, NAMESPACE } from './kinds';
import type { Objects } from './objects';
import type { PodSet } from './pods';
import type { Labels } from './shapes';
import { DataPlane } from '../core/versions/data-plane';

/** How pods take part in the mesh, or that they do not. */
export type Membership = DataPlane | 'none';

/** What the input says of namespaces. */
export class Namespaces {
  /** @param assumed how pods take part whose namespace is not in the input */
  constructor(private readonly objects: Objects, private readonly assumed: DataPlane) {}

  /**
   * Whether the labels of the namespace are known. A stub without any says its name only, as those of callers do: that it has no labels would
   * mean that its pods are outside of the mesh.
   */
  public isKnown(name: string): boolean {
    const found = this.objects.find(NAMESPACE, '', name);
    return found !== undefined && !(found.isStub && Object.keys(found.labels).length === 0);
  }

  /** Its labels, with the one that the API server sets. */
  public labels(name: string): Labels {
    return { ...this.objects.find(NAMESPACE, '', name)?.labels, 'kubernetes.io/metadata.name': name };
  }

  /** Whether its pods are in ambient mode where they do not say otherwise. */
  public isAmbient(name: string): boolean {
    const labels = this.labels(name);
    return labels['istio.io/dataplane-mode'] === 'ambient' && labels['istio-injection'] !== 'enabled' && labels['istio.io/rev'] === undefined;
  }

  /**
   * How pods take part. Labels of the pod go before those of the namespace; the sidecar injector goes before ztunnel
   * (istio.io/istio pkg/kube/inject/webhook.go `injectRequired` and the selectors of the webhook in the chart, which ask for no data plane;
   * cni/pkg/util/podutil.go `PodRedirectionEnabled`).
   */
  public membership(pods: PodSet): Membership {
    if (isInjected(pods, this.labels(pods.namespace))) {
      return DataPlane.SIDECAR;
    }
    const mode = pods.labels['istio.io/dataplane-mode'] ?? this.labels(pods.namespace)['istio.io/dataplane-mode'];
    if (mode !== undefined) {
      return mode === 'ambient' ? DataPlane.AMBIENT : 'none';
    }
    return this.isSilent(pods) ? this.assumed : 'none';
  }

  /** Whether a sidecar stands before the containers. Gateways are proxies themselves, whether Istio makes them or injects them. */
  public hasSidecar(pods: PodSet): boolean {
    return this.membership(pods) === DataPlane.SIDECAR && !isGateway(pods);
  }

  /** The data plane for which the pods are taken, because nothing says how they take part; undefined: something says it. */
  public assumedFor(pods: PodSet): DataPlane | undefined {
    const isTold = isInjected(pods, this.labels(pods.namespace)) || pods.labels['istio.io/dataplane-mode'] !== undefined;
    return !isTold && this.isSilent(pods) ? this.assumed : undefined;
  }

  private isSilent({ namespace, labels }: PodSet): boolean {
    return !this.isKnown(namespace) && inject(labels) === undefined;
  }
}

function isGateway({ owner, labels, annotations }: PodSet): boolean {
  const templates = annotations['inject.istio.io/templates']?.split(',').map((each) => each.trim()) ?? [];
  return owner.is(GATEWAY) || labels['gateway.networking.k8s.io/gateway-name'] !== undefined || templates.includes('gateway');
}

function isInjected(pods: PodSet, namespace: Labels): boolean {
  const own = inject({ ...pods.annotations, ...pods.labels });
  if (pods.spec.hostNetwork === true || own === 'false') {
    return false;
  }
  if (namespace['istio-injection'] !== undefined) {
    return namespace['istio-injection'] === 'enabled';
  }
  const revision = pods.labels['istio.io/rev'] ?? namespace['istio.io/rev'];
  return own === 'true' || revision !== undefined;
}

function inject(labels: Labels): string | undefined {
  return labels['sidecar.istio.io/inject'];
}
