import { DataPlane } from '../../core/versions/data-plane';
import type { TrafficPolicy } from '../../manifest/istio/merged-rules';
import { type PeerPolicies, sidecarMode } from '../../manifest/istio/peers';
import type { Membership } from '../../manifest/namespaces';
import { policiesOf } from '../compile/traffic-policy';
import type { MeshSettings } from '../settings';
import type { ClusterTable, Proxy } from '../tables';

/** `hbone` and `mtls` show a certificate of the mesh, `tls` shows none that the mesh knows. */
export type Encryption = 'hbone' | 'mtls' | 'tls' | 'plaintext';

/** Who opens a connection; unset: somebody outside of the mesh. */
export type Sender = Proxy | undefined;

/** Who receives a connection. */
export interface Receiver {
  readonly membership: Membership;
  readonly policies: PeerPolicies;
}

type TlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
export type TlsSettings = NonNullable<TrafficPolicy['tls']>;

/** What an Envoy speaks to pods that take part in the mesh so, by what a DestinationRule says of TLS. */
const TO: Readonly<Record<Membership, (mode: TlsMode | undefined, receiver: Receiver, port: number) => Encryption>> = {
  // The tunnel stands in for what Istio would encrypt itself (pilot/pkg/networking/core/cluster_tls.go `applyHBONETransportSocketMatches`).
  [DataPlane.AMBIENT]: (mode) => (isOwnTls(mode) ? 'tls' : 'hbone'),
  [DataPlane.SIDECAR]: (mode, { policies }, port) => {
    if (mode === undefined) {
      return takesNoTls(policies, port) ? 'plaintext' : 'mtls';
    }
    return mode === 'DISABLE' ? 'plaintext' : mode === 'ISTIO_MUTUAL' ? 'mtls' : 'tls';
  },
  none: (mode) => (mode === undefined || mode === 'DISABLE' ? 'plaintext' : 'tls'),
};

/**
 * How a connection to a port of the pods is secured. Sidecars take tunnels as well, which ztunnel and waypoints prefer. Without automatic mutual TLS
 * what no DestinationRule says is plaintext, but tunnels stay (pilot/pkg/networking/core/cluster_tls.go `buildUpstreamTLSSettings`).
 */
export function encryptionOf(
  sender: Sender,
  cluster: ClusterTable | undefined,
  receiver: Receiver,
  port: number,
  { autoMtls }: MeshSettings,
): Encryption {
  const { membership } = receiver;
  const mode = cluster && (clientTls(cluster) ?? (autoMtls ? markOf(cluster, receiver, port) : 'DISABLE'));
  switch (sender?.kind) {
    case undefined: return 'plaintext';
    case 'ztunnel': return membership === 'none' ? 'plaintext' : 'hbone';
    case 'waypoint': return TO[membership === DataPlane.SIDECAR ? DataPlane.AMBIENT : membership](mode, receiver, port);
    default: return cluster === undefined ? 'plaintext' : TO[membership](mode, receiver, port);
  }
}

/** The mode that a DestinationRule gives a port; undefined: Istio chooses. Settings of a port stand for all others. */
export function clientTls(cluster: Pick<ClusterTable, 'rule' | 'key'>): TlsMode | undefined {
  const settings = clientTlsSettings(cluster);
  return settings && ((settings.mode as TlsMode | undefined) ?? 'DISABLE');
}

/**
 * What Istio chooses for the pods where settings of a port say nothing of TLS and those for all ports do: these mark the pods as ones that take mutual
 * TLS or not, though they hold for no other part of the connection (pilot/pkg/xds/endpoints/mtls_checker.go `trafficPolicyTLSModeForPort`).
 */
function markOf({ rule, key }: ClusterTable, { membership, policies: { mesh, namespace } }: Receiver, port: number): TlsMode | undefined {
  const [marking] = policiesOf(rule, key).flatMap(({ tls, portLevelSettings = [] }) => (
    portLevelSettings.find((each) => each.port?.number === key.port && each.tls !== undefined)?.tls ?? tls ?? []));
  if (marking === undefined) {
    return undefined;
  }
  const isTaken = membership !== 'none' && marking.mode === 'ISTIO_MUTUAL' && sidecarMode({ mesh, namespace }, port).mode !== 'DISABLE';
  return isTaken ? 'ISTIO_MUTUAL' : 'DISABLE';
}

/** What a DestinationRule says of TLS to a port; undefined: nothing. */
export function clientTlsSettings({ rule, key }: Pick<ClusterTable, 'rule' | 'key'>): TlsSettings | undefined {
  return policiesOf(rule, key).reduceRight<TlsSettings | undefined>((settings, policy) => tlsOf(policy, key.port, settings), undefined);
}

function tlsOf({ tls, portLevelSettings = [] }: TrafficPolicy, number: number, inherited: TlsSettings | undefined): TlsSettings | undefined {
  const ofPort = portLevelSettings.find(({ port }) => port?.number === number);
  return ofPort === undefined ? tls ?? inherited : ofPort.tls;
}

/**
 * Whether Istio leaves mutual TLS out: for a whole Service by namespace and mesh (pilot/pkg/model/push_context.go
 * `BestEffortInferServiceMTLSMode`), for a pod by what holds for its port (pilot/pkg/xds/endpoints/mtls_checker.go).
 */
function takesNoTls(policies: PeerPolicies, port: number): boolean {
  const { mesh, namespace } = policies;
  return [sidecarMode({ mesh, namespace }, port), sidecarMode(policies, port)].some(({ mode }) => mode === 'DISABLE');
}

function isOwnTls(mode: TlsMode | undefined): boolean {
  return mode === 'SIMPLE' || mode === 'MUTUAL';
}
