import { accountsOf } from './sources';
import { AUTHORIZATION_POLICY, NAMESPACE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { PodSet } from '../../../manifest/pods';
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
              serviceAccounts: [ml-frontend/frontend]
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-frontend
    labels:
      istio.io/dataplane-mode: ambient
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: frontend
    namespace: ml-frontend
  spec:
    selector:
      matchLabels:
        app: frontend
    template:
      metadata:
        labels:
          app: frontend
      spec:
        serviceAccountName: frontend
        containers:
          - name: frontend
            image: frontend
`;

export const callerOutsideMesh = rule({
  code: 'MLM0430',
  name: 'caller-outside-mesh',
  severity: 'error',
  title: 'A policy names an account whose pods are outside of the mesh',
  kinds: [AUTHORIZATION_POLICY],
  message: '{owner} runs as {account}, and is outside of the mesh: it cannot show who it is',
  why: 'The account of a caller is in the certificate of its proxy. Pods without one have none to show: what the rule allows them is answered with 403, and what it denies them '
    + 'passes.',
  fix: 'take the callers into the mesh: istio.io/dataplane-mode: ambient or istio-injection: enabled on their namespace',
  cases: ['identity/impossible-callers'],
  evidence: 'the caller whom the policy allows by its account gets 403',
  bad: altered(GOOD, ['istio.io/dataplane-mode: ambient', 'istio.io/dataplane-mode: none'], ['[ml-frontend/frontend]', '[ml-frontend/frontend] # <- MLM0430']),
  good: GOOD,
  * check(policy, { index }) {
    for (const { namespace, name, at } of accountsOf(policy)) {
      const pods = index.pods.in(namespace).filter(({ serviceAccount }) => serviceAccount === name);
      // What is only known of a namespace need not be all of its labels.
      const isWritten = index.find(NAMESPACE, '', namespace)?.isStub === false;
      if (isWritten && pods.length > 0 && pods.every((each) => isOutside(each, index))) {
        yield {
          at,
          data: { owner: pods[0].owner.id, account: `${namespace}/${name}` },
          related: [{ at: pods[0].owner.at('metadata', 'name'), label: 'the pods' }],
        };
      }
    }
  },
});

/** A gateway, or who brings a proxy of its own, has a certificate in any namespace. */
function isOutside(pods: PodSet, index: ManifestIndex): boolean {
  const isProxy = pods.labels['gateway.networking.k8s.io/gateway-name'] !== undefined || pods.containers.some(({ name }) => name === 'istio-proxy');
  return !isProxy && pods.containers.length > 0 && index.namespaces.membership(pods) === 'none';
}
