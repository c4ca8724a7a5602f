import * as fc from 'fast-check';
import type { Manifest } from '../../../src/manifest/manifest-object';
import { maybe } from '../values';

/** The name of a server outside, which nothing else has. */
export function outsideHost(id: string): string {
  return `${id}.example.org`;
}

/** A server outside of the mesh, and how it is spoken to: by TLS, as the box plays them, for a name that its certificate has or has not. */
export function serviceEntry(namespace: string, id: string): fc.Arbitrary<readonly Manifest[]> {
  const host = outsideHost(id);
  return fc.record({
    name: fc.constantFrom(undefined, [host], [host], ['another.example.org']),
    sni: maybe(fc.constant(host), 70),
    isUnverified: maybe(fc.constant(true), 15),
  }).map(({ name, sni, isUnverified }) => [
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { namespace, name: id },
      spec: {
        hosts: [host], location: 'MESH_EXTERNAL', resolution: 'DNS', ports: [{ number: 80, targetPort: 443, name: 'http', protocol: 'HTTP' }],
      },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { namespace, name: `${id}-outside` },
      spec: {
        host,
        trafficPolicy: {
          tls: {
            mode: 'SIMPLE',
            ...(isUnverified ? { insecureSkipVerify: true } : { caCertificates: 'system', ...(name && { subjectAltNames: name }) }),
            ...(sni && { sni }),
          },
        },
      },
    },
  ]);
}

/** Whoever lives there calls nobody whom the mesh does not know. */
export function closedSidecar(namespace: string): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { namespace, name: 'default' },
    spec: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' }, egress: [{ hosts: ['*/*'] }] },
  };
}
