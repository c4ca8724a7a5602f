import type { CelValues } from './cel-value';
import { surelyHolds } from './surely-holds';
import { isTransitionRule, ValidationRule } from './validation-rule';
import { Schema } from '../../../manifest/schema/schema';
import { Defect } from '../violation';

const rulesOf = new WeakMap<Schema, readonly ValidationRule[]>();

/** The rules of one object. */
export class ObjectRules {
  /** What rules see of the values, each made once. */
  private values: CelValues | undefined;

  /** The rules of the schema itself that do not hold of the value. */
  public defects(value: unknown, schema: Schema): readonly Defect[] {
    return rules(schema).filter(({ rule }) => !surelyHolds(rule, value)).flatMap((rule) => this.judge(rule, value, schema));
  }

  private judge({ rule, message }: ValidationRule, value: unknown, schema: Schema): readonly Defect[] {
    const { evaluateRule } = require('./rule') as typeof import('./rule');
    const result = evaluateRule(rule, this.celValue(value, schema));
    const meaning = message ?? `failed rule: ${rule}`;
    if (result instanceof Error) {
      return [{ path: [], kind: 'cel-error', message: `${meaning} (${result.message})` }];
    }
    return result ? [] : [{ path: [], kind: 'cel', message: meaning }];
  }

  private celValue(value: unknown, schema: Schema) {
    const { CelValues: Values } = require('./cel-value') as typeof import('./cel-value');
    this.values ??= new Values();
    return this.values.of(value, schema);
  }
}

function rules(schema: Schema): readonly ValidationRule[] {
  let known = rulesOf.get(schema);
  if (known === undefined) {
    known = schemaRules(schema);
    rulesOf.set(schema, known);
  }
  return known;
}

function schemaRules(schema: Schema): readonly ValidationRule[] {
  return (schema['x-kubernetes-validations'] as readonly ValidationRule[] | undefined ?? []).filter(({ rule }) => !isTransitionRule(rule));
}
