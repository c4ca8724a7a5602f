import type { HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import type { Listener } from '../../../manifest/gateway-api/listeners';
import { hostIntersection } from '../../../manifest/host-names';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    gatewayClassName: istio
    listeners:
      - name: http
        port: 80
        protocol: HTTP
        hostname: chat.example.com
      - name: https
        port: 443
        protocol: HTTPS
        hostname: "*.example.com"
        tls:
          certificateRefs:
            - name: certificate
  ---
  apiVersion: v1
  kind: Secret
  metadata:
    name: certificate
    namespace: ml-serving
  type: kubernetes.io/tls
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: to-https
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
        sectionName: http
    rules:
      - filters:
          - type: RequestRedirect
            requestRedirect:
              scheme: https
`;

export const redirectToNobody = rule({
  code: 'MLM0116',
  name: 'redirect-to-nobody',
  severity: 'warning',
  title: 'A redirect to https leads to a host that the gateway does not serve by TLS',
  kinds: [HTTP_ROUTE],
  message: 'requests for {host} are sent on to https, where {gateway} has listeners for other hosts only',
  why: 'A client follows the redirect to the same host, and no listener with TLS has it: the connection is closed. Where a gateway has no listener with TLS at all, '
    + 'something before it may end TLS, and nothing is said.',
  fix: 'give a listener for HTTPS the host, or leave the host out of the listener that redirects',
  evidence: 'source: Gateway API v1.6 HTTPRequestRedirectFilter and Listener.hostname. No case: the answer is the redirect that was asked for, and what a client does with it is its own',
  bad: altered(GOOD, ['hostname: "*.example.com"', 'hostname: "*.example.org"'], ['scheme: https', 'scheme: https # <- MLM0116']),
  good: GOOD,
  * check(route, { index }) {
    const [at] = redirectsOf(route);
    if (at === undefined) {
      return;
    }
    for (const { listener, hostnames } of index.attachments.of(route).flatMap(({ listeners }) => listeners).filter((each) => each.listener.spec.protocol === 'HTTP')) {
      const secure = securedBy(listener, index);
      const host = hostnames.find((each) => secure.length > 0 && !secure.some(({ spec }) => hostIntersection(spec.hostname, each) !== undefined));
      if (host !== undefined) {
        yield { at, data: { host, gateway: listener.gateway.id }, related: [{ at: listener.at('hostname'), label: 'the listener that redirects' }] };
        return;
      }
    }
  },
});

/** Where the route sends a request for the same host to https. */
function redirectsOf(route: ManifestObject<HttpRouteSpec>) {
  return (route.spec.rules ?? []).flatMap(({ filters = [] }, i) => filters.flatMap(({ requestRedirect }, j) => (
    requestRedirect?.scheme === 'https' && requestRedirect.hostname === undefined ? [route.at('spec', 'rules', i, 'filters', j, 'requestRedirect', 'scheme')] : [])));
}

/** The listeners of the same gateway that take TLS. */
function securedBy({ gateway }: Listener, { listeners }: ManifestIndex): readonly Listener[] {
  return listeners.all().filter((other) => other.gateway === gateway && ['HTTPS', 'TLS'].includes(other.spec.protocol));
}
