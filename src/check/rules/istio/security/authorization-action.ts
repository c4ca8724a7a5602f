import type { AuthorizationPolicyRule, AuthorizationPolicySpec } from '../../../../../imports/security.istio.io';
import { AUTHORIZATION_POLICY } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, together, yaml } from '../../../rule';
import { EXAMPLE_POD } from '../../object-examples';
import { found, refused } from '../verdict';

export const authorizationAction = refused({
  code: 'MLM0929',
  name: 'authorization-action',
  title: 'The action of an AuthorizationPolicy does not go with its rules',
  kinds: [AUTHORIZATION_POLICY],
  why: 'DENY and CUSTOM without rules hold for no request ever; CUSTOM asks the provider before identities and tokens are checked, so that its rules cannot name any; and only '
    + 'CUSTOM has a provider. The webhook refuses anything else.',
  fix: 'give rules (one empty rule holds for every request), and put conditions on callers into a policy of their own with DENY or ALLOW',
  bad: together(yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: ask
      namespace: ml-serving
    spec:
      selector:
        matchLabels:
          app: model
      action: CUSTOM
      provider:
        name: opa
      rules:
        - from:
            - source:
                namespaces: # <- MLM0929
                  - ml-frontend
  `, EXAMPLE_POD),
  good: together(yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: ask
      namespace: ml-serving
    spec:
      selector:
        matchLabels:
          app: model
      action: CUSTOM
      provider:
        name: opa
      rules:
        - to:
            - operation:
                paths:
                  - /v1/*
  `, EXAMPLE_POD),
  options: { dataPlane: 'sidecar' },
  * check(policy) {
    const { action = 'ALLOW', provider, rules = [] } = policy.spec;
    if (rules.length === 0 && ['DENY', 'CUSTOM'].includes(action)) {
      yield found(policy.at('spec', 'action'), `${action} without rules holds for no request`, 'write rules: [{}] for every request');
    }
    if (provider !== undefined && action !== 'CUSTOM') {
      yield found(policy.at('spec', 'provider').key(), `${action} asks no provider`, 'write action: CUSTOM, or delete provider');
    }
    if (action === 'CUSTOM') {
      yield* customHits(policy);
    }
  },
});

const CALLERS = [
  'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'trustDomains', 'notTrustDomains', 'principals', 'notPrincipals', 'requestPrincipals',
  'notRequestPrincipals',
] as const;

const CALLER_KEYS = ['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal'];

function* customHits(policy: ManifestObject<AuthorizationPolicySpec>): Iterable<Hit> {
  const { provider, rules = [] } = policy.spec;
  if (rules.length > 0 && !provider?.name) {
    yield found(policy.at('spec'), 'CUSTOM names no provider', 'add provider.name');
  }
  for (const [index, rule] of rules.entries()) {
    yield* callerHits(policy.at('spec', 'rules', index), rule);
  }
}

function* callerHits(at: Location, { from = [], when = [] }: AuthorizationPolicyRule): Iterable<Hit> {
  for (const [index, { source = {} }] of from.entries()) {
    for (const field of CALLERS.filter((name) => (source[name] ?? []).length > 0)) {
      yield found(at.at('from', index, 'source', field).key(), `CUSTOM does not know ${field} of the caller`);
    }
  }
  for (const [index, { key }] of when.entries()) {
    if (CALLER_KEYS.includes(key) || key.startsWith('request.auth.')) {
      yield found(at.at('when', index, 'key'), `CUSTOM does not know ${key}`);
    }
  }
}
