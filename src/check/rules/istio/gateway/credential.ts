import { GATEWAY_EXAMPLE, GATEWAY_WITHOUT_ROLE_EXAMPLE } from './gateway-example';
import type { GatewaySpec } from '../../../../../imports/networking.istio.io';
import { certificateProblem } from '../../../../manifest/certificates';
import { credentialFields, mayReadSecrets } from '../../../../manifest/istio/credentials';
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
      if (!index.secrets.willExist(namespace, name)) {
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
      const problem = secret && certificateProblem(secret);
      if (problem !== undefined) {
        yield { at, data: { namespace, name, problem }, related: [{ at: secret!.at('metadata', 'name'), label: problem }] };
      }
    }
  },
});

export const unreadableCredential = rule({
  code: 'MLM0972',
  name: 'unreadable-credential',
  severity: 'error',
  title: 'The pods of a gateway may not read the certificate that a Gateway of Istio names',
  kinds: [ISTIO_GATEWAY],
  message: 'the account {namespace}/{account} of the gateway may not list Secrets in its namespace: it gets no {name}',
  why: 'A proxy is given the Secrets that a credentialName names only if its account may list those of its namespace (istiod asks the API server); a role for one of them by its '
    + 'name does not do. The charts of Istio give its own gateways that right. The pods that Istio makes for a Gateway of the Gateway API have it not (their certificateRefs need none), nor '
    + 'has an account of your own. The server gets no certificate, and every handshake fails; nothing but the log of istiod says so.',
  fix: 'bind a Role with get, list and watch of secrets to the account, or end TLS in a listener of a Gateway of the Gateway API with certificateRefs',
  isAbsence: true,
  cases: ['listeners/unreadable-certificate'],
  evidence: 'connections to the server are closed, without a role and with one for the Secret by its name; those to a server of the same Gateway without TLS are answered, and with '
    + 'a role for all Secrets the certificate is there',
  bad: altered(GATEWAY_WITHOUT_ROLE_EXAMPLE, ['credentialName: inference', 'credentialName: inference # <- MLM0972']),
  good: GATEWAY_EXAMPLE,
  * check(gateway, { index }) {
    // The rights of pods that are known from elsewhere are known there, too.
    const blind = gatewayPods(gateway, index).find((pods) => !pods.owner.isStub && !mayReadSecrets(index, pods));
    for (const [i, { tls }] of blind === undefined ? [] : (gateway.spec.servers ?? []).entries()) {
      for (const { path, name } of tls === undefined ? [] : credentialFields(tls)) {
        yield {
          at: gateway.at('spec', 'servers', i, 'tls', ...path),
          data: { namespace: blind!.namespace, account: blind!.serviceAccount, name },
          related: [{ at: blind!.owner.at('metadata', 'name'), label: 'it has these pods' }],
        };
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
