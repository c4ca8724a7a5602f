import { DataPlane } from '../../../core/versions/data-plane';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    rules:
      - from:
          - source:
              principals:
                - prod.example.com/ns/ml-frontend/sa/frontend
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: istio
    namespace: istio-system
  data:
    mesh: |
      trustDomain: prod.example.com
`;

export const foreignTrustDomain = rule({
  code: 'MLM0413',
  name: 'foreign-trust-domain',
  severity: 'warning',
  title: 'A policy names principals of a trust domain that the mesh does not have',
  kinds: [AUTHORIZATION_POLICY],
  message: 'the mesh gives identities of {known}, none of {domain}',
  why: 'Principals are compared with the trust domain in front. Of a domain that the mesh neither is nor knows as an alias nobody calls: whom the rule should admit is refused with '
    + '403, whom it should refuse is admitted. The rule was often written for another cluster.',
  fix: 'write the trust domain of the mesh, or serviceAccounts, which have none; add the old one to meshConfig.trustDomainAliases',
  evidence: 'source: istio.io/istio pilot/pkg/security/trustdomain/bundle.go (an alias stands for the domain, and at sidecars, gateways and waypoints cluster.local does). No case: the mesh of the box is cluster.local',
  bad: altered(GOOD, ['- prod.example.com/ns/ml-frontend/sa/frontend', '- staging.example.com/ns/ml-frontend/sa/frontend # <- MLM0413']),
  good: GOOD,
  * check(policy, { index }) {
    const known = index.meshConfig.trustDomains();
    const taken = [...known ?? [], ...(isReadByZtunnel(policy, index) ? [] : ['cluster.local'])];
    for (const [i, { from = [] }] of known === undefined ? [] : (policy.spec.rules ?? []).entries()) {
      for (const [j, { source = {} }] of from.entries()) {
        for (const field of ['principals', 'notPrincipals'] as const) {
          for (const [k, principal] of (source[field] ?? []).entries()) {
            const domain = domainOf(principal);
            if (domain !== undefined && !taken.includes(domain)) {
              yield { at: policy.at('spec', 'rules', i, 'from', j, 'source', field, k), data: { known: known!.join(', '), domain } };
            }
          }
        }
      }
    }
  },
});

/** A ztunnel gets principals as they are written: nothing stands for the domain of the mesh (pilot/pkg/serviceregistry/ambient/authorization.go). */
function isReadByZtunnel(policy: ManifestObject, index: ManifestIndex): boolean {
  return index.policies.podsOf(policy).some((pods) => index.namespaces.membership(pods) === DataPlane.AMBIENT);
}

/** The trust domain of a principal, unless a wildcard stands for it. */
function domainOf(principal: string): string | undefined {
  return /^([^/*]+)\/ns\//.exec(principal)?.[1];
}
