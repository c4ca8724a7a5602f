import { comparisonOf, OPERATION, SOURCE } from './comparisons';
import { type Clause, compileClause, type CompiledClause, type RuleTarget } from './condition';
import type { AuthorizationPolicyRule, AuthorizationPolicySpec, AuthorizationPolicyWhen } from '../../../imports/security.istio.io';
import type { ManifestObject } from '../../manifest/manifest-object';
import type { Path } from '../../manifest/path';

export type AuthorizationPolicy = ManifestObject<AuthorizationPolicySpec>;

/** A rule as a proxy has it. */
export interface CompiledRule {
  readonly policy: AuthorizationPolicy;
  /** In the policy. */
  readonly index: number;
  /** One must hold; empty: any caller. */
  readonly from: readonly Clause[];
  /** One must hold; empty: any request. */
  readonly to: readonly Clause[];
  readonly when: Clause;
  /** Fields that the proxy cannot compare, and leaves out. */
  readonly leftOut: readonly Path[];
  /** Whether it never holds. */
  readonly isVoid: boolean;
}

/**
 * A rule as Envoy gets it. What cannot be compared is left out of DENY and CUSTOM, which widens them, and makes an ALLOW void
 * (istio.io/istio pilot/pkg/security/authz/model/model.go `checkError`).
 */
export function compileRule(policy: AuthorizationPolicy, index: number, target: RuleTarget): CompiledRule {
  const { rule, path } = ruleAt(policy, index);
  const from = (rule.from ?? []).map(({ source = {} }, item) => compileClause(SOURCE, source, [...path, 'from', item, 'source'], target));
  const to = (rule.to ?? []).map(({ operation = {} }, item) => compileClause(OPERATION, operation, [...path, 'to', item, 'operation'], target));
  const when = (rule.when ?? []).map((condition, item) => compileWhen(condition, [...path, 'when', item], target));
  const leftOut = [...from, ...to, ...when].flatMap((clause) => clause.leftOut);
  const hasUnknownKey = (rule.when ?? []).some(({ key }) => comparisonOf(key) === undefined);
  return {
    policy,
    index,
    from: from.map(({ conditions }) => conditions),
    to: to.map(({ conditions }) => conditions),
    when: when.flatMap(({ conditions }) => conditions),
    leftOut,
    isVoid: hasUnknownKey || (isAllow(policy) && leftOut.length > 0),
  };
}

export function ruleAt({ spec }: AuthorizationPolicy, index: number): { readonly rule: AuthorizationPolicyRule; readonly path: Path } {
  return { rule: spec.rules?.[index] ?? {}, path: ['spec', 'rules', index] };
}

export function isAllow({ spec }: AuthorizationPolicy): boolean {
  return (spec.action ?? 'ALLOW') === 'ALLOW';
}

/** As Envoy orders them: by the name that istiod gives them (builder.go `policyName`). */
export function ruleName({ policy, index }: CompiledRule): string {
  return `ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`;
}

function compileWhen(condition: AuthorizationPolicyWhen, path: Path, target: RuleTarget): CompiledClause {
  const comparison = comparisonOf(condition.key);
  return comparison === undefined
    ? { conditions: [], leftOut: [path] }
    : compileClause([['values', 'notValues', comparison]], condition, path, target);
}
