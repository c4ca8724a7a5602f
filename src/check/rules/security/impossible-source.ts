import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
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
                - cluster.local/ns/ml-frontend/sa/frontend
              namespaces: [ml-frontend]
`;

export const impossibleSource = rule({
  code: 'MLM0429',
  name: 'impossible-source',
  severity: 'warning',
  title: 'The callers of a source exclude each other',
  kinds: [AUTHORIZATION_POLICY],
  message: 'nobody is among {one} and {other}',
  why: 'All that one source asks for has to hold of the same caller, and its account lies in one namespace. A source that nobody fits allows nobody, who gets 403, and denies '
    + 'nobody either.',
  fix: 'write an item of from for each: of several sources one is enough',
  cases: ['identity/impossible-callers'],
  evidence: 'the caller who is named by its principal gets 403, and so does one of the namespace',
  bad: altered(GOOD, ['[ml-frontend]', '[ml-gateway] # <- MLM0429']),
  good: GOOD,
  * check(policy) {
    for (const [i, { from = [] }] of (policy.spec.rules ?? []).entries()) {
      for (const [j, { source = {} }] of from.entries()) {
        const conflict = conflictIn(source);
        if (conflict !== undefined) {
          const [one, other] = conflict;
          const at = policy.at('spec', 'rules', i, 'from', j, 'source');
          yield { at: at.at(other), data: { one, other }, related: [{ at: at.at(one), label: 'who are left' }] };
        }
      }
    }
  },
});

type Source = NonNullable<NonNullable<NonNullable<AuthorizationPolicySpec['rules']>[number]['from']>[number]['source']>;
type Field = 'principals' | 'namespaces' | 'notPrincipals' | 'notNamespaces';

/** Each pair, and whether a name of the first can be among the second. */
const PAIRS: readonly (readonly [one: Field, other: Field, fits: (name: string, others: readonly string[]) => boolean])[] = [
  ['principals', 'namespaces', (principal, names) => {
    const namespace = namespaceOf(principal);
    return namespace === undefined || names.some((name) => matches(name, namespace));
  }],
  ['principals', 'notPrincipals', (principal, names) => !names.some((name) => includes(name, principal))],
  ['principals', 'notNamespaces', (principal, names) => {
    const namespace = namespaceOf(principal);
    return namespace === undefined || !names.some((name) => matches(name, namespace));
  }],
  ['namespaces', 'notNamespaces', (namespace, names) => !names.some((name) => includes(name, namespace))],
];

function conflictIn(source: Source): readonly [Field, Field] | undefined {
  const found = PAIRS.find(([one, other, fits]) => {
    const [names, others] = [source[one] ?? [], source[other] ?? []];
    return names.length > 0 && others.length > 0 && !names.some((name) => fits(name, others));
  });
  return found && [found[0], found[1]];
}

/** The namespace of a principal, where it says one: `*` may stand at either end. */
function namespaceOf(principal: string): string | undefined {
  return /\/ns\/([^/*]+)\/sa\//.exec(principal)?.[1];
}

/** Whether the name is one of those that the pattern stands for. */
function matches(pattern: string, name: string): boolean {
  if (pattern.startsWith('*')) {
    return name.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** Whether every name that the second stands for is one of the first's; said where it is certain. */
function includes(pattern: string, other: string): boolean {
  return pattern === other || pattern === '*' || (!other.includes('*') && matches(pattern, other));
}
