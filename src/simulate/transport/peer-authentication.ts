import type { PeerAuthenticationMtls, PeerAuthenticationSpec } from '../../../imports/security.istio.io';
import { oldestFirst } from '../../manifest/age';
import { PEER_AUTHENTICATION } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { PodSet } from '../../manifest/pods';

type PeerAuthentication = ManifestObject<PeerAuthenticationSpec>;

/** Whether pods take plaintext, mutual TLS or both. */
export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** The policies of which each can decide, the wider ones first. */
export interface PeerPolicies {
  readonly mesh?: PeerAuthentication;
  readonly namespace?: PeerAuthentication;
  readonly workload?: PeerAuthentication;
}

/** The oldest policy of each scope. One with a selector counts in the namespace of the pods only, not in the root namespace. */
export function peerPolicies(index: ManifestIndex, pods: PodSet): PeerPolicies {
  const all = oldestFirst(index.policies.on(pods, PEER_AUTHENTICATION));
  const isRoot = ({ namespace }: PeerAuthentication) => namespace === index.rootNamespace;
  return {
    mesh: all.find((policy) => isRoot(policy) && !hasSelector(policy)),
    namespace: all.find((policy) => !isRoot(policy) && !hasSelector(policy)),
    workload: all.find((policy) => !isRoot(policy) && hasSelector(policy)),
  };
}

/** What decides on a port, and the policy that says so; none: PERMISSIVE is how Istio comes. */
export interface PortMode {
  readonly mode: MutualTlsMode;
  readonly policy?: PeerAuthentication;
}

/** The mode of a sidecar for a port of its pod (istio.io/istio pilot/pkg/security/authn/policy_applier.go `ComposePeerAuthentication`). */
export function sidecarMode(policies: PeerPolicies, port: number): PortMode {
  const { mesh, namespace, workload } = policies;
  const ofPort = modeOf(workload?.spec.portLevelMtls?.[port]);
  const found = ofPort === undefined ? [workload, namespace, mesh].find((policy) => modeOf(policy?.spec.mtls) !== undefined) : workload;
  return { mode: ofPort ?? modeOf(found?.spec.mtls) ?? 'PERMISSIVE', policy: found };
}

/**
 * The policy by which ztunnel refuses plaintext at a port; undefined: it takes it. istiod turns policies into denials of whoever shows no
 * certificate, and reads them otherwise than for sidecars (pilot/pkg/serviceregistry/ambient/authorization.go
 * `convertedSelectorPeerAuthentications`, `convertPeerAuthentication`).
 */
export function refusesPlaintext({ mesh, namespace, workload }: PeerPolicies, port: number): PeerAuthentication | undefined {
  const parent = modeOf(namespace?.spec.mtls) === undefined ? mesh : namespace;
  const own = modeOf(workload?.spec.mtls);
  const whole = own === undefined ? parent : workload;
  const ports = portsOf(workload);
  if (modeOf(whole?.spec.mtls) !== 'STRICT') {
    // A STRICT port is passed over where the mesh is STRICT already, even if the workload is not.
    return ports.get(port) === 'STRICT' && (parent !== mesh || modeOf(mesh?.spec.mtls) !== 'STRICT') ? workload : undefined;
  }
  // Under an inherited STRICT only a PERMISSIVE port makes exceptions; then DISABLE ports are open, too.
  const exceptions = own === undefined ? ['PERMISSIVE'] : ['PERMISSIVE', 'DISABLE'];
  if (![...ports.values()].some((mode) => mode !== undefined && exceptions.includes(mode))) {
    return whole;
  }
  // A policy of the namespace without a mode hides the mesh's from the exceptions, and nothing is left of either.
  const isHidden = own === undefined && namespace !== undefined && parent === mesh;
  return isHidden || ['PERMISSIVE', 'DISABLE'].includes(ports.get(port) ?? '') ? undefined : whole;
}

function portsOf(workload: PeerAuthentication | undefined): ReadonlyMap<number, MutualTlsMode | undefined> {
  return new Map(Object.entries(workload?.spec.portLevelMtls ?? {}).map(([port, mtls]) => [Number(port), modeOf(mtls)]));
}

function hasSelector({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
}

function modeOf(mtls: PeerAuthenticationMtls | undefined): MutualTlsMode | undefined {
  return mtls?.mode === undefined || mtls.mode === 'UNSET' ? undefined : mtls.mode as MutualTlsMode;
}
