import { GATEWAY, LISTENER_SET } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { SECURE_GATEWAY } from '../object-examples';

const GOOD = together(SECURE_GATEWAY, yaml`
  apiVersion: v1
  kind: Secret
  metadata:
    name: certificate
    namespace: ml-serving
  type: kubernetes.io/tls
`);

export const listenerWithoutTls = rule({
  code: 'MLM0212',
  name: 'listener-without-tls',
  severity: 'error',
  title: 'A listener for TLS has no TLS settings',
  kinds: [GATEWAY],
  message: 'a listener with protocol {protocol} and without tls is not opened',
  why: 'Istio leaves such a listener out, as a place for those of ListenerSets (pilot/pkg/config/kube/gateway/conversion.go), and its status is fine: Accepted and '
    + 'Programmed. Connections are refused.',
  fix: 'name the certificate in tls.certificateRefs, or write mode: Passthrough for protocol TLS; HTTP is the protocol without encryption',
  cases: ['listeners/https-without-tls'],
  evidence: 'Gateway, listener and route are accepted and programmed, and Envoy has no listener for the port: connections are refused',
  bad: altered(GOOD, ['protocol: HTTPS\n      tls:\n        certificateRefs:\n          - name: certificate\n', 'protocol: HTTPS # <- MLM0212\n']),
  good: GOOD,
  * check(gateway, { index }) {
    const { allowedListeners, gatewayClassName, listeners } = gateway.spec;
    // Without one the Gateway could have no ListenerSets, which may come with other manifests.
    const isPlaceholder = (allowedListeners?.namespaces?.from ?? 'None') !== 'None' || index.all(LISTENER_SET).some(({ namespace, spec: { parentRef } }) => (
      parentRef.name === gateway.name && (parentRef.namespace ?? namespace) === gateway.namespace));
    for (const [i, { protocol, tls }] of listeners.entries()) {
      if (gatewayClassName === 'istio' && ['HTTPS', 'TLS'].includes(protocol) && tls === undefined && !isPlaceholder) {
        yield { at: gateway.at('spec', 'listeners', i, 'protocol'), data: { protocol } };
      }
    }
  },
});
