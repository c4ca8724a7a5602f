import type { Attributes } from './attributes';
import type { Clause, Condition } from './condition';
import type { CustomRules, PolicyTable, RuleSet } from './policy-table';
import type { CompiledRule } from './rule';
import { every, not, some, type Truth } from './truth';
import type { Path } from '../../manifest/path';

/** What a condition said of a request. */
export interface ConditionVerdict {
  readonly holds: Truth;
  /** In the policy. */
  readonly path: Path;
  readonly wanted: readonly string[];
  readonly got: string | undefined;
}

/** What a rule said of a request. */
export interface RuleVerdict {
  readonly rule: CompiledRule;
  readonly holds: Truth;
  /** The conditions that were looked at, in order. */
  readonly conditions: readonly ConditionVerdict[];
}

/** Takes the verdict of every rule that is asked; without one none is written down. */
export type VerdictSink = (verdict: RuleVerdict) => void;

/** Why a request passes, or does not. */
export type Reason =
  | 'no policy applies'
  | 'no ALLOW policy applies'
  | 'an ALLOW rule holds'
  | 'a DENY rule holds'
  | 'no ALLOW rule holds'
  | 'it depends on what is not known offline';

export interface Decision {
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  readonly reason: Reason;
  /** The rule that decided. */
  readonly rule?: CompiledRule;
  /** What each kind of policies on trial would have done. */
  readonly trials: readonly ('allows' | 'refuses' | 'unknown')[];
}

/** The providers that are asked, and by which rule. They are asked before a token is looked at. */
export function providersToAsk(table: PolicyTable, request: Attributes, sink?: VerdictSink): readonly CustomVerdict[] {
  return table.custom.map((custom) => ({ custom, ...firstHolding(custom.rules.enforced ?? [], request, sink) }))
    .filter(({ holds }) => holds !== false);
}

export interface CustomVerdict {
  readonly custom: CustomRules;
  readonly holds: Truth;
  readonly rule?: CompiledRule;
}

/** What DENY and ALLOW say: a DENY goes first, and without an ALLOW policy everybody passes. */
export function decide(table: PolicyTable, request: Attributes, sink?: VerdictSink): Decision {
  const trials: Decision['trials'][number][] = [];
  trials.push(...trialOf(table.deny, 'refuses', request, sink));
  const denies = firstHolding(table.deny.enforced ?? [], request, sink);
  if (denies.holds === true) {
    return { verdict: 'denied', reason: 'a DENY rule holds', rule: denies.rule, trials };
  }
  trials.push(...trialOf(table.allow, 'allows', request, sink));
  const allows = table.allow.enforced && firstHolding(table.allow.enforced, request, sink);
  if (allows?.holds === false) {
    return { verdict: 'denied', reason: 'no ALLOW rule holds', trials };
  }
  if (denies.holds === undefined || (allows !== undefined && allows.holds === undefined)) {
    return { verdict: 'unknown', reason: 'it depends on what is not known offline', rule: denies.rule ?? allows?.rule, trials };
  }
  return allows === undefined
    ? { verdict: 'allowed', reason: table.deny.enforced === undefined ? 'no policy applies' : 'no ALLOW policy applies', trials }
    : { verdict: 'allowed', reason: 'an ALLOW rule holds', rule: allows.rule, trials };
}

function trialOf({ trial }: RuleSet, whenHolding: 'allows' | 'refuses', request: Attributes, sink?: VerdictSink): Decision['trials'] {
  if (trial === undefined) {
    return [];
  }
  const { holds } = firstHolding(trial, request, sink);
  if (holds === undefined) {
    return ['unknown'];
  }
  return [holds === (whenHolding === 'allows') ? 'allows' : 'refuses'];
}

interface Found {
  readonly holds: Truth;
  readonly rule?: CompiledRule;
}

/** The first rule that holds; or else one of which that is not known. */
function firstHolding(rules: readonly CompiledRule[], request: Attributes, sink?: VerdictSink): Found {
  let open: CompiledRule | undefined;
  for (const rule of rules) {
    const holds = ruleHolds(rule, request, sink);
    if (holds === true) {
      return { holds, rule };
    }
    open ??= holds === undefined ? rule : undefined;
  }
  return open === undefined ? { holds: false } : { holds: undefined, rule: open };
}

function ruleHolds(rule: CompiledRule, request: Attributes, sink?: VerdictSink): Truth {
  const conditions: ConditionVerdict[] | undefined = sink && [];
  const holds = rule.isVoid ? false : every(
    [() => any(rule.from, request, conditions), () => any(rule.to, request, conditions), () => clauseHolds(rule.when, request, conditions)],
    (part) => part(),
  );
  sink?.({ rule, holds, conditions: conditions! });
  return holds;
}

function any(clauses: readonly Clause[], request: Attributes, verdicts?: ConditionVerdict[]): Truth {
  return clauses.length === 0 || some(clauses, (clause) => clauseHolds(clause, request, verdicts));
}

function clauseHolds(clause: Clause, request: Attributes, verdicts?: ConditionVerdict[]): Truth {
  return every(clause, (condition) => conditionHolds(condition, request, verdicts));
}

function conditionHolds({ path, wanted, isNegated, comparison, tests }: Condition, request: Attributes, verdicts?: ConditionVerdict[]): Truth {
  const found = some(tests, (test) => test(request));
  const holds = isNegated ? not(found) : found;
  verdicts?.push({ holds, path, wanted, got: comparison.got(request) });
  return holds;
}
