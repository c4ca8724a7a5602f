import { AUTHORIZATION_POLICY, NAMESPACE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
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
              namespaces: [ml-frontend]
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-frontend
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
  spec:
    containers:
      - name: server
        image: model
`;

export const unknownNamespace = rule({
  code: 'MLM0414',
  name: 'unknown-namespace',
  severity: 'warning',
  title: 'A policy names callers of a namespace that is not there',
  kinds: [AUTHORIZATION_POLICY],
  message: 'there is no namespace {name}',
  why: 'Nobody calls from it: whom the rule should admit is refused with 403, whom it should refuse is admitted.',
  fix: 'write the name of the namespace that the callers are in; a wildcard may stand at one of its ends',
  sameAs: ['IST0101', 'KIA0102'],
  isAbsence: true,
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/authz/authorizationpolicies.go. No case: there is nobody who could call',
  bad: altered(GOOD, ['[ml-frontend]', '[ml-frontends] # <- MLM0414']),
  good: GOOD,
  * check(policy, { index }) {
    for (const [i, { from = [] }] of (policy.spec.rules ?? []).entries()) {
      for (const [j, { source = {} }] of from.entries()) {
        for (const field of ['namespaces', 'notNamespaces'] as const) {
          for (const [k, name] of (source[field] ?? []).entries()) {
            if (!isKnown(name, index)) {
              yield { at: policy.at('spec', 'rules', i, 'from', j, 'source', field, k), data: { name } };
            }
          }
        }
      }
    }
  },
});

/** Where no namespace is among the objects, nobody wrote them down. That of the mesh itself is there, or nothing is. */
function isKnown(name: string, { objects, rootNamespace }: ManifestIndex): boolean {
  const namespaces = objects.all(NAMESPACE).map((namespace) => namespace.name);
  const isThere = (namespace: string) => matches(name, namespace);
  return namespaces.length === 0 || [rootNamespace, ...namespaces].some(isThere) || objects.judged().some(({ namespace }) => isThere(namespace));
}

function matches(pattern: string, namespace: string): boolean {
  if (pattern.startsWith('*')) {
    return namespace.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern;
}
