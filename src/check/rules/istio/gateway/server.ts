import { scopedHostHits } from './scoped-host';
import type { GatewayServer, GatewaySpec, Tls } from '../../../../../imports/networking.istio.io';
import { ISTIO_GATEWAY } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { addressProblem, isUnix, unixProblem } from '../values/addresses';
import { isDnsLabel } from '../values/names';
import { isHttp, isKnownProtocol, isTls, portProblem } from '../values/ports';
import { found, foundIn, foundTwice, refused } from '../verdict';

export const gatewayServer = refused({
  code: 'MLM0919',
  name: 'gateway-server',
  title: 'A server of a Gateway of Istio is none',
  kinds: [ISTIO_GATEWAY],
  why: 'A server needs full hosts, a port with a name of its own and a protocol that Istio knows, and TLS settings exactly where the protocol is HTTPS or TLS. The webhook refuses '
    + 'anything else.',
  fix: 'give the server a host with a dot, or "*", a port with number, name and protocol, and tls if it speaks HTTPS or TLS',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata:
      name: edge
      namespace: ml-serving
    spec:
      selector:
        istio: ingressgateway
      servers:
        - hosts: # <- MLM0919
            - inference.example.com
          port:
            number: 443
            name: https
            protocol: HTTPS
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata:
      name: edge
      namespace: ml-serving
    spec:
      selector:
        istio: ingressgateway
      servers:
        - hosts:
            - inference.example.com
          port:
            number: 443
            name: https
            protocol: HTTPS
          tls:
            mode: SIMPLE
            credentialName: edge-certificate
  `,
  * check(gateway) {
    const { servers = [] } = gateway.spec;
    const isConverted = gateway.annotations['internal.istio.io/gateway-semantics'] === 'gateway';
    if (!isDnsLabel(gateway.name) && !isConverted) {
      yield found(gateway.at('metadata', 'name'), `${gateway.name} is no name of a Gateway: it has to be a DNS label`);
    }
    if (servers.length === 0) {
      yield found(gateway.at('spec', 'servers'), 'the Gateway has no server');
    }
    for (const [index, server] of servers.entries()) {
      yield* serverHits(gateway.at('spec', 'servers', index), server, isConverted);
    }
    yield* portNameHits(gateway);
  },
});

function* portNameHits(gateway: ManifestObject<GatewaySpec>): Iterable<Hit> {
  const names = (gateway.spec.servers ?? []).map(({ port }) => port?.name);
  yield* foundTwice(gateway.at('spec', 'servers'), names, (name) => `two servers have a port named ${name}`);
}

function* serverHits(at: Location, { bind = '', hosts = [], port, tls }: GatewayServer, isConverted: boolean): Iterable<Hit> {
  if (hosts.length === 0) {
    yield found(at, 'the server has no host');
  }
  for (const [index, host] of hosts.entries()) {
    yield* scopedHostHits(at.at('hosts', index), host, { isGateway: true, isConverted });
  }
  yield* portHits(at, port, bind);
  yield* foundIn(at, tlsProblem(port?.protocol, tls), (problem) => problem);
}

function* portHits(at: Location, port: GatewayServer['port'], bind: string): Iterable<Hit> {
  const { name, number = 0, protocol, targetPort = 0 } = port;
  if (!isKnownProtocol(protocol)) {
    yield found(at.at('port', 'protocol'), `Istio knows no protocol ${protocol}`);
  }
  if (number > 0 || !isUnix(bind)) {
    yield* foundIn(at.at('port', 'number'), number, portProblem);
  }
  if (targetPort > 0) {
    yield found(at.at('port', 'targetPort').key(), 'a Gateway has no targetPort');
  }
  if (!name) {
    yield found(at.at('port'), 'the port has no name');
  }
  if (isUnix(bind)) {
    yield* foundIn(at.at('bind'), bind, unixProblem);
    yield* foundIn(at.at('port', 'number'), number, (value) => (value === 0 ? undefined : 'a socket has no port: its number is 0'));
  } else {
    yield* foundIn(at.at('bind'), bind || undefined, addressProblem);
  }
}

function tlsProblem(protocol: string | undefined, tls: Tls | undefined): string | undefined {
  if (isTls(protocol)) {
    return tls === undefined ? `a server that speaks ${protocol} needs tls` : undefined;
  }
  const isRedirect = isHttp(protocol) && isPassthrough(tls) && !tls?.caCertificates && !tls?.privateKey && !tls?.serverCertificate;
  return tls === undefined || isRedirect ? undefined : `a server that speaks ${protocol} has no tls${isHttp(protocol) ? ' but httpsRedirect' : ''}`;
}

export function isPassthrough({ mode = 'PASSTHROUGH' }: Tls = {}): boolean {
  return mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
}
