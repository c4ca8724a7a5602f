/** An entry of `x-kubernetes-validations`. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
}

/** Whether the rule compares with the object's previous state, which a manifest does not have. */
export function isTransitionRule(rule: string): boolean {
  return /\boldSelf\b/.test(rule);
}
