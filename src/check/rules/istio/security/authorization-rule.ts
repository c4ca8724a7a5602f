import { conditionProblem } from './conditions';
import { pathProblem } from './paths';
import { emptyProblem, type Problem, serviceAccountProblem, trustDomainProblem, portTextProblem } from './values';
import type {
  AuthorizationPolicyOperation, AuthorizationPolicyRule, AuthorizationPolicySource, AuthorizationPolicyWhen,
} from '../../../../../imports/security.istio.io';
import { AUTHORIZATION_POLICY } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { CheckContext } from '../../../context';
import { type Hit, yaml } from '../../../rule';
import { rangeProblem } from '../values/addresses';
import { found, foundInEach, refused } from '../verdict';

export const authorizationRule = refused({
  code: 'MLM0930',
  name: 'authorization-rule',
  title: 'A rule of an AuthorizationPolicy names nothing, or what cannot be',
  kinds: [AUTHORIZATION_POLICY],
  why: 'Sources and operations name something; addresses are addresses, ports are ports, service accounts are <namespace>/<name> without wildcards, {*} and {**} are the only '
    + 'templates of a path, and conditions ask for attributes that exist. The webhook refuses anything else.',
  fix: 'correct the value, or delete the empty part',
  bad: yaml`
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
        - to:
            - operation:
                paths:
                  - /v1/models/{}/infer # <- MLM0930
  `,
  good: yaml`
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
        - to:
            - operation:
                paths:
                  - /v1/models/{*}/infer
  `,
  * check(policy, context) {
    for (const [index, rule] of (policy.spec.rules ?? []).entries()) {
      yield* ruleHits(policy.at('spec', 'rules', index), rule, context);
    }
  },
});

function* ruleHits(at: Location, { from = [], to = [], when = [] }: AuthorizationPolicyRule, context: CheckContext): Iterable<Hit> {
  for (const [index, { source }] of from.entries()) {
    yield* partHits(at.at('from', index), 'source', source, SOURCE);
  }
  for (const [index, { operation }] of to.entries()) {
    yield* partHits(at.at('to', index), 'operation', operation, OPERATION);
  }
  for (const [index, condition] of when.entries()) {
    yield* conditionHits(at.at('when', index), condition, context);
  }
}

/** What may be wrong with an item of each field. */
type Fields<T> = { readonly [field in keyof Required<T>]: Problem };

const SOURCE: Fields<AuthorizationPolicySource> = {
  principals: emptyProblem,
  notPrincipals: emptyProblem,
  requestPrincipals: emptyProblem,
  notRequestPrincipals: emptyProblem,
  namespaces: emptyProblem,
  notNamespaces: emptyProblem,
  serviceAccounts: serviceAccountProblem,
  notServiceAccounts: serviceAccountProblem,
  trustDomains: trustDomainProblem,
  notTrustDomains: trustDomainProblem,
  ipBlocks: rangeProblem,
  notIpBlocks: rangeProblem,
  remoteIpBlocks: rangeProblem,
  notRemoteIpBlocks: rangeProblem,
};

const OPERATION: Fields<AuthorizationPolicyOperation> = {
  ports: portTextProblem,
  notPorts: portTextProblem,
  methods: emptyProblem,
  notMethods: emptyProblem,
  hosts: emptyProblem,
  notHosts: emptyProblem,
  paths: pathProblem,
  notPaths: pathProblem,
};

function* partHits<T extends object>(at: Location, field: string, part: T | undefined, problems: Fields<T>): Iterable<Hit> {
  const names = Object.keys(problems) as (keyof T & string)[];
  const lists = (part ?? {}) as Readonly<Record<string, readonly string[] | undefined>>;
  if (names.every((name) => (lists[name] ?? []).length === 0)) {
    yield found(part === undefined ? at : at.at(field), `the ${field} names nothing`, `name something, or delete the ${field}`);
  }
  for (const name of names) {
    yield* foundInEach(at.at(field, name), lists[name], problems[name]);
  }
}

function* conditionHits(at: Location, { key, notValues = [], values = [] }: AuthorizationPolicyWhen, context: CheckContext): Iterable<Hit> {
  if (key === '') {
    yield found(at.at('key'), 'the condition names no attribute');
    return;
  }
  if (values.length + notValues.length === 0) {
    yield found(at, `the condition on ${key} has no value`, 'add values or notValues');
    return;
  }
  const { ofKey, ofValue } = conditionProblem(key, context);
  if (ofKey !== undefined) {
    yield found(at.at('key'), ofKey);
  }
  for (const [field, list] of Object.entries({ values, notValues })) {
    yield* foundInEach(at.at(field), list, (value) => emptyProblem(value) ?? ofValue?.(value));
  }
}
