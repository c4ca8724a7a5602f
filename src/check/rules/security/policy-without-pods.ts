import { selectorOf } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { Labels } from '../../../manifest/shapes';
import { rule, together, yaml } from '../../rule';
import { EXAMPLE_POD } from '../object-examples';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

export const policyWithoutPods = rule({
  code: 'MLM0403',
  name: 'policy-without-pods',
  severity: 'warning',
  title: 'A policy selects no pods of the mesh',
  kinds: [AUTHORIZATION_POLICY as typeof PEER_AUTHENTICATION, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION as typeof PEER_AUTHENTICATION],
  message: 'no pods in the mesh in {namespace} have the labels {labels}',
  why: 'The policy is accepted and holds for nobody: what it should close stays open, what it should allow stays closed.',
  fix: 'write the labels of the pod template (those of a Service or Deployment do not count), and take the pods into the mesh',
  sameAs: ['IST0127', 'KIA0004'],
  isAbsence: true,
  cases: ['identity/policy-without-pods'],
  evidence: 'a caller whom the policy does not name gets 200',
  bad: together(yaml`
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata:
      name: model
      namespace: ml-serving
    spec:
      selector:
        matchLabels: # <- MLM0403
          app: models
      mtls:
        mode: STRICT
  `, EXAMPLE_POD),
  good: together(yaml`
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata:
      name: model
      namespace: ml-serving
    spec:
      selector:
        matchLabels:
          app: model
      mtls:
        mode: STRICT
  `, EXAMPLE_POD),
  * check(policy, { index }) {
    const labels = selectorOf(policy);
    if (labels !== undefined && !choosesSome(policy, labels, index)) {
      const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ');
      yield { at: policy.at('spec', 'selector', 'matchLabels'), data: { namespace: policy.namespace, labels: written } };
    }
  },
});

function choosesSome(policy: ManifestObject, labels: Labels, index: ManifestIndex): boolean {
  return index.policies.podsOf(policy).some((pods) => hasProxy(pods, index)) || index.machines.areChosen(policy.namespace, labels);
}

/** Somebody enforces policies for the pods: their own proxy, or a ztunnel. */
function hasProxy(pods: PodSet, { namespaces }: ManifestIndex): boolean {
  return namespaces.membership(pods) !== 'none' || pods.labels[GATEWAY_NAME] !== undefined || pods.containers.some(({ name }) => name === 'istio-proxy');
}
