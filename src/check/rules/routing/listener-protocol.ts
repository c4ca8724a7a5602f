import { GATEWAY } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

/** istio.io/istio pilot/pkg/config/kube/gateway/conditions.go `validateListenerProtocol`: HBONE is for waypoints. */
const SERVED = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'HBONE'];

export const listenerProtocol = rule({
  code: 'MLM0201',
  name: 'listener-protocol',
  severity: 'error',
  title: 'A listener has a protocol that Istio does not serve',
  kinds: [GATEWAY],
  message: "Istio serves no listener with protocol '{protocol}'",
  why: 'The API server takes any word, Istio marks the listener Accepted: False (UnsupportedProtocol) and opens no port for it: connections are refused.',
  fix: 'write one of HTTP, HTTPS, TLS, TCP; a listener for HTTP serves gRPC too',
  cases: ['listeners/grpc-protocol'],
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
  good: yaml`
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
  `,
  * check(gateway) {
    for (const [index, { protocol }] of gateway.spec.listeners.entries()) {
      if (gateway.spec.gatewayClassName.startsWith('istio') && !SERVED.includes(protocol)) {
        const fix = protocol === 'GRPC'
          ? 'write HTTP: a listener for HTTP serves gRPC too; mark the backend with appProtocol: kubernetes.io/h2c'
          : undefined;
        yield { at: gateway.at('spec', 'listeners', index, 'protocol'), data: { protocol }, fix };
      }
    }
  },
});
