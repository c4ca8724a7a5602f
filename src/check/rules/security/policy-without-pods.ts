import { selectorOf } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION } from '../../../manifest/kinds';
import { rule, yaml } from '../../rule';

export const policyWithoutPods = rule({
  code: 'MLM0403',
  name: 'policy-without-pods',
  severity: 'warning',
  title: 'A policy selects no pods',
  kinds: [AUTHORIZATION_POLICY as typeof PEER_AUTHENTICATION, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION as typeof PEER_AUTHENTICATION],
  message: 'no pods in {namespace} have the labels {labels}',
  why: 'The policy is accepted and holds for nobody: what it should close stays open, what it should allow stays closed.',
  fix: 'write the labels of the pod template; those of a Service or Deployment do not count',
  sameAs: ['IST0127', 'KIA0004'],
  isAbsence: true,
  cases: ['identity/policy-without-pods'],
  evidence: 'a caller whom the policy does not name gets 200',
  bad: yaml`
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
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: model
      namespace: ml-serving
      labels:
        app: model
    spec:
      containers:
        - name: server
          image: model
  `,
  good: yaml`
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
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: model
      namespace: ml-serving
      labels:
        app: model
    spec:
      containers:
        - name: server
          image: model
  `,
  * check(policy, { index }) {
    const labels = selectorOf(policy);
    if (labels !== undefined && index.policies.podsOf(policy).length === 0) {
      const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(', ');
      yield { at: policy.at('spec', 'selector', 'matchLabels'), data: { namespace: policy.namespace, labels: written } };
    }
  },
});
