import type { SidecarSpec } from '../../../imports/networking.istio.io';
import { oldestFirst } from '../age';
import { hostCovers } from '../host-names';
import { SIDECAR } from '../kinds';
import { hasLabels } from '../labels';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { PodSet } from '../pods';

type Sidecar = ManifestObject<SidecarSpec>;

/** Which Sidecar limits what a pod's proxy sees (istio.io/istio pilot/pkg/model/push_context.go `getSidecarScope`). */
export class Sidecars {
  private readonly known = new Map<PodSet, Sidecar | undefined>();

  constructor(private readonly objects: Objects, private readonly rootNamespace: string) {}

  /** With a selector of the pods' namespace, else without one there, else without one in the root namespace. */
  public of(pods: PodSet): Sidecar | undefined {
    if (!this.known.has(pods)) {
      this.known.set(pods, this.find(pods));
    }
    return this.known.get(pods);
  }

  /** Whether the pods' proxy gets configuration for the host of a namespace. */
  public canSee(pods: PodSet, host: { readonly fqdn: string; readonly namespace: string }): boolean {
    const egress = this.of(pods)?.spec.egress;
    return egress === undefined || egress.some(({ hosts }) => (hosts ?? []).some((entry) => covers(entry, host, pods.namespace)));
  }

  private find(pods: PodSet): Sidecar | undefined {
    const own = this.in(pods.namespace);
    return own.find((sidecar) => hasSelector(sidecar) && hasLabels(pods.labels, sidecar.spec.workloadSelector!.labels ?? {}))
      ?? own.find((sidecar) => !hasSelector(sidecar))
      ?? this.in(this.rootNamespace).find((sidecar) => !hasSelector(sidecar));
  }

  private in(namespace: string): readonly Sidecar[] {
    return oldestFirst(this.objects.in(SIDECAR, namespace));
  }
}

function hasSelector({ spec }: Sidecar): boolean {
  return spec.workloadSelector !== undefined;
}

function covers(entry: string, { fqdn, namespace }: { readonly fqdn: string; readonly namespace: string }, own: string): boolean {
  const [where, host] = entry.split('/', 2);
  return (where === '*' || where === namespace || (where === '.' && namespace === own)) && hostCovers(host, fqdn);
}
