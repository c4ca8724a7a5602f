import type { BackendTlsPolicySpec, GatewaySpec } from '../../../../imports/gateway.networking.k8s.io';
import { authorityProblem, willHaveConfigMap } from '../../../manifest/certificates';
import type { Kind } from '../../../manifest/kind';
import { BACKEND_TLS_POLICY, CONFIG_MAP, GATEWAY, SECRET } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: BackendTLSPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: model
    validation:
      hostname: model.example.com
      caCertificateRefs:
        - group: ""
          kind: ConfigMap
          name: authority
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: https
        port: 443
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: authority
    namespace: ml-serving
  data:
    ca.crt: |
      -----BEGIN CERTIFICATE-----
      MIIB
      -----END CERTIFICATE-----
`;

const WHY = 'A listener whose clients show certificates is not opened (ResolvedRefs: False, InvalidCACertificateRef). A BackendTLSPolicy is not Accepted, and its backend is sent '
  + 'nothing all the same: every request is answered with 503.';

export const missingAuthority = rule({
  code: 'MLM0123',
  name: 'missing-authority',
  severity: 'error',
  title: 'The authority that certificates are checked by is not there',
  kinds: [GATEWAY as Kind<unknown>, BACKEND_TLS_POLICY],
  message: '{kind} {namespace}/{name} is not there',
  why: WHY,
  fix: 'create the ConfigMap with the certificate of the authority as ca.crt, in the namespace of the Gateway or the policy',
  sameAs: ['IST0101'],
  isAbsence: true,
  cases: ['references/broken-certificates'],
  evidence: 'the listener is ResolvedRefs: False (InvalidCACertificateRef), and requests to the backend of the policy are answered with 503',
  bad: altered(GOOD, ['        name: authority\n---', '        name: authorities # <- MLM0123\n---']),
  good: GOOD,
  * check(owner, { index }) {
    for (const { kind, namespace, name, at } of authoritiesOf(owner)) {
      const exists = kind === SECRET.kind ? index.secrets.willExist(namespace, name) : willHaveConfigMap(index, namespace, name);
      if (!exists) {
        yield { at, data: { kind, namespace, name } };
      }
    }
  },
});

export const brokenAuthority = rule({
  code: 'MLM0124',
  name: 'broken-authority',
  severity: 'error',
  title: 'The authority that certificates are checked by has no certificate',
  kinds: [GATEWAY as Kind<unknown>, BACKEND_TLS_POLICY],
  message: '{kind} {namespace}/{name} {problem}',
  why: WHY,
  fix: 'write the certificate of the authority as ca.crt, in PEM',
  cases: ['references/broken-certificates'],
  evidence: 'the listener is ResolvedRefs: False (InvalidCACertificateRef), and requests to the backend of the policy are answered with 503',
  bad: altered(GOOD, ['        name: authority\n---', '        name: authority # <- MLM0124\n---'], ['ca.crt', 'ca.pem']),
  good: GOOD,
  * check(owner, { index }) {
    for (const { kind, namespace, name, at } of authoritiesOf(owner)) {
      const holder = holderOf(index, kind, namespace, name);
      const problem = holder && authorityProblem(holder);
      if (problem !== undefined) {
        yield { at, data: { kind, namespace, name, problem }, related: [{ at: holder!.at('metadata', 'name'), label: problem }] };
      }
    }
  },
});

interface Authority {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly at: Location;
}

/** The ConfigMaps and Secrets that are named; of several istiod takes the first one or none. */
function authoritiesOf(owner: ManifestObject): Authority[] {
  return validationsOf(owner).flatMap(({ refs, at }) => refs.flatMap(({ group, kind, name, namespace = owner.namespace }, i) => (
    group === '' && [CONFIG_MAP.kind, SECRET.kind].includes(kind) ? [{ kind, namespace, name, at: at.at('caCertificateRefs', i, 'name') }] : [])));
}

type Ref = { readonly group: string; readonly kind: string; readonly name: string; readonly namespace?: string };

function validationsOf(owner: ManifestObject): { readonly refs: readonly Ref[]; readonly at: Location }[] {
  if (owner.is(BACKEND_TLS_POLICY)) {
    const { validation } = owner.spec as BackendTlsPolicySpec;
    return [{ refs: validation.caCertificateRefs ?? [], at: owner.at('spec', 'validation') }];
  }
  const { default: all, perPort = [] } = (owner.spec as GatewaySpec).tls?.frontend ?? {};
  return [
    { refs: all?.validation?.caCertificateRefs ?? [], at: owner.at('spec', 'tls', 'frontend', 'default', 'validation') },
    ...perPort.map(({ tls }, i) => ({ refs: tls.validation?.caCertificateRefs ?? [], at: owner.at('spec', 'tls', 'frontend', 'perPort', i, 'tls', 'validation') })),
  ];
}

function holderOf(index: ManifestIndex, kind: string, namespace: string, name: string): ManifestObject | undefined {
  return kind === SECRET.kind ? index.find(SECRET, namespace, name) : index.find(CONFIG_MAP, namespace, name);
}
