import { type HostPort, portsOfHosts } from './ports-of-hosts';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Protocol } from '../../../../manifest/protocols';
import { altered, rule, yaml } from '../../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts:
      - model
    http:
      - timeout: 5s
        route:
          - destination:
              host: model
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`;

/** The protocols at which a proxy does not look at routes of a field. One that is not declared may be any. */
const OTHERS: Readonly<Record<'http' | 'tcp', readonly Protocol[]>> = { http: ['tcp', 'udp'], tcp: ['http', 'http2'] };

export const routeOfOtherProtocol = rule({
  code: 'MLM0979',
  name: 'route-of-other-protocol',
  severity: 'error',
  title: 'A VirtualService has routes of another protocol than the ports of its hosts',
  kinds: [VIRTUAL_SERVICE],
  message: 'no {field} route is applied to {ports}',
  why: 'The name of a port up to its first hyphen, appProtocol or the protocol of a ServiceEntry says what a proxy makes of it. At TCP, TLS and HTTPS it sees no requests and passes over '
    + 'http routes; at HTTP and gRPC it passes over tcp routes. Requests go on as if the VirtualService were not there, without its weights, limits and retries.',
  fix: 'declare the protocol that is spoken at the port, or write routes of the protocol that it has; what callers encrypt themselves can have tls routes only',
  cases: ['virtual-services/other-protocol'],
  evidence: 'connections and requests reach the Service itself, not the one that the route names',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['- timeout: 5s', '- timeout: 5s # <- MLM0979'], ['name: http', 'name: tcp-model']),
  good: GOOD,
  * check(service, { index }) {
    const ports = portsOfHosts(service, index) ?? [];
    for (const [field, others] of Object.entries(OTHERS) as ['http' | 'tcp', readonly Protocol[]][]) {
      for (const [i, { match = [] }] of (service.spec[field] ?? []).entries()) {
        const meant = ports.filter(({ number }) => match.length === 0 || match.some(({ port }) => !port || port === number));
        if (meant.length > 0 && meant.every(({ protocol }) => others.includes(protocol))) {
          yield { at: service.at('spec', field, i), data: { field, ports: named(meant) } };
        }
      }
    }
  },
});

function named(ports: readonly HostPort[]): string {
  return ports.map(({ number, protocol }) => `port ${number}, which proxies take for ${protocol === 'http2' ? 'HTTP/2' : protocol.toUpperCase()}`).join(' and ');
}
