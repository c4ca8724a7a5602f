import { KUBERNETES_FUNCTIONS } from './kubernetes-functions';
import { CelEnv, celEnv, CelResult, CelValue, isCelError, parse, plan } from '../../../vendor/cel';
import { re2 } from '../re2';

/** True, false, or why it is neither. */
export type RuleResult = boolean | Error;

type Program = (bindings: { self: CelValue }) => CelResult;

export const CEL_ENVIRONMENT: CelEnv = celEnv({ funcs: [...KUBERNETES_FUNCTIONS], re2: { compile: re2 } });

const programs = new Map<string, Program>();

/** Whether the rule holds of the value. */
export function evaluateRule(rule: string, self: CelValue): RuleResult {
  const result = program(rule)({ self });
  if (isCelError(result) || typeof result === 'boolean') {
    return result;
  }
  return new Error(`the rule gives ${String(result)}, neither true nor false`);
}

function program(rule: string): Program {
  const known = programs.get(rule) ?? plan(CEL_ENVIRONMENT, parse(rule)) as Program;
  programs.set(rule, known);
  return known;
}
