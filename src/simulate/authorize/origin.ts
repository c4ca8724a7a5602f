import type { CompiledRule } from './rule';
import type { Origin } from '../tables';

export function originOfRule(rule: CompiledRule | undefined): Origin | undefined {
  return rule && { object: rule.policy, at: rule.policy.at('spec', 'rules', rule.index) };
}
