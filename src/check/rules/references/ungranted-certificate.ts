import { nearGrants } from './near-grants';
import { ungrantedCertificates } from '../../../manifest/gateway-api/closed-listeners';
import type { Kind } from '../../../manifest/kind';
import { GATEWAY, LISTENER_SET } from '../../../manifest/kinds';
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
      - name: https
        port: 443
        protocol: HTTPS
        tls:
          certificateRefs:
            - name: certificate
              namespace: certificates
  ---
  apiVersion: v1
  kind: Secret
  metadata:
    name: certificate
    namespace: certificates
  type: kubernetes.io/tls
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: ReferenceGrant
  metadata:
    name: gateways
    namespace: certificates
  spec:
    from:
      - group: gateway.networking.k8s.io
        kind: Gateway
        namespace: ml-serving
    to:
      - group: ""
        kind: Secret
`;

export const ungrantedCertificate = rule({
  code: 'MLM0118',
  name: 'ungranted-certificate',
  severity: 'error',
  title: 'A listener names a certificate of another namespace, which has not granted it',
  kinds: [GATEWAY as Kind<unknown>, LISTENER_SET],
  message: 'no ReferenceGrant in {namespace} lets a {ownerKind} of {source} name the Secret {name}',
  why: 'Istio leaves the certificate out, and does not open a listener that has no other (ResolvedRefs: False, RefNotPermitted): connections are refused. Whatever else the Gateway '
    + 'listens on works.',
  fix: 'add a ReferenceGrant to the namespace of the Secret, or keep the Secret where the Gateway is',
  isAbsence: true,
  cases: ['listeners/ungranted-certificate'],
  evidence: 'the listener is ResolvedRefs: False (RefNotPermitted) and Programmed: False, and connections to it are refused',
  bad: altered(GOOD, ['namespace: certificates\n---', 'namespace: certificates # <- MLM0118\n---'], ['kind: Gateway\n      namespace: ml-serving', 'kind: Gateway\n      namespace: edge']),
  good: GOOD,
  * check(owner, { index }) {
    for (const listener of index.listeners.of(owner)) {
      for (const { namespace, name, i } of ungrantedCertificates(index, listener)) {
        yield {
          at: listener.at('tls', 'certificateRefs', i, 'namespace'),
          data: { namespace, name, ownerKind: owner.kind, source: owner.namespace },
          related: nearGrants(index, owner.namespace, namespace),
        };
      }
    }
  },
});
