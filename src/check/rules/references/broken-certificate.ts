import { certificateProblem } from '../../../manifest/certificates';
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
  type: Opaque
  stringData:
    tls.crt: |
      -----BEGIN CERTIFICATE-----
      MIIB
      -----END CERTIFICATE-----
    tls.key: |
      -----BEGIN PRIVATE KEY-----
      MIIE
      -----END PRIVATE KEY-----
`);

export const brokenCertificate = rule({
  code: 'MLM0122',
  name: 'broken-certificate',
  severity: 'error',
  title: 'The Secret of a listener holds no certificate with its key',
  kinds: [GATEWAY as Kind<unknown>, LISTENER_SET],
  message: 'Secret {namespace}/{name} {problem}',
  why: 'The listener is not opened (ResolvedRefs: False, InvalidCertificateRef), and its port takes no connections. Whatever else the Gateway listens on works.',
  fix: 'write the certificate and its key as tls.crt and tls.key, in PEM',
  sameAs: ['IST0161'],
  cases: ['references/broken-certificates'],
  evidence: 'the listener is ResolvedRefs: False (InvalidCertificateRef) and Programmed: False',
  bad: altered(GOOD, ['- name: certificate\n', '- name: certificate # <- MLM0122\n'], ['tls.key', 'key.pem']),
  good: GOOD,
  * check(owner, { index }) {
    for (const listener of index.listeners.of(owner)) {
      for (const [i, { kind = 'Secret', name, namespace = owner.namespace }] of (listener.spec.tls?.certificateRefs ?? []).entries()) {
        const secret = kind === 'Secret' ? index.find(SECRET, namespace, name) : undefined;
        const problem = secret && certificateProblem(secret);
        if (problem !== undefined) {
          yield {
            at: listener.at('tls', 'certificateRefs', i, 'name'),
            data: { namespace, name, problem },
            related: [{ at: secret!.at('metadata', 'name'), label: problem }],
          };
        }
      }
    }
  },
});
