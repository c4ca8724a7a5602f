import { GATEWAY } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

/** istio.io/istio pilot/pkg/config/kube/gateway/conversion.go `listenerProtocolToIstio`, `unexpectedWaypointListener`. */
const SERVED: ReadonlyMap<string, readonly string[]> = new Map([
  ['istio', ['HTTP', 'HTTPS', 'TLS', 'TCP']],
  ['istio-remote', ['HTTP', 'HTTPS', 'TLS', 'TCP']],
  ['istio-waypoint', ['HBONE']],
  ['istio-east-west', ['HBONE', 'TLS']],
]);

const FIXES: Readonly<Record<string, string>> = {
  'GRPC': 'write HTTP: a listener for HTTP serves gRPC too; mark the backend with appProtocol: kubernetes.io/h2c',
  'HBONE': 'make it a waypoint, by gatewayClassName: istio-waypoint, or write HTTP',
  'istio-waypoint': 'a waypoint has one listener, with port: 15008 and protocol: HBONE; a gateway has gatewayClassName: istio',
};

export const listenerProtocol = rule({
  code: 'MLM0201',
  name: 'listener-protocol',
  severity: 'error',
  title: 'A listener has a protocol that Istio does not serve',
  kinds: [GATEWAY],
  message: "Istio serves no listener with protocol '{protocol}'{where}",
  why: 'The API server takes any word, Istio marks the listener Accepted: False (UnsupportedProtocol) and opens no port for it: connections are refused.',
  fix: 'write one of HTTP, HTTPS, TLS, TCP; a listener for HTTP serves gRPC too',
  cases: ['listeners/grpc-protocol', 'listeners/waypoint-class'],
  evidence: 'admitted, and the listener Accepted: False (UnsupportedProtocol); connections are refused',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: Gateway
    metadata:
      name: gateway
      namespace: ml-serving
    spec:
      gatewayClassName: istio
      listeners:
        - name: grpc
          port: 80
          protocol: GRPC # <- MLM0201
  `,
  good: EXAMPLE_GATEWAY,
  * check(gateway) {
    for (const [index, { protocol }] of gateway.spec.listeners.entries()) {
      const { gatewayClassName } = gateway.spec;
      if (SERVED.get(gatewayClassName)?.includes(protocol) === false) {
        const fix = FIXES[gatewayClassName === 'istio' ? protocol : gatewayClassName];
        yield { at: gateway.at('spec', 'listeners', index, 'protocol'), data: { protocol, where: gatewayClassName === 'istio' ? '' : ` at a Gateway of class ${gatewayClassName}` }, fix };
      }
    }
  },
});
