import { compileL4Rule } from './l4-rule';
import { type AuthorizationPolicy, type CompiledRule, compileRule, ruleName } from './rule';
import type { TrustDomains } from './trust-domains';

/** The rules of one action at a proxy. */
export interface RuleSet {
  /** Unset: no policy, which is another thing than no rule. */
  readonly enforced?: readonly CompiledRule[];
  /** Enforced policies without any rule: an ALLOW of that kind permits nothing. */
  readonly empty?: readonly AuthorizationPolicy[];
  /** Of the policies on trial (annotation `istio.io/dry-run`); istiod's webhook takes it for ALLOW and DENY only. */
  readonly trial?: readonly CompiledRule[];
}

/** What is asked of an external authorization server. */
export interface CustomRules {
  /** The extension provider. */
  readonly provider: string;
  readonly rules: RuleSet;
}

/** The policies of a proxy, in the order in which they are asked. An AUDIT marks requests for a log that no proxy of Istio writes, and decides nothing. */
export interface PolicyTable {
  readonly custom: readonly CustomRules[];
  readonly deny: RuleSet;
  readonly allow: RuleSet;
}

/** How the policies are read. */
export interface PolicyReading {
  /** `http`: by an Envoy that reads requests; `tcp`: by one that passes bytes on; `l4`: by ztunnel. */
  readonly as: 'http' | 'tcp' | 'l4';
  readonly trustDomains: TrustDomains;
}

export const NO_RULES: PolicyTable = { custom: [], deny: {}, allow: {} };

/** Compiles the policies that apply (istio.io/istio pilot/pkg/security/authz/builder/builder.go). */
export function compilePolicies(policies: readonly AuthorizationPolicy[], reading: PolicyReading): PolicyTable {
  return reading.as === 'l4' ? l4Table(policies, reading) : envoyTable(policies, reading);
}

/** ztunnel knows DENY and ALLOW, and nothing is on trial there (pilot/pkg/serviceregistry/ambient/authorization.go). */
function l4Table(policies: readonly AuthorizationPolicy[], reading: PolicyReading): PolicyTable {
  const { deny, allow } = envoyTable(policies, reading);
  return { ...NO_RULES, deny: { enforced: deny.enforced }, allow: { enforced: allow.enforced, empty: allow.empty } };
}

function envoyTable(policies: readonly AuthorizationPolicy[], reading: PolicyReading): PolicyTable {
  const of = (action: string) => policies.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  const providers = [...new Set(of('CUSTOM').map(providerOf))].sort();
  return {
    custom: providers.map((provider) => ({
      provider,
      rules: ruleSet(of('CUSTOM').filter((policy) => providerOf(policy) === provider), reading),
    })),
    deny: ruleSet(of('DENY'), reading),
    allow: ruleSet(of('ALLOW'), reading),
  };
}

function providerOf({ spec }: AuthorizationPolicy): string {
  return spec.provider?.name ?? '';
}

function ruleSet(policies: readonly AuthorizationPolicy[], reading: PolicyReading): RuleSet {
  const [trial, enforced] = [true, false].map((isTrial) => policies.filter((policy) => isOnTrial(policy) === isTrial));
  return {
    enforced: enforced.length === 0 ? undefined : rulesOf(enforced, reading),
    empty: enforced.filter(({ spec }) => (spec.rules ?? []).length === 0),
    trial: trial.length === 0 ? undefined : rulesOf(trial, reading),
  };
}

function rulesOf(policies: readonly AuthorizationPolicy[], { as, trustDomains }: PolicyReading): readonly CompiledRule[] {
  const compile = as === 'l4' ? compileL4Rule : compileRule;
  const rules = policies.flatMap((policy) => (policy.spec.rules ?? []).map((_, index) => (
    compile(policy, index, { policyNamespace: policy.namespace, readsHttp: as === 'http', trustDomains }))));
  return rules.map((rule) => ({ rule, name: ruleName(rule) })).sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ rule }) => rule);
}

/** The words that Go's strconv.ParseBool takes for true; everything else is no trial. */
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

export function isOnTrial({ annotations }: AuthorizationPolicy): boolean {
  return TRUE.includes(annotations['istio.io/dry-run']);
}
