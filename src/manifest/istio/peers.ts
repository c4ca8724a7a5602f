import type { PeerAuthenticationMtls, PeerAuthenticationSpec } from '../../../imports/security.istio.io';
import { oldestFirst } from '../age';
import { PEER_AUTHENTICATION } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { PodSet } from '../pods';
import type { Policies } from './policies';

type PeerAuthentication = ManifestObject<PeerAuthenticationSpec>;

/** Whether pods take plaintext, mutual TLS or both. */
export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** The policies of which each can decide, the wider ones first. */
export interface PeerPolicies {
  readonly mesh?: PeerAuthentication;
  readonly namespace?: PeerAuthentication;
  readonly workload?: PeerAuthentication;
}

/** What decides on a port, and the policy that says so; none: PERMISSIVE is how Istio comes. */
export interface PortMode {
  readonly mode: MutualTlsMode;
  readonly policy?: PeerAuthentication;
}

/** Stands for the ports that nothing is said of. */
const UNNAMED_PORT = 0;

/** Which connections pods take (istio.io/istio pilot/pkg/security/authn/policy_applier.go `ComposePeerAuthentication`). */
export class Peers {
  private readonly known = new Map<PodSet, PeerPolicies>();

  constructor(private readonly policies: Policies, private readonly rootNamespace: string) {}

  /**
   * The oldest policy of each scope (pilot/pkg/model/authentication.go `addPeerAuthentication`). One with a selector counts in the
   * namespace of the pods only, not in the root namespace.
   */
  public policiesOf(pods: PodSet): PeerPolicies {
    const known = this.known.get(pods) ?? this.find(pods);
    this.known.set(pods, known);
    return known;
  }

  public modeOf(pods: PodSet, port: number): MutualTlsMode {
    return sidecarMode(this.policiesOf(pods), port).mode;
  }

  /** Whether no port of the pods takes mutual TLS. */
  public areOff(pods: PodSet): boolean {
    const ports = Object.keys(this.policiesOf(pods).workload?.spec.portLevelMtls ?? {}).map(Number);
    return [UNNAMED_PORT, ...ports].every((port) => this.modeOf(pods, port) === 'DISABLE');
  }

  private find(pods: PodSet): PeerPolicies {
    const all = oldestFirst(this.policies.on(pods, PEER_AUTHENTICATION));
    const isRoot = ({ namespace }: PeerAuthentication) => namespace === this.rootNamespace;
    return {
      mesh: all.find((policy) => isRoot(policy) && !hasSelector(policy)),
      namespace: all.find((policy) => !isRoot(policy) && !hasSelector(policy)),
      workload: all.find((policy) => !isRoot(policy) && hasSelector(policy)),
    };
  }
}

/** The mode of a sidecar for a port of its pod: port, workload, namespace, mesh, the first that says. */
export function sidecarMode(policies: PeerPolicies, port: number): PortMode {
  const { mesh, namespace, workload } = policies;
  const ofPort = writtenMode(workload?.spec.portLevelMtls?.[port]);
  const found = ofPort === undefined ? [workload, namespace, mesh].find((policy) => writtenMode(policy?.spec.mtls) !== undefined) : workload;
  return { mode: ofPort ?? writtenMode(found?.spec.mtls) ?? 'PERMISSIVE', policy: found };
}

/** Undefined, as UNSET, where a wider policy decides. */
export function writtenMode(mtls: PeerAuthenticationMtls | undefined): MutualTlsMode | undefined {
  return mtls?.mode === undefined || mtls.mode === 'UNSET' ? undefined : mtls.mode as MutualTlsMode;
}

function hasSelector({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
}
