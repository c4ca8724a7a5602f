import { CelValues } from './cel-value';
import { evaluateRule, isTransitionRule, ValidationRule } from './rule';
import type { Path } from '../../../manifest/path';
import { isObject } from '../../../manifest/schema/defaults';
import { Schema } from '../../../manifest/schema/schema';
import { fieldSchema } from '../../../manifest/schema/sub-schema';
import { Defect } from '../violation';

const rulesOf = new WeakMap<Schema, readonly ValidationRule[]>();
const rulesWithin = new WeakMap<Schema, boolean>();

/** The rules of the schema, at any depth, that do not hold of the value. */
export function ruleDefects(value: unknown, schema: Schema): Defect[] {
  const defects: Defect[] = [];
  new RuleWalk(defects).visit(value, schema, []);
  return defects;
}

class RuleWalk {
  private readonly values = new CelValues();

  constructor(private readonly defects: Defect[]) {}

  public visit(value: unknown, schema: Schema | undefined, path: Path): void {
    if (schema === undefined || value === null || !hasRulesWithin(schema)) {
      return;
    }
    for (const rule of rules(schema)) {
      this.judge(rule, value, schema, path);
    }
    if (Array.isArray(value)) {
      value.forEach((item, index) => this.visit(item, schema.items, [...path, index]));
    } else if (isObject(value)) {
      Object.entries(value).forEach(([name, field]) => this.visit(field, fieldSchema(schema, name), [...path, name]));
    }
  }

  private judge({ rule, message }: ValidationRule, value: unknown, schema: Schema, path: Path): void {
    const result = evaluateRule(rule, this.values.of(value, schema));
    const meaning = message ?? `failed rule: ${rule}`;
    if (result instanceof Error) {
      this.defects.push({ path, kind: 'cel-error', message: `${meaning} (${result.message})` });
    } else if (!result) {
      this.defects.push({ path, kind: 'cel', message: meaning });
    }
  }
}

function rules(schema: Schema): readonly ValidationRule[] {
  const known = rulesOf.get(schema)
    ?? (schema['x-kubernetes-validations'] as readonly ValidationRule[] | undefined ?? []).filter(({ rule }) => !isTransitionRule(rule));
  rulesOf.set(schema, known);
  return known;
}

function hasRulesWithin(schema: Schema): boolean {
  const known = rulesWithin.get(schema) ?? (rules(schema).length > 0 || subSchemas(schema).some(hasRulesWithin));
  rulesWithin.set(schema, known);
  return known;
}

function subSchemas({ properties, items, additionalProperties }: Schema): Schema[] {
  return [...Object.values(properties ?? {}), items, additionalProperties].filter((sub) => typeof sub === 'object');
}
