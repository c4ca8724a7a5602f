import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { DataPlane } from '../../../core/versions/data-plane';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Path } from '../../../manifest/path';
import { rule, together, yaml } from '../../rule';
import { AMBIENT_NAMESPACE, EXAMPLE_POD } from '../object-examples';

export const httpRuleAtZtunnel = rule({
  code: 'MLM0402',
  name: 'http-rule-at-ztunnel',
  severity: 'error',
  title: 'A policy for pods in ambient mode asks for what only HTTP has',
  kinds: [AUTHORIZATION_POLICY],
  message: 'ztunnel knows no {field}: {effect}',
  why: 'A ztunnel decides on connections. istiod leaves a rule with HTTP fields out of an ALLOW policy, so that it lets nobody in, and takes the fields out of a DENY '
    + 'policy, so that it keeps out more than it says.',
  fix: 'name the Service in targetRefs, and give it a waypoint',
  cases: ['ambient/http-policy'],
  evidence: 'an ALLOW with methods lets nobody in, a DENY with methods refuses every method',
  bad: together(yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: model
      namespace: ml-serving
    spec:
      selector:
        matchLabels:
          app: model
      rules:
        - from:
            - source:
                serviceAccounts: [ml-frontend/frontend]
          to:
            - operation:
                methods: [POST] # <- MLM0402
  `, EXAMPLE_POD, AMBIENT_NAMESPACE),
  good: together(yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: model
      namespace: ml-serving
    spec:
      targetRefs:
        - group: ""
          kind: Service
          name: model
      rules:
        - from:
            - source:
                serviceAccounts: [ml-frontend/frontend]
          to:
            - operation:
                methods: [POST]
  `, EXAMPLE_POD, AMBIENT_NAMESPACE),
  * check(policy, { index }) {
    const found = httpField(policy);
    const { action = 'ALLOW' } = policy.spec;
    const isAtZtunnel = index.policies.podsOf(policy).some((pods) => index.namespaces.membership(pods) === DataPlane.AMBIENT);
    if (found !== undefined && action in EFFECTS && isAtZtunnel) {
      yield { at: policy.at(...found), data: { field: found.at(-1)!, effect: EFFECTS[action] } };
    }
  },
});

const EFFECTS: Readonly<Record<string, string>> = { ALLOW: 'the rule lets nobody in', DENY: 'the rule holds for every request of the connection' };

const HTTP_SOURCES = ['requestPrincipals', 'notRequestPrincipals', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const;
const HTTP_OPERATIONS = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'] as const;

/** The first field of the policy that is about requests. */
export function httpField({ spec: { rules = [] } }: ManifestObject<AuthorizationPolicySpec>): Path | undefined {
  return rules.flatMap(({ from = [], to = [], when = [] }, i) => [
    ...from.flatMap(({ source = {} }, j) => (
      HTTP_SOURCES.filter((field) => source[field] !== undefined).map((field) => ['spec', 'rules', i, 'from', j, 'source', field]))),
    ...to.flatMap(({ operation = {} }, j) => (
      HTTP_OPERATIONS.filter((field) => operation[field] !== undefined).map((field) => ['spec', 'rules', i, 'to', j, 'operation', field]))),
    ...when.flatMap(({ key }, j) => (key.startsWith('request.') ? [['spec', 'rules', i, 'when', j, 'key']] : [])),
  ])[0];
}
