import { CelValues } from './cel-value';
import { evaluateRule, isTransitionRule, ValidationRule } from './rule';
import { isObject } from '../../../manifest/schema/defaults';
import { Schema } from '../../../manifest/schema/schema';
import { fieldSchema } from '../../../manifest/schema/sub-schema';
import { Defect } from '../violation';

const rulesOf = new WeakMap<Schema, readonly ValidationRule[]>();
const rulesWithin = new WeakMap<Schema, boolean>();

/** What was found in equal values, by schema and content: objects of one kind have most of their parts in common. */
const knownDefects = new WeakMap<Schema, Map<string, readonly Defect[]>>();

/** Values that are kept for each part of a schema. */
const MAX_KNOWN = 2000;

/** The rules of the schema, at any depth, that do not hold of the value. */
export function ruleDefects(value: unknown, schema: Schema): readonly Defect[] {
  return defectsWithin(value, schema, new CelValues());
}

/** Paths begin at the value. */
function defectsWithin(value: unknown, schema: Schema | undefined, values: CelValues): readonly Defect[] {
  if (schema === undefined || value === null || !hasRulesWithin(schema)) {
    return [];
  }
  const known = knownDefects.get(schema) ?? new Map<string, readonly Defect[]>();
  knownDefects.set(schema, known);
  const key = JSON.stringify(value);
  const defects = known.get(key) ?? [...rules(schema).flatMap((rule) => judge(rule, value, schema, values)), ...defectsBelow(value, schema, values)];
  if (known.size >= MAX_KNOWN) {
    known.clear();
  }
  known.set(key, defects);
  return defects;
}

function defectsBelow(value: unknown, schema: Schema, values: CelValues): Defect[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => below(index, defectsWithin(item, schema.items, values)));
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, field]) => below(name, defectsWithin(field, fieldSchema(schema, name), values)))
    : [];
}

function below(key: string | number, defects: readonly Defect[]): readonly Defect[] {
  return defects.length === 0 ? defects : defects.map((defect) => ({ ...defect, path: [key, ...defect.path] }));
}

function judge({ rule, message }: ValidationRule, value: unknown, schema: Schema, values: CelValues): Defect[] {
  const result = evaluateRule(rule, values.of(value, schema));
  const meaning = message ?? `failed rule: ${rule}`;
  if (result instanceof Error) {
    return [{ path: [], kind: 'cel-error', message: `${meaning} (${result.message})` }];
  }
  return result ? [] : [{ path: [], kind: 'cel', message: meaning }];
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
