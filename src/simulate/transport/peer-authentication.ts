import type { PeerAuthenticationSpec } from '../../../imports/security.istio.io';
import { type MutualTlsMode, type PeerPolicies, writtenMode } from '../../manifest/istio/peers';
import type { ManifestObject } from '../../manifest/manifest-object';

type PeerAuthentication = ManifestObject<PeerAuthenticationSpec>;

/**
 * The policy by which ztunnel refuses plaintext at a port; undefined: it takes it. istiod turns policies into denials of whoever shows no
 * certificate, and reads them otherwise than for sidecars (pilot/pkg/serviceregistry/ambient/authorization.go
 * `convertedSelectorPeerAuthentications`, `convertPeerAuthentication`).
 */
export function refusesPlaintext({ mesh, namespace, workload }: PeerPolicies, port: number): PeerAuthentication | undefined {
  const parent = writtenMode(namespace?.spec.mtls) === undefined ? mesh : namespace;
  const own = writtenMode(workload?.spec.mtls);
  const whole = own === undefined ? parent : workload;
  const ports = portsOf(workload);
  if (writtenMode(whole?.spec.mtls) !== 'STRICT') {
    // A STRICT port is passed over where the mesh is STRICT already, even if the workload is not.
    return ports.get(port) === 'STRICT' && (parent !== mesh || writtenMode(mesh?.spec.mtls) !== 'STRICT') ? workload : undefined;
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
  return new Map(Object.entries(workload?.spec.portLevelMtls ?? {}).map(([port, mtls]) => [Number(port), writtenMode(mtls)]));
}
