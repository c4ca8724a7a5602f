import type { RuleFailure } from './finding';

/** In a line, what a broken rule is reported with. */
export function describeFailure({ rule, object, error }: RuleFailure): string {
  return `${rule.code} failed on ${object.id}, a defect of this tool: ${String(error)}`;
}

/** Without a rule that failed findings are not all there is, and none of them may look like all of them. */
export function refuseFailures(failures: readonly RuleFailure[]): void {
  if (failures.length > 0) {
    const [{ error }] = failures;
    const at = error instanceof Error ? `\n${error.stack}` : '';
    throw new Error(`${failures.map(describeFailure).join('\n')}${at}`);
  }
}
