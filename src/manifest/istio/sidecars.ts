import type { SidecarSpec } from '../../../imports/networking.istio.io';
import { oldestFirst } from '../age';
import { hostCovers } from '../host-names';
import { SIDECAR } from '../kinds';
import { hasLabels } from '../labels';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { PodSet } from '../pods';

const EXCEPT = '~';

type Sidecar = ManifestObject<SidecarSpec>;

/** A host, and the namespace of what has it. */
interface SeenHost {
  readonly fqdn: string;
  readonly namespace: string;
}

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

  /**
   * Whether the pods' proxy gets configuration for a port of the host of a namespace: the first egress that is for this port or for all
   * says so (pilot/pkg/model/sidecar.go `GetEgressListenerForRDS`).
   * @param takesExceptions whether the release knows `~` before a namespace
   */
  public canSee(pods: PodSet, host: SeenHost, number: number, takesExceptions = true): boolean {
    const egress = this.of(pods)?.spec.egress;
    const hosts = egress?.find(({ port }) => port?.number === undefined || port.number === number)?.hosts ?? [];
    const isIn = (has: typeof covers) => hosts.some((entry) => has(entry, host, pods.namespace));
    return egress === undefined || (isIn(covers) && !(takesExceptions && isIn(leavesOut)));
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

/** `~` before the namespace takes hosts out again, and stands for all namespaces where none is named (`convertIstioListenerToWrapper`). */
function leavesOut(entry: string, host: SeenHost, own: string): boolean {
  const rest = entry.slice(EXCEPT.length);
  return entry.startsWith(EXCEPT) && covers(rest.startsWith('/') ? `*${rest}` : rest, host, own);
}

function covers(entry: string, { fqdn, namespace }: SeenHost, own: string): boolean {
  const [where, host] = entry.split('/', 2);
  return (where === '*' || where === namespace || (where === '.' && namespace === own)) && hostCovers(host, fqdn);
}
