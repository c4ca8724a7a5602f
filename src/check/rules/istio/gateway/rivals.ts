import { GATEWAY_EXAMPLE } from './gateway-example';
import type { GatewaySpec } from '../../../../../imports/networking.istio.io';
import { gatewayPods } from '../../../../manifest/istio/gateway-pods';
import { ISTIO_GATEWAY } from '../../../../manifest/kinds';
import { hasLabels } from '../../../../manifest/labels';
import type { Location } from '../../../../manifest/location';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { Labels } from '../../../../manifest/shapes';
import { altered, rule, yaml } from '../../../rule';
import { analyzer } from '../analyzed';

type Gateway = ManifestObject<GatewaySpec>;
type Server = NonNullable<GatewaySpec['servers']>[number];

const SECOND = yaml`
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    name: second
    namespace: gateways
  spec:
    selector:
      istio: ingress
    servers:
      - hosts:
          - embeddings.example.com
        port:
          number: 443
          name: https
          protocol: HTTPS
        tls:
          mode: SIMPLE
          credentialName: embeddings
`;

const OWN_SECRET = `---
apiVersion: v1
kind: Secret
metadata:
  name: embeddings
  namespace: gateways
stringData:
  tls.crt: |
    -----BEGIN CERTIFICATE-----
  tls.key: |
    -----BEGIN PRIVATE KEY-----
`;

const TWO_GATEWAYS = `${GATEWAY_EXAMPLE}${OWN_SECRET}---\n${SECOND}`;

export const conflictingGateways = rule({
  code: 'MLM0952',
  name: 'conflicting-gateways',
  severity: 'error',
  title: 'Two Gateways of Istio serve the same host by TLS',
  kinds: [ISTIO_GATEWAY],
  message: '{other} serves {hosts} on port {port} of the same pods: one of the two servers is left out',
  why: 'A proxy tells servers of TLS apart by the host of the handshake. Of two with the same host and port istiod leaves the later one out, with a line in its log '
    + '(pilot/pkg/model/gateway.go): its certificate and its routes do not count.',
  fix: 'put the hosts into one Gateway, or give each hosts of its own',
  sameAs: ['IST0145'],
  evidence: analyzer('gateway/conflictinggateway.go'),
  bad: altered(TWO_GATEWAYS,
    ['  servers:\n    - hosts:\n        - inference.example.com', '  servers:\n    - hosts: # <- MLM0952\n        - inference.example.com'],
    ['  servers:\n    - hosts:\n        - embeddings.example.com', '  servers:\n    - hosts: # <- MLM0952\n        - inference.example.com']),
  good: TWO_GATEWAYS,
  * check(gateway, { index }) {
    for (const { server, at } of tlsServers(gateway)) {
      for (const other of rivalsOf(gateway, index)) {
        const rival = tlsServers(other).find((one) => sameHosts(server, one.server).length > 0);
        if (rival !== undefined) {
          yield {
            at: at.at('hosts'),
            data: { other: other.id, hosts: sameHosts(server, rival.server).join(', '), port: server.port.number },
            related: [{ at: rival.at.at('hosts'), label: 'the same host' }],
          };
        }
      }
    }
  },
});

export const sharedCertificate = rule({
  code: 'MLM0953',
  name: 'shared-certificate',
  severity: 'warning',
  title: 'Two Gateways of Istio have the same certificate',
  kinds: [ISTIO_GATEWAY],
  message: '{other} has the certificate {name}, too',
  why: 'A client that speaks HTTP/2 uses a connection for every host of its certificate. Requests for hosts of the other Gateway come to this one, which has no route for them: 404, '
    + 'now and then, as connections come and go.',
  fix: 'put all hosts of the certificate into one Gateway, or give each Gateway a certificate for its own hosts',
  sameAs: ['IST0138'],
  evidence: analyzer('gateway/certificate.go'),
  bad: altered(TWO_GATEWAYS, ['credentialName: inference', 'credentialName: inference # <- MLM0953'], ['credentialName: embeddings', 'credentialName: inference # <- MLM0953']),
  good: TWO_GATEWAYS,
  * check(gateway, { index }) {
    for (const { server, at } of tlsServers(gateway)) {
      const certificate = certificateOf(server);
      const hasSame = (one: Gateway) => tlsServers(one).some((rival) => certificateOf(rival.server) === certificate);
      const other = certificate && rivalsOf(gateway, index).find(hasSame);
      if (other) {
        yield { at: at.at('tls', server.tls!.credentialName ? 'credentialName' : 'serverCertificate'), data: { other: other.id, name: certificate.split('|')[0] } };
      }
    }
  },
});

interface TlsServer {
  readonly server: Server;
  readonly at: Location;
}

function tlsServers(gateway: Gateway): TlsServer[] {
  return (gateway.spec.servers ?? []).map((server, i) => ({ server, at: gateway.at('spec', 'servers', i) })).filter(({ server }) => server.tls !== undefined && !server.tls.httpsRedirect);
}

/** Other Gateways that configure some of the same pods: their selectors say so, or pods that both choose. */
function rivalsOf(gateway: Gateway, index: ManifestIndex): Gateway[] {
  const own = (gateway.spec.selector ?? {}) as Labels;
  const pods = gatewayPods(gateway, index);
  return index.all(ISTIO_GATEWAY).filter((other) => {
    const selector = (other.spec.selector ?? {}) as Labels;
    const isAlike = hasLabels(own, selector) || hasLabels(selector, own);
    return other !== gateway && (isAlike || gatewayPods(other, index).some((each) => pods.includes(each)));
  });
}

/** pilot/pkg/model/gateway.go `CheckDuplicates`: on the same port and address, the very same text. */
function sameHosts(a: Server, b: Server): string[] {
  return a.port?.number === b.port?.number && (a.bind ?? '') === (b.bind ?? '') ? (a.hosts ?? []).filter((host) => b.hosts?.includes(host)) : [];
}

function certificateOf({ tls }: Server): string | undefined {
  return tls?.credentialName || (tls?.serverCertificate && tls.privateKey ? `${tls.serverCertificate}|${tls.privateKey}` : undefined);
}
