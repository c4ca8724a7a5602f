import type { AuthorizationPolicyRule } from '../../../../../imports/security.istio.io';
import { AUTHORIZATION_POLICY } from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { found, warned } from '../verdict';

export const denyWithoutPort = warned({
  code: 'MLM0931',
  name: 'deny-without-port',
  title: 'A DENY policy has HTTP conditions only, and names no port',
  kinds: [AUTHORIZATION_POLICY],
  why: 'On ports that do not speak HTTP the conditions are left out of the rule, and the rest of it denies every connection. The webhook warns of it.',
  fix: 'add the port to the operation',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: no-admin
      namespace: ml-serving
    spec:
      targetRefs:
        - group: ""
          kind: Service
          name: model
      action: DENY
      rules:
        - to: # <- MLM0931
            - operation:
                paths:
                  - /admin/*
  `,
  good: yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: no-admin
      namespace: ml-serving
    spec:
      targetRefs:
        - group: ""
          kind: Service
          name: model
      action: DENY
      rules:
        - to:
            - operation:
                paths:
                  - /admin/*
                ports:
                  - "8080"
  `,
  * check(policy) {
    const { action, rules = [] } = policy.spec;
    for (const [index, rule] of action === 'DENY' ? rules.entries() : []) {
      if (isHttpOnly(rule)) {
        yield found(policy.at('spec', 'rules', index), 'the rule denies every connection on ports that do not speak HTTP');
      }
    }
  },
});

/** Sources that a connection has, too. */
const CONNECTION_SOURCES = [
  'principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks', 'serviceAccounts', 'notServiceAccounts',
] as const;

function isHttpOnly({ from = [], to = [] }: AuthorizationPolicyRule): boolean {
  const hasPorts = to.some(({ operation: { notPorts = [], ports = [] } = {} }) => ports.length + notPorts.length > 0);
  const hasConnectionSources = from.some(({ source = {} }) => CONNECTION_SOURCES.some((field) => (source[field] ?? []).length > 0));
  return to.length > 0 ? !hasPorts : from.length > 0 && !hasConnectionSources;
}
