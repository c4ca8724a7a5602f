import type { SidecarIngress, SidecarPort, Tls } from '../../../../../imports/networking.istio.io';
import { SIDECAR } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { connectionPoolHits } from '../destination-rule/connection-pool';
import { isSet } from '../gateway/server-tls';
import { addressProblem, isUnix, unixProblem } from '../values/addresses';
import { isTls, portNameProblem, portProblem, protocolProblem } from '../values/ports';
import { found, foundIn, foundTwice, refused } from '../verdict';

export const sidecarIngress = refused({
  code: 'MLM0926',
  name: 'sidecar-ingress',
  title: 'An inbound port of a Sidecar cannot be served',
  kinds: [SIDECAR],
  why: 'Each inbound port stands once, with a protocol that Istio knows, and leads to a port or a socket of the same pod; its TLS settings name files. The webhook refuses anything '
    + 'else.',
  fix: 'write defaultEndpoint as 127.0.0.1:<port>, 0.0.0.0:<port>, [::1]:<port> or unix://<path>, or leave it out',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: model
      namespace: ml-serving
    spec:
      ingress:
        - port:
            number: 8080
            protocol: HTTP
            name: http
          defaultEndpoint: model:8080 # <- MLM0926
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata:
      name: model
      namespace: ml-serving
    spec:
      ingress:
        - port:
            number: 8080
            protocol: HTTP
            name: http
          defaultEndpoint: 127.0.0.1:8080
  `,
  options: { dataPlane: 'sidecar' },
  * check(sidecar) {
    const { inboundConnectionPool, ingress = [] } = sidecar.spec;
    const at = sidecar.at('spec', 'ingress');
    yield* connectionPoolHits(sidecar.at('spec', 'inboundConnectionPool'), inboundConnectionPool);
    yield* foundTwice(at, ingress.map(({ port }) => String(port?.number ?? 0)), (number) => `the inbound port ${number} stands twice`);
    for (const [index, listener] of ingress.entries()) {
      yield* listenerHits(at.at(index), listener);
    }
  },
});

function* listenerHits(at: Location, { bind, connectionPool, defaultEndpoint = '', port, tls }: SidecarIngress): Iterable<Hit> {
  yield* portHits(at.at('port'), port);
  yield* foundIn(at.at('port', 'number'), port.number ?? 0, portProblem);
  yield* foundIn(at.at('bind'), bind || undefined, addressProblem);
  yield* foundIn(at.at('defaultEndpoint'), defaultEndpoint || undefined, isUnix(defaultEndpoint) ? unixProblem : endpointProblem);
  yield* connectionPoolHits(at.at('connectionPool'), connectionPool);
  if (tls !== undefined) {
    yield* tlsHits(at.at('tls'), tls, port.protocol);
  }
}

/** What inbound and outbound ports have in common. */
export function* portHits(at: Location, { name, protocol, targetPort = 0 }: SidecarPort): Iterable<Hit> {
  yield* foundIn(at.at('name'), name || undefined, portNameProblem);
  yield* foundIn(at.at('protocol'), protocol, protocolProblem);
  if (targetPort > 0) {
    yield found(at.at('targetPort').key(), 'a Sidecar has no targetPort');
  }
}

const ENDPOINT = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([+-]?\d+)$/;
const OWN_HOSTS = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

function endpointProblem(endpoint: string): string | undefined {
  const [, bracketed, plain, port] = ENDPOINT.exec(endpoint) ?? [];
  const isOwn = port !== undefined && OWN_HOSTS.includes(bracketed ?? plain) && portProblem(Number(port)) === undefined;
  return isOwn ? undefined : `${endpoint} is no port of the pod itself`;
}

const UNSUPPORTED = ['subjectAltNames', 'credentialName', 'credentialNames', 'tlsCertificates'] as const;

function* tlsHits(at: Location, tls: Tls, protocol: string | undefined): Iterable<Hit> {
  for (const field of UNSUPPORTED.filter((name) => isSet(tls[name]))) {
    yield found(at.at(field).key(), `a Sidecar has no ${field}`, 'name files in serverCertificate, privateKey and caCertificates');
  }
  if (tls.httpsRedirect) {
    yield found(at.at('httpsRedirect').key(), 'a Sidecar does not redirect');
  }
  if (tls.mode === 'ISTIO_MUTUAL' || tls.mode === 'AUTO_PASSTHROUGH') {
    yield found(at.at('mode'), `a Sidecar has no mode ${tls.mode}`);
  }
  if (!isTls(protocol)) {
    yield found(at, `a port that speaks ${protocol || 'anything'} has no tls`, 'write protocol: HTTPS or TLS');
  }
}
