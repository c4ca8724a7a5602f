import { DataPlane } from '../../../src/core/versions/data-plane';
import type { PeerPolicies } from '../../../src/manifest/istio/peers';
import { PEER_AUTHENTICATION } from '../../../src/manifest/kinds';
import { DEFAULT_SETTINGS } from '../../../src/simulate/settings';
import type { ClusterTable, Proxy } from '../../../src/simulate/tables';
import { accept } from '../../../src/simulate/transport/accept';
import { clientTls, type Encryption, encryptionOf } from '../../../src/simulate/transport/encryption';
import { indexOf, manifests } from '../../manifest/index-of';

function cluster(trafficPolicy?: object, subset?: object): ClusterTable {
  const spec = { host: 'a', trafficPolicy, subsets: [{ name: 'v1', trafficPolicy: subset }] };
  const { destinationRules } = indexOf(manifests({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'a', namespace: 'ml' }, spec }));
  const rule = destinationRules.for('a.ml.svc.cluster.local', { namespace: 'ml' }, 'ml');
  return { key: { host: 'a.ml.svc.cluster.local', port: 80, subset: subset && 'v1' }, rule, endpoints: [] } as unknown as ClusterTable;
}

const tls = (mode?: string) => ({ tls: { mode } });
const port = (number: number, more: object) => ({ portLevelSettings: [{ port: { number }, ...more }] });

test.each<[string, object | undefined, object | undefined, string | undefined]>([
  ['nothing', undefined, undefined, undefined],
  ['a policy', tls('SIMPLE'), undefined, 'SIMPLE'],
  ['no mode', tls(), undefined, 'DISABLE'],
  ['a policy of the port', { ...tls('SIMPLE'), ...port(80, tls('DISABLE')) }, undefined, 'DISABLE'],
  ['a policy of another port', { ...tls('SIMPLE'), ...port(81, tls('DISABLE')) }, undefined, 'SIMPLE'],
  ['a policy of the port without TLS', { ...tls('SIMPLE'), ...port(80, {}) }, undefined, undefined],
  ['a policy of the subset', tls('SIMPLE'), tls('ISTIO_MUTUAL'), 'ISTIO_MUTUAL'],
  ['a policy of the subset without TLS', tls('SIMPLE'), {}, 'SIMPLE'],
  ['a policy of the port of the subset', tls('SIMPLE'), port(80, tls('MUTUAL')), 'MUTUAL'],
  ['a policy of the port of the subset without TLS', tls('SIMPLE'), port(80, {}), undefined],
])('a DestinationRule with %s', (_, policy, subset, expected) => {
  expect(clientTls(cluster(policy, subset))).toBe(expected);
});

const NONE: PeerPolicies = {};
const sidecar = { kind: 'sidecar' } as Proxy;
const ztunnel = { kind: 'ztunnel' } as Proxy;
const gateway = { kind: 'gateway' } as Proxy;
const waypoint = { kind: 'waypoint' } as Proxy;

function peerAuthentication(spec: object) {
  const metadata = { name: 'a', namespace: 'ml' };
  return indexOf(manifests({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata, spec })).all(PEER_AUTHENTICATION)[0];
}

function peers(mode: string): PeerPolicies {
  return { namespace: peerAuthentication({ mtls: { mode } }) };
}

function workload(spec: object): PeerPolicies {
  return { workload: peerAuthentication(spec) };
}

test.each<[string, Proxy | undefined, object | undefined, DataPlane | 'none', PeerPolicies, Encryption]>([
  ['from outside of the mesh', undefined, undefined, DataPlane.AMBIENT, NONE, 'plaintext'],
  ['from ztunnel to ztunnel', ztunnel, undefined, DataPlane.AMBIENT, NONE, 'hbone'],
  ['from ztunnel to a sidecar', ztunnel, undefined, DataPlane.SIDECAR, NONE, 'hbone'],
  ['from ztunnel to pods outside of the mesh', ztunnel, undefined, 'none', NONE, 'plaintext'],
  ['from a waypoint to a sidecar', waypoint, undefined, DataPlane.SIDECAR, NONE, 'hbone'],
  ['from a waypoint to ztunnel', waypoint, undefined, DataPlane.AMBIENT, NONE, 'hbone'],
  ['from a waypoint to pods outside of the mesh', waypoint, undefined, 'none', NONE, 'plaintext'],
  ['from a sidecar to one without mutual TLS', sidecar, undefined, DataPlane.SIDECAR, workload({ mtls: { mode: 'DISABLE' } }), 'plaintext'],
  ['from a sidecar to a port without mutual TLS', sidecar, undefined, DataPlane.SIDECAR, workload({ portLevelMtls: { 8080: { mode: 'DISABLE' } } }), 'plaintext'],
  ['from a sidecar to one', sidecar, undefined, DataPlane.SIDECAR, NONE, 'mtls'],
  ['from a sidecar to a namespace without mutual TLS', sidecar, undefined, DataPlane.SIDECAR, peers('DISABLE'), 'plaintext'],
  ['from a sidecar with TLS switched off', sidecar, tls('DISABLE'), DataPlane.SIDECAR, NONE, 'plaintext'],
  ['from a sidecar with mutual TLS switched on', sidecar, tls('ISTIO_MUTUAL'), DataPlane.SIDECAR, peers('DISABLE'), 'mtls'],
  ['from a sidecar with TLS of its own', sidecar, tls('SIMPLE'), DataPlane.SIDECAR, NONE, 'tls'],
  ['from a sidecar to ztunnel', sidecar, undefined, DataPlane.AMBIENT, NONE, 'hbone'],
  ['from a sidecar to ztunnel with TLS switched off', sidecar, tls('DISABLE'), DataPlane.AMBIENT, NONE, 'hbone'],
  ['from a sidecar to ztunnel with TLS of its own', sidecar, tls('MUTUAL'), DataPlane.AMBIENT, NONE, 'tls'],
  ['from a sidecar with TLS switched off, and settings of the port', sidecar, { ...tls('DISABLE'), ...port(80, {}) }, DataPlane.SIDECAR, NONE, 'plaintext'],
  ['from a sidecar with TLS of its own, and settings of the port', sidecar, { ...tls('SIMPLE'), ...port(80, {}) }, DataPlane.SIDECAR, NONE, 'plaintext'],
  ['from a sidecar with mutual TLS, and settings of the port', sidecar, { ...tls('ISTIO_MUTUAL'), ...port(80, {}) }, DataPlane.SIDECAR, NONE, 'mtls'],
  ['of these to a namespace without it', sidecar, { ...tls('ISTIO_MUTUAL'), ...port(80, {}) }, DataPlane.SIDECAR, peers('DISABLE'), 'plaintext'],
  ['of these to pods outside of the mesh', sidecar, { ...tls('ISTIO_MUTUAL'), ...port(80, {}) }, 'none', NONE, 'plaintext'],
  ['from a sidecar to pods outside of the mesh', sidecar, undefined, 'none', NONE, 'plaintext'],
  ['from a sidecar to pods outside of the mesh, with mutual TLS', sidecar, tls('ISTIO_MUTUAL'), 'none', NONE, 'tls'],
])('%s', (_, sender, policy, membership, policies, expected) => {
  expect(encryptionOf(sender, cluster(policy), { membership, policies }, 8080, DEFAULT_SETTINGS)).toBe(expected);
});

// istio.io/istio pilot/pkg/networking/core/cluster_tls.go `buildUpstreamTLSSettings`, cluster_waypoint.go `buildWaypointTLSContext`
test.each<[string, Proxy, object | undefined, DataPlane | 'none', Encryption]>([
  ['to a sidecar', sidecar, undefined, DataPlane.SIDECAR, 'plaintext'],
  ['from a gateway to a sidecar', gateway, undefined, DataPlane.SIDECAR, 'plaintext'],
  ['to a sidecar with mutual TLS switched on', sidecar, tls('ISTIO_MUTUAL'), DataPlane.SIDECAR, 'mtls'],
  ['to a sidecar with TLS of its own', sidecar, tls('SIMPLE'), DataPlane.SIDECAR, 'tls'],
  ['to ztunnel', sidecar, undefined, DataPlane.AMBIENT, 'hbone'],
  ['from a gateway to ztunnel', gateway, undefined, DataPlane.AMBIENT, 'hbone'],
  ['to pods outside of the mesh', sidecar, undefined, 'none', 'plaintext'],
  ['from a waypoint to a sidecar', waypoint, undefined, DataPlane.SIDECAR, 'hbone'],
  ['from ztunnel to a sidecar', ztunnel, undefined, DataPlane.SIDECAR, 'hbone'],
])('without automatic mutual TLS, %s', (_, sender, policy, membership, expected) => {
  expect(encryptionOf(sender, cluster(policy), { membership, policies: peers('STRICT') }, 8080, { ...DEFAULT_SETTINGS, autoMtls: false })).toBe(expected);
});

test('a sidecar encrypts nothing for what it knows no Service of', () => {
  expect(encryptionOf(sidecar, undefined, { membership: DataPlane.SIDECAR, policies: NONE }, 8080, DEFAULT_SETTINGS)).toBe('plaintext');
});

test.each<[DataPlane | 'none', PeerPolicies, Encryption[]]>([
  [DataPlane.SIDECAR, peers('STRICT'), ['hbone', 'mtls']],
  [DataPlane.SIDECAR, NONE, ['hbone', 'mtls', 'plaintext']],
  [DataPlane.SIDECAR, peers('DISABLE'), ['hbone', 'plaintext']],
  [DataPlane.AMBIENT, peers('STRICT'), ['hbone']],
  [DataPlane.AMBIENT, NONE, ['hbone', 'plaintext']],
  ['none', NONE, ['plaintext']],
])('%s by %j takes %j', (membership, policies, expected) => {
  const all: Encryption[] = ['hbone', 'mtls', 'tls', 'plaintext'];

  expect(all.filter((encryption) => accept({ membership, policies }, 80, encryption).accepted)).toEqual(expected);
});

test('the policy that closes pods is named', () => {
  const policies = peers('STRICT');

  expect([DataPlane.SIDECAR, DataPlane.AMBIENT].map((membership) => accept({ membership, policies }, 80, 'plaintext').origin?.object)).toEqual([
    policies.namespace, policies.namespace,
  ]);
});
