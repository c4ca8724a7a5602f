import type { GatewaySpec, SidecarSpec, Tls } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { isHttp } from '../values/ports';
import { found, warned } from '../verdict';
import { isPassthrough } from './server';
import { isSet, SERVING, tlsOf } from './server-tls';

export const serverTlsDoubtful = warned<GatewaySpec | SidecarSpec>({
  code: 'MLM0921',
  name: 'server-tls-doubtful',
  title: 'TLS settings of a server have no effect, or none that anybody can use',
  kinds: SERVING,
  why: 'What passes TLS through needs no certificate, unknown and repeated ciphers are left out, versions before 1.2 need ciphers that are not offered by themselves, a redirect is '
    + 'for HTTP, and of three certificates only two are served. The webhook lets it pass with a warning.',
  fix: 'delete what has no effect',
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
            name: tls
            protocol: TLS
          tls:
            mode: PASSTHROUGH
            credentialName: edge-certificate # <- MLM0921
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
            name: tls
            protocol: TLS
          tls:
            mode: PASSTHROUGH
  `,
  * check(object) {
    const isGateway = 'servers' in object.spec;
    for (const { at, tls, protocol } of tlsOf(object)) {
      if (isGateway && tls.httpsRedirect && !isHttp(protocol)) {
        yield found(at.at('httpsRedirect').key(), `httpsRedirect has no effect for ${protocol}`, 'put it on a server of port 80 that speaks HTTP');
      }
      yield* cipherHits(at, tls);
      yield* certificateHits(at, tls);
    }
  },
});

const OLD = ['TLSV1_0', 'TLSV1_1'];

/** As pkg/config/security lists those of BoringSSL. */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384',
  'AES128-SHA', 'AES256-SHA', 'DES-CBC3-SHA',
];

function* cipherHits(at: Location, { cipherSuites = [], minProtocolVersion = '' }: Tls): Iterable<Hit> {
  if (OLD.includes(minProtocolVersion) && cipherSuites.length === 0) {
    yield found(at.at('minProtocolVersion'), `${minProtocolVersion} has no cipher: by default only those of TLS 1.2 and later are offered`, 'name cipherSuites, or write TLSV1_2');
  }
  for (const [index, cipher] of cipherSuites.entries()) {
    // Expressions of BoringSSL are passed on unread.
    if (cipher !== 'ALL' && /^[A-Za-z0-9]/.test(cipher) && !CIPHERS.includes(cipher)) {
      yield found(at.at('cipherSuites', index), `Envoy knows no cipher ${cipher}`);
    } else if (cipherSuites.indexOf(cipher) < index) {
      yield found(at.at('cipherSuites', index), `the cipher ${cipher} stands twice`);
    }
  }
}

const UNUSED = ['caCrl', 'serverCertificate', 'privateKey', 'caCertificates', 'tlsCertificates', 'credentialName', 'credentialNames'] as const;

function* certificateHits(at: Location, tls: Tls): Iterable<Hit> {
  const { mode = 'PASSTHROUGH', credentialName, credentialNames, tlsCertificates = [] } = tls;
  for (const field of isPassthrough(tls) ? UNUSED.filter((source) => isSet(tls[source])) : []) {
    yield found(at.at(field).key(), `${mode} ends no TLS: ${field} has no effect`);
  }
  const isTerminated = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode);
  if (isTerminated && !isSet(credentialName) && !isSet(credentialNames) && tlsCertificates.length > 2) {
    yield found(at.at('tlsCertificates').key(), 'two certificates are served at most');
  }
}
