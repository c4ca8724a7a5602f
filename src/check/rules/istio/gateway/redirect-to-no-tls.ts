import type { GatewaySpec } from '../../../../../imports/networking.istio.io';
import { hostIntersection } from '../../../../manifest/host-names';
import { gatewayPods } from '../../../../manifest/istio/gateway-pods';
import { ISTIO_GATEWAY } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: gateways
  spec:
    servers:
      - hosts:
          - inference.example.com
        port:
          number: 80
          name: http
          protocol: HTTP
        tls:
          httpsRedirect: true
      - hosts:
          - "*.example.com"
        port:
          number: 443
          name: tls
          protocol: TLS
        tls:
          mode: PASSTHROUGH
`;

const SECURE = ['HTTPS', 'TLS'];

export const redirectToNoTls = rule({
  code: 'MLM0984',
  name: 'redirect-to-no-tls',
  severity: 'warning',
  title: 'A server sends its callers on to https, which nobody serves for its host',
  kinds: [ISTIO_GATEWAY],
  message: 'requests for {host} are sent on to https, and no server with TLS has that host',
  why: 'A client follows the redirect (301) to the same host, and no server of the gateway ends TLS for it: the connection is closed, and plain HTTP is answered with nothing but '
    + 'the redirect.',
  fix: 'add a server with protocol HTTPS for the host, or leave httpsRedirect out',
  isAbsence: true,
  evidence: 'source: istio.io/api networking/v1 ServerTLSSettings.https_redirect. No case: the answer is the redirect that was asked for, and what a client does with it is its own',
  bad: altered(GOOD, ['httpsRedirect: true', 'httpsRedirect: true # <- MLM0984'], ['"*.example.com"', '"*.example.org"']),
  good: GOOD,
  * check(gateway, { index }) {
    const secure = securedBeside(gateway, index);
    for (const [i, { hosts = [], tls }] of (gateway.spec.servers ?? []).entries()) {
      const sentOn = tls?.httpsRedirect ? hosts.map(nameOf) : [];
      const host = sentOn.find((each) => !secure.some((other) => hostIntersection(other, each) !== undefined));
      if (host !== undefined) {
        yield { at: gateway.at('spec', 'servers', i, 'tls', 'httpsRedirect'), data: { host } };
      }
    }
  },
});

/** The hosts that Gateways for the same pods, or by the same labels, serve by TLS. */
function securedBeside(gateway: ManifestObject<GatewaySpec>, index: ManifestIndex): string[] {
  const pods = gatewayPods(gateway, index);
  const labels = labelsOf(gateway);
  const beside = index.all(ISTIO_GATEWAY).filter((other) => (
    other === gateway || labelsOf(other) === labels || labelsOf(other) === '{}' || gatewayPods(other, index).some((each) => pods.includes(each))));
  return beside.flatMap(({ spec }) => (spec.servers ?? []).filter(({ port }) => SECURE.includes(port?.protocol ?? '')).flatMap(({ hosts = [] }) => hosts.map(nameOf)));
}

function labelsOf({ spec: { selector = {} } }: ManifestObject<GatewaySpec>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(selector).sort()));
}

/** Without the namespaces that it is for. */
function nameOf(host: string): string {
  return host.slice(host.indexOf('/') + 1);
}
