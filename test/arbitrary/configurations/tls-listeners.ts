import type { Manifest } from '../../../src/manifest/manifest-object';

/** Ports at which the listeners of fields end TLS. */
export const SECURE_PORTS = [443, 8443] as const;

const CERTIFICATE = 'certificate';

/** Listeners that end TLS: for any name, for those of a wildcard beside it, and for those of a wildcard alone. */
export const TLS_LISTENERS = [
  { name: 'secure', port: 443 }, { name: 'secure-wild', port: 443, hostname: '*.wild.example.com' }, { name: 'secure-only', port: 8443, hostname: '*.only.example.com' },
].map((listener) => ({ ...listener, protocol: 'HTTPS', tls: { certificateRefs: [{ name: CERTIFICATE }] } }));

/** A Server of a Gateway of Istio that ends TLS. */
export const SERVER_TLS = { mode: 'SIMPLE', credentialName: CERTIFICATE } as const;

/** Whoever issues certificates fills it. */
export function certificate(namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: CERTIFICATE }, type: 'kubernetes.io/tls' };
}
