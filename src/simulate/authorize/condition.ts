import type { Comparison, Scope, Test } from './comparisons';
import type { Path } from '../../manifest/path';

/** What a field of a rule wants: one of some values, or none of them. */
export interface Condition {
  /** In the policy. */
  readonly path: Path;
  readonly wanted: readonly string[];
  readonly isNegated: boolean;
  readonly comparison: Comparison;
  /** One for each value that can be compared. */
  readonly tests: readonly Test[];
}

/** All of its conditions must hold. */
export type Clause = readonly Condition[];

/** What conditions are compiled for. */
export interface RuleTarget extends Scope {
  /** Whether the proxy reads the requests, or only passes bytes on. */
  readonly readsHttp: boolean;
}

/** A part of a rule, and the fields of it that the proxy cannot compare. */
export interface CompiledClause {
  readonly conditions: Clause;
  readonly leftOut: readonly Path[];
}

/** What a part of a rule can compare: the field, and the one that negates it. */
export type FieldTable = readonly (readonly [field: string, negated: string, comparison: Comparison])[];

/** Compiles the fields that are there. A field without any value that can be compared makes no condition. */
export function compileClause(table: FieldTable, values: object, path: Path, target: RuleTarget): CompiledClause {
  const lists = values as Readonly<Record<string, readonly string[] | undefined>>;
  const fields = table.flatMap(([plain, negated, comparison]) => [plain, negated].map((field) => (
    { path: [...path, field], wanted: lists[field] ?? [], isNegated: field === negated, comparison }))).filter(({ wanted }) => wanted.length > 0);
  const compiled = fields.map((field) => ({ ...field, tests: testsOf(field.comparison, field.wanted, target) }));
  return {
    conditions: compiled.filter(({ tests }) => tests.length > 0),
    leftOut: compiled.filter(({ tests, wanted }) => tests.length < wanted.length).map((field) => field.path),
  };
}

function testsOf(comparison: Comparison, wanted: readonly string[], target: RuleTarget): readonly Test[] {
  const tests = comparison.needsHttp && !target.readsHttp ? [] : wanted.flatMap((value) => comparison.test(value, target) ?? []);
  const together = comparison.together?.(wanted);
  return together === undefined ? tests : tests.map(() => together);
}
