import { indexOfObjects } from './index-of';

function object(apiVersion: string, kind: string, spec: object, metadata: object = {}): object {
  return { apiVersion, kind, metadata: { name: 'own', namespace: 'ml', ...metadata }, spec };
}

const LISTENERS = [
  { name: 'a', port: 443, protocol: 'HTTPS', hostname: 'a.example.com', tls: { certificateRefs: [{ name: 'wanted' }] } },
  { name: 'b', port: 444, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'anonymous' }] } },
];

describe('a Secret will exist by', () => {
  test.each<[string, string, object]>([
    ['itself', 'own', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'own', namespace: 'ml' } }],
    ['a Certificate', 'wanted', object('cert-manager.io/v1', 'Certificate', { secretName: 'wanted' })],
    ['an ExternalSecret', 'wanted', object('external-secrets.io/v1', 'ExternalSecret', { target: { name: 'wanted' } })],
    ['an ExternalSecret of its name', 'own', object('external-secrets.io/v1beta1', 'ExternalSecret', {})],
    ['a SealedSecret', 'own', object('bitnami.com/v1alpha1', 'SealedSecret', { encryptedData: {} })],
    ['a secret of Vault', 'wanted', object('secrets.hashicorp.com/v1beta1', 'VaultPKISecret', { destination: { name: 'wanted', create: true } })],
    ['a SecretProviderClass', 'wanted', object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', { secretObjects: [{ secretName: 'wanted' }] })],
    ['an issuer for a Gateway', 'wanted', object('gateway.networking.k8s.io/v1', 'Gateway', { gatewayClassName: 'istio', listeners: LISTENERS },
      { annotations: { 'cert-manager.io/cluster-issuer': 'acme' } })],
  ])('%s, in its namespace', (_, name, maker) => {
    const { secrets } = indexOfObjects(maker);

    expect([secrets.willExist('ml', name), secrets.willExist('other', name), secrets.willExist('ml', 'missing')]).toEqual([true, false, false]);
  });

  test('nothing but an issuer, and for no listener without a name', () => {
    const gateway = (annotations: object) => indexOfObjects(
      object('gateway.networking.k8s.io/v1', 'Gateway', { gatewayClassName: 'istio', listeners: LISTENERS }, { annotations })).secrets;

    expect(gateway({}).willExist('ml', 'wanted')).toBe(false);
    expect(gateway({ 'cert-manager.io/issuer': 'acme' }).willExist('ml', 'anonymous')).toBe(false);
  });
});
