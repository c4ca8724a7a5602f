import { allPoliciesOf } from './policies';
import type { DestinationRuleTls } from '../../../../../imports/networking.istio.io';
import { DESTINATION_RULE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { found, refused } from '../verdict';

export const clientTls = refused({
  code: 'MLM0917',
  name: 'client-tls',
  title: 'The TLS settings of a DestinationRule contradict each other',
  kinds: [DESTINATION_RULE],
  why: 'MUTUAL needs a certificate and its key, as files or by credentialName, never both; and what skips the verification of the server names nothing to verify it with. The '
    + 'webhook refuses anything else.',
  fix: 'name either files or credentialName, and drop what does not go with it',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: registry
      namespace: ml-serving
    spec:
      host: registry.example.com
      trafficPolicy:
        tls: # <- MLM0917
          mode: MUTUAL
          clientCertificate: /etc/certs/cert.pem
          caCertificates: /etc/certs/ca.pem
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: registry
      namespace: ml-serving
    spec:
      host: registry.example.com
      trafficPolicy:
        tls:
          mode: MUTUAL
          clientCertificate: /etc/certs/cert.pem
          privateKey: /etc/certs/key.pem
          caCertificates: /etc/certs/ca.pem
  `,
  * check(rule) {
    for (const { at, policy: { tls } } of allPoliciesOf(rule)) {
      if (tls !== undefined) {
        yield* tlsHits(at.at('tls'), tls, rule.namespace);
      }
    }
  },
});

const CONFIG_MAP = 'configmap://';
const FILES = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'] as const;

function* tlsHits(at: Location, tls: DestinationRuleTls, namespace: string): Iterable<Hit> {
  const { credentialName = '', mode } = tls;
  if (credentialName.startsWith(CONFIG_MAP) && !isConfigMapOf(credentialName.slice(CONFIG_MAP.length), namespace)) {
    yield found(at.at('credentialName'), `${credentialName} is no ConfigMap of the namespace ${namespace}`, `write ${CONFIG_MAP}${namespace}/<name>`);
  }
  yield* unverifiedHits(at, tls);
  if (credentialName !== '' && (mode === 'SIMPLE' || mode === 'MUTUAL')) {
    for (const field of FILES.filter((file) => tls[file])) {
      yield found(at.at(field).key(), `${field} does not go with credentialName`, `put it into the Secret, and delete ${field}`);
    }
  } else if (mode === 'MUTUAL') {
    const missing = (['clientCertificate', 'privateKey'] as const).filter((file) => !tls[file]);
    if (missing.length > 0) {
      yield found(at, `MUTUAL needs ${missing.join(' and ')}`, `add ${missing.join(' and ')}, or a credentialName`);
    }
  }
}

function* unverifiedHits(at: Location, tls: DestinationRuleTls): Iterable<Hit> {
  const { caCertificates, credentialName, insecureSkipVerify, mode, subjectAltNames = [] } = tls;
  const verifying = {
    caCertificates: Boolean(caCertificates), subjectAltNames: subjectAltNames.length > 0, credentialName: mode === 'SIMPLE' && Boolean(credentialName),
  };
  for (const [field, isSet] of insecureSkipVerify && (mode === 'SIMPLE' || mode === 'MUTUAL') ? Object.entries(verifying) : []) {
    if (isSet) {
      yield found(at.at(field).key(), `${field} does not go with insecureSkipVerify: nothing is verified`, `delete ${field} or insecureSkipVerify`);
    }
  }
}

function isConfigMapOf(reference: string, namespace: string): boolean {
  const [owner, name] = reference.split('/');
  return owner === namespace && Boolean(name);
}
