import { BY_KEY, type Comparison } from './comparisons';
import { type Clause, compileClause, type CompiledClause, type FieldTable, type RuleTarget } from './condition';
import { principal } from './identity';
import { type AuthorizationPolicy, type CompiledRule, isAllow, ruleAt } from './rule';
import { textTest } from './text';
import type { AuthorizationPolicyRule } from '../../../imports/security.istio.io';

/** Nobody has the empty namespace (ztunnel src/rbac.rs `Authorization::matches`). */
const NAMESPACE: Comparison = {
  needsHttp: false,
  got: ({ caller }) => caller?.namespace,
  test: (value) => {
    const test = textTest(value);
    return ({ caller }) => test(caller?.namespace ?? '');
  },
};

/** Principals are compared letter by letter: no other trust domain counts as the mesh's own. */
const PRINCIPAL: Comparison = {
  needsHttp: false,
  got: ({ caller }) => caller && principal(caller),
  test: (value) => {
    const test = textTest(value);
    return ({ caller }) => caller !== undefined && test(principal(caller));
  },
};

/** The trust domain is not compared (rbac.rs `ServiceAccountMatch::matches`). */
const SERVICE_ACCOUNT: Comparison = {
  needsHttp: false,
  got: PRINCIPAL.got,
  test: (value, { policyNamespace }) => {
    const slash = value.indexOf('/');
    const [namespace, account] = slash < 0 ? [policyNamespace, value] : [value.slice(0, slash), value.slice(slash + 1)];
    return ({ caller }) => caller !== undefined && caller.namespace === namespace && caller.serviceAccount === account;
  },
};

/** What ztunnel compares of a source, of an operation and of `when` (pilot/pkg/serviceregistry/ambient/authorization.go `handleRule`). */
const SOURCE: FieldTable = [
  ['ipBlocks', 'notIpBlocks', BY_KEY['source.ip']],
  ['namespaces', 'notNamespaces', NAMESPACE],
  ['serviceAccounts', 'notServiceAccounts', SERVICE_ACCOUNT],
  ['principals', 'notPrincipals', PRINCIPAL],
];

const OPERATION: FieldTable = [['ports', 'notPorts', BY_KEY['destination.port']]];

const WHEN: Readonly<Record<string, Comparison>> = {
  'source.ip': BY_KEY['source.ip'],
  'source.namespace': NAMESPACE,
  'source.principal': PRINCIPAL,
  'destination.ip': BY_KEY['destination.ip'],
  'destination.port': BY_KEY['destination.port'],
};

/** Fields of HTTP, by which a rule becomes void in an ALLOW (`httpOperations`, `httpSources`). */
const HTTP_FIELDS = ['hosts', 'methods', 'paths', 'remoteIpBlocks', 'requestPrincipals'].flatMap((field) => [field, `not${field[0].toUpperCase()}${field.slice(1)}`]);

/**
 * A rule as ztunnel gets it. What it cannot compare is left out, and a part of which nothing remains matches nothing: a DENY by methods
 * alone never holds. An ALLOW that compares HTTP is void, and so is every rule with a `when` that ztunnel does not know.
 */
export function compileL4Rule(policy: AuthorizationPolicy, index: number, target: RuleTarget): CompiledRule {
  const { rule, path } = ruleAt(policy, index);
  const from = (rule.from ?? []).map(({ source = {} }, item) => compileClause(SOURCE, source, [...path, 'from', item, 'source'], target));
  const to = (rule.to ?? []).map(({ operation = {} }, item) => compileClause(OPERATION, operation, [...path, 'to', item, 'operation'], target));
  const when = (rule.when ?? []).map((condition, item) => (
    compileClause(WHEN[condition.key] === undefined ? [] : [['values', 'notValues', WHEN[condition.key]]], condition, [...path, 'when', item], target)));
  const hasHopeless = [from, to].some((clauses) => clauses.length > 0 && comparing(clauses).length === 0) || comparing(when).length < when.length;
  return {
    policy,
    index,
    from: comparing(from),
    to: comparing(to),
    when: comparing(when).flat(),
    leftOut: [],
    isVoid: hasHopeless || (isAllow(policy) && readsHttp(rule)),
  };
}

function comparing(clauses: readonly CompiledClause[]): readonly Clause[] {
  return clauses.map(({ conditions }) => conditions).filter(({ length }) => length > 0);
}

function readsHttp({ from = [], to = [], when = [] }: AuthorizationPolicyRule): boolean {
  const parts: readonly object[] = [...from.map(({ source = {} }) => source), ...to.map(({ operation = {} }) => operation)];
  return when.some(({ key }) => WHEN[key] === undefined)
    || parts.flatMap((part) => Object.entries(part)).some(([field, values]) => HTTP_FIELDS.includes(field) && values.length > 0);
}
