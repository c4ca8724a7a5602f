import type { LabelExpression, Labels, LabelSelector } from './shapes';

/** How each operator of a label selector decides (k8s.io/apimachinery pkg/labels/selector.go). */
const OPERATORS: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

/** Whether all labels of `wanted` are there. No labels match everything. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  for (const key in wanted) {
    if (labels[key] !== wanted[key]) {
      return false;
    }
  }
  return true;
}

/** Whether a selector of the form that Kubernetes uses matches. An empty one matches everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return hasLabels(labels, matchLabels) && matchExpressions.every((expression) => holds(expression, labels));
}

function holds({ key, operator, values = [] }: LabelExpression, labels: Labels): boolean {
  return OPERATORS[operator]?.(labels[key], values) ?? false;
}
