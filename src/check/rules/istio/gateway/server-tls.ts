import type { GatewaySpec, SidecarSpec, Tls, TlsCertificate } from '../../../../../imports/networking.istio.io';
import type { Kind } from '../../../../manifest/kind';
import { ISTIO_GATEWAY, SIDECAR } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { found, refused } from '../verdict';

type Serving = GatewaySpec | SidecarSpec;

export const SERVING = [ISTIO_GATEWAY, SIDECAR] as readonly Kind<Serving>[];

/** The TLS settings of the servers of a Gateway, or of the inbound ports of a Sidecar. */
export function* tlsOf(object: ManifestObject<Serving>): Iterable<{ readonly at: Location; readonly tls: Tls; readonly protocol?: string }> {
  const { spec } = object;
  const parts = { servers: 'servers' in spec ? spec.servers ?? [] : [], ingress: 'ingress' in spec ? spec.ingress ?? [] : [] };
  for (const [field, all] of Object.entries(parts)) {
    for (const [index, { port, tls }] of all.entries()) {
      if (tls !== undefined) {
        yield { at: object.at('spec', field, index, 'tls'), tls, protocol: port?.protocol };
      }
    }
  }
}

export const serverTls = refused<Serving>({
  code: 'MLM0920',
  name: 'server-tls',
  title: 'The TLS settings of a server contradict each other',
  kinds: SERVING,
  why: 'A server that ends TLS takes its certificate from one place: a Secret (credentialName), files, or the mesh (ISTIO_MUTUAL); MUTUAL needs the CA of the callers too. The '
    + 'webhook refuses anything else.',
  fix: 'name one source of the certificate, with all that it needs',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata:
      name: edge
      namespace: ml-serving
    spec:
      servers:
        - hosts:
            - inference.example.com
          port:
            number: 443
            name: https
            protocol: HTTPS
          tls: # <- MLM0920
            mode: SIMPLE
            serverCertificate: /etc/certs/cert.pem
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata:
      name: edge
      namespace: ml-serving
    spec:
      servers:
        - hosts:
            - inference.example.com
          port:
            number: 443
            name: https
            protocol: HTTPS
          tls:
            mode: SIMPLE
            serverCertificate: /etc/certs/cert.pem
            privateKey: /etc/certs/key.pem
  `,
  * check(object) {
    for (const { at, tls } of tlsOf(object)) {
      yield* tls.mode === 'ISTIO_MUTUAL' ? meshHits(at, tls) : certificateHits(at, tls);
    }
  },
});

const SOURCES = ['serverCertificate', 'privateKey', 'caCertificates', 'tlsCertificates', 'credentialName', 'credentialNames'] as const;

function* meshHits(at: Location, tls: Tls): Iterable<Hit> {
  for (const field of SOURCES.filter((source) => isSet(tls[source]))) {
    yield found(at.at(field).key(), `ISTIO_MUTUAL uses the certificate of the mesh: ${field} has no place there`, `delete ${field}, or write MUTUAL`);
  }
}

function* certificateHits(at: Location, tls: Tls): Iterable<Hit> {
  const { caCrl, caCertificates, credentialName, credentialNames, mode = 'PASSTHROUGH', privateKey, serverCertificate, tlsCertificates = [] } = tls;
  const sources = {
    serverCertificate: Boolean(serverCertificate && privateKey),
    credentialName: isSet(credentialName),
    credentialNames: isSet(credentialNames),
    tlsCertificates: isSet(tlsCertificates),
  };
  const [first, second] = Object.entries(sources).flatMap(([field, isUsed]) => (isUsed ? [field] : []));
  if (second !== undefined) {
    yield found(at.at(second).key(), `the certificate comes from ${first} and from ${second}`);
  }
  const isTerminated = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode);
  if (isTerminated && (isSet(credentialName) || isSet(credentialNames))) {
    return;
  }
  if (isTerminated) {
    yield* fileHits(at, mode, tls);
  }
  if (mode !== 'SIMPLE' && isTerminated && !caCertificates) {
    yield found(at, `${mode} needs the CA of the callers`, 'add caCertificates, or a credentialName');
  }
  if (caCrl && (credentialName || mode === 'SIMPLE')) {
    yield found(at.at('caCrl').key(), `caCrl does not go with ${credentialName ? 'credentialName' : 'SIMPLE'}`);
  }
}

function* fileHits(at: Location, mode: string, { privateKey, serverCertificate, tlsCertificates = [] }: Tls): Iterable<Hit> {
  const listed = tlsCertificates.map((pair, index): [Location, TlsCertificate] => [at.at('tlsCertificates', index), pair]);
  for (const [place, pair] of listed.length > 0 ? listed : [[at, { privateKey, serverCertificate }]] as [Location, TlsCertificate][]) {
    const missing = (['serverCertificate', 'privateKey'] as const).filter((file) => !pair[file]);
    if (missing.length > 0) {
      yield found(place, `${mode} needs ${missing.join(' and ')}`, `add ${missing.join(' and ')}, or a credentialName`);
    }
  }
}

export function isSet(value: string | readonly unknown[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}
