import type { Kind } from '../../../manifest/kind';
import { GATEWAY, LISTENER_SET, SECRET } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { SECURE_GATEWAY } from '../object-examples';

const GOOD = together(SECURE_GATEWAY, yaml`
  apiVersion: v1
  kind: Secret
  metadata:
    name: certificate
    namespace: ml-serving
  type: kubernetes.io/tls
  data:
    tls.crt: ""
    tls.key: ""
`);

export const missingCertificate = rule({
  code: 'MLM0107',
  name: 'missing-certificate',
  severity: 'error',
  title: 'The certificate of a listener is not there',
  kinds: [GATEWAY, LISTENER_SET as Kind<unknown> as typeof GATEWAY],
  message: 'Secret {namespace}/{name} is not there',
  why: 'The listener is not programmed (ResolvedRefs: False, InvalidCertificateRef), and its port takes no connections. Whatever else the Gateway listens on works.',
  fix: 'create the Secret (often a Certificate of cert-manager does), or name one that exists',
  sameAs: ['IST0101'],
  isAbsence: true,
  cases: ['references/missing-certificate'],
  evidence: 'the listener is ResolvedRefs: False (InvalidCertificateRef) and Programmed: False',
  bad: altered(GOOD, ['- name: certificate\n---', '- name: certificat # <- MLM0107\n---']),
  good: GOOD,
  * check(gateway, { index }) {
    for (const [i, { tls }] of gateway.spec.listeners.entries()) {
      for (const [j, { kind = 'Secret', group = '', name, namespace = gateway.namespace }] of (tls?.certificateRefs ?? []).entries()) {
        if (kind === SECRET.kind && group === '' && !index.secrets.willExist(namespace, name)) {
          yield { at: gateway.at('spec', 'listeners', i, 'tls', 'certificateRefs', j, 'name'), data: { namespace, name } };
        }
      }
    }
  },
});
