import type { PeerAuthenticationSpec } from '../../../imports/security.istio.io';
import { PEER_AUTHENTICATION } from '../kinds';
import { hasLabels } from '../labels';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { PodSet } from '../pods';

type PeerAuthentication = ManifestObject<PeerAuthenticationSpec>;
export type PeerMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** Stands for the ports that nothing is said of. */
const UNNAMED_PORT = 0;

/** Which connections pods take (istio.io/istio pilot/pkg/security/authn/policy_applier.go `ComposePeerAuthentication`). */
export class Peers {
  private readonly workloads = new Map<PodSet, PeerAuthentication | undefined>();
  private readonly namespaces = new Map<string, PeerAuthentication | undefined>();

  constructor(private readonly objects: Objects, private readonly rootNamespace: string) {}

  /** Port, workload, namespace, mesh: the first that says; nobody saying is PERMISSIVE. */
  public modeOf(pods: PodSet, port: number): PeerMode {
    const workload = this.ofWorkload(pods);
    const modes = [
      workload?.spec.portLevelMtls?.[port]?.mode,
      workload?.spec.mtls?.mode,
      this.ofNamespace(pods.namespace)?.spec.mtls?.mode,
      this.ofNamespace(this.rootNamespace)?.spec.mtls?.mode,
    ];
    return (modes.find((mode) => mode !== undefined && mode !== 'UNSET') ?? 'PERMISSIVE') as PeerMode;
  }

  /** Whether no port of the pods takes mutual TLS. */
  public areOff(pods: PodSet): boolean {
    const ports = Object.keys(this.ofWorkload(pods)?.spec.portLevelMtls ?? {}).map(Number);
    return [UNNAMED_PORT, ...ports].every((port) => this.modeOf(pods, port) === 'DISABLE');
  }

  private ofWorkload(pods: PodSet): PeerAuthentication | undefined {
    if (!this.workloads.has(pods)) {
      this.workloads.set(pods, this.objects.in(PEER_AUTHENTICATION, pods.namespace)
        .find(({ spec }) => hasSelector(spec) && hasLabels(pods.labels, spec.selector?.matchLabels ?? {})));
    }
    return this.workloads.get(pods);
  }

  private ofNamespace(namespace: string): PeerAuthentication | undefined {
    if (!this.namespaces.has(namespace)) {
      this.namespaces.set(namespace, this.objects.in(PEER_AUTHENTICATION, namespace).find(({ spec }) => !hasSelector(spec)));
    }
    return this.namespaces.get(namespace);
  }
}

function hasSelector({ selector }: PeerAuthentication['spec']): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0;
}
