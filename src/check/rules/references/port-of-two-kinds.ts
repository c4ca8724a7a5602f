import { closedListeners } from '../../../manifest/gateway-api/closed-listeners';
import { GATEWAY } from '../../../manifest/kinds';
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
      - name: https
        port: 443
        protocol: HTTPS
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
`;

export const portOfTwoKinds = rule({
  code: 'MLM0119',
  name: 'port-of-two-kinds',
  severity: 'error',
  title: 'A listener has a port that another one has for another protocol',
  kinds: [GATEWAY],
  message: 'port {port} is that of the listener {rival}, for {other}: this one, for {protocol}, is left out',
  why: 'Of two listeners that have the same port and host, or of which one is for TCP, Istio leaves out the later one (Accepted: False, ProtocolConflict). With hosts of their '
    + 'own it leaves out what follows a listener for HTTP by name, unless it is for HTTP, too (pilot/pkg/model/gateway.go), and the status is fine.',
  fix: 'give each protocol a port of its own: 80 for HTTP, 443 for HTTPS',
  cases: ['listeners/port-of-two-kinds'],
  evidence: 'the second listener is Accepted: False (ProtocolConflict), and only the first is served',
  bad: altered(GOOD, ['port: 443', 'port: 80 # <- MLM0119']),
  good: GOOD,
  * check(gateway, { index }) {
    const own = index.listeners.all().filter((listener) => listener.gateway === gateway);
    for (const { listener, rival } of gateway.spec.gatewayClassName === 'istio' ? closedListeners(index, own) : []) {
      if (rival !== undefined && rival.spec.protocol !== listener.spec.protocol) {
        const { port, protocol } = listener.spec;
        yield {
          at: listener.at('port'),
          data: { port, protocol, rival: rival.spec.name, other: rival.spec.protocol },
          related: [{ at: rival.at('port'), label: 'the same port' }],
        };
      }
    }
  },
});
