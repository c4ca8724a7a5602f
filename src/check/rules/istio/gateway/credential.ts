import { GATEWAY_EXAMPLE } from './gateway-example';
import type { GatewaySpec } from '../../../../../imports/networking.istio.io';
import { gatewayPods } from '../../../../manifest/istio/gateway-pods';
import { ISTIO_GATEWAY, SECRET } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule } from '../../../rule';
import { analyzer } from '../analyzed';

export const missingCredential = rule({
  code: 'MLM0950',
  name: 'missing-credential',
  severity: 'error',
  title: 'The certificate of a Gateway of Istio is not there',
  kinds: [ISTIO_GATEWAY],
  message: 'Secret {namespace}/{name} is not there',
  why: 'The listener waits for its certificate, and every handshake fails until the Secret exists in the namespace of the pods of the gateway.',
  fix: 'create the Secret in the namespace of the pods of the gateway, not in that of the Gateway',
  sameAs: ['IST0101'],
  isAbsence: true,
  evidence: analyzer('gateway/secret.go'),
  bad: altered(GATEWAY_EXAMPLE, ['credentialName: inference', 'credentialName: certificate # <- MLM0950']),
  good: GATEWAY_EXAMPLE,
  * check(gateway, { index }) {
    for (const { namespace, name, at } of credentialsOf(gateway, index)) {
      if (!index.exists(SECRET, namespace, name)) {
        yield { at, data: { namespace, name } };
      }
    }
  },
});

export const brokenCredential = rule({
  code: 'MLM0951',
  name: 'broken-credential',
  severity: 'error',
  title: 'The Secret of a Gateway of Istio holds no certificate with its key',
  kinds: [ISTIO_GATEWAY],
  message: 'Secret {namespace}/{name} {problem}',
  why: 'The gateway gets no certificate, and every handshake fails.',
  fix: 'write the certificate and its key as tls.crt and tls.key (or cert and key), in PEM',
  sameAs: ['IST0161'],
  evidence: analyzer('gateway/secret.go'),
  bad: altered(GATEWAY_EXAMPLE, ['credentialName: inference', 'credentialName: inference # <- MLM0951'], ['tls.key', 'key.pem']),
  good: GATEWAY_EXAMPLE,
  * check(gateway, { index }) {
    for (const { namespace, name, at } of credentialsOf(gateway, index)) {
      const secret = index.find(SECRET, namespace, name);
      const problem = secret && problemOf(secret);
      if (problem !== undefined) {
        yield { at, data: { namespace, name, problem }, related: [{ at: secret!.at('metadata', 'name'), label: problem }] };
      }
    }
  },
});

interface Credential {
  readonly namespace: string;
  readonly name: string;
  readonly at: Location;
}

/** The Secrets that servers name, in the namespace of the pods that read them. */
function credentialsOf(gateway: ManifestObject<GatewaySpec>, index: ManifestIndex): Credential[] {
  const [pods] = gatewayPods(gateway, index);
  return pods === undefined ? [] : (gateway.spec.servers ?? []).flatMap(({ tls }, i) => (tls?.credentialName
    ? [{ namespace: pods.namespace, name: tls.credentialName, at: gateway.at('spec', 'servers', i, 'tls', 'credentialName') }]
    : []));
}

/** istio.io/istio pilot/pkg/credentials/kube/secrets.go `ExtractCertInfo`: the pairs of keys that count, in this order. */
const PAIRS = [['cert', 'key'], ['tls.crt', 'tls.key']] as const;

/** Of an empty Secret, which others fill, nothing is known. */
function problemOf({ manifest }: ManifestObject): string | undefined {
  const values = { ...decoded(manifest.data as Record<string, string> | undefined), ...(manifest.stringData as Record<string, string> | undefined) };
  if (Object.values(values).every((value) => !value)) {
    return undefined;
  }
  const pair = PAIRS.find(([certificate, key]) => values[certificate] && values[key]);
  if (pair === undefined) {
    return 'has neither tls.crt and tls.key nor cert and key with values';
  }
  return values[pair[0]].includes('-----BEGIN CERTIFICATE-----') ? undefined : `has no certificate in ${pair[0]}`;
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString('latin1')]));
}
