/** An OpenAPI v3 structural schema, as CRDs carry it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  readonly $ref?: string;
  readonly [keyword: string]: unknown;
}

const COMBINATIONS = ['oneOf', 'anyOf', 'allOf'] as const;

/** Keywords that hold one schema. */
const HOLDERS = ['items', 'additionalProperties', 'not'];

/** Whether the keyword holds schemas that only restrict what others describe. */
export function isCombination(keyword: string): boolean {
  return keyword === 'not' || COMBINATIONS.some((combination) => combination === keyword);
}

/**
 * The same schema with each of its direct sub-schemas replaced, and the schema itself where they all stay; `at` is the keyword and, where there is one,
 * the key under it.
 */
export function mapSubSchemas(schema: Schema, replace: (sub: Schema, ...at: string[]) => Schema): Schema {
  return mapValues(schema, (sub, keyword) => {
    if (keyword === 'properties') {
      return mapValues(sub as Record<string, Schema>, (field, name) => replace(field, keyword, name));
    }
    if (Array.isArray(sub) && isCombination(keyword)) {
      return sub.map((each: Schema, index) => replace(each, keyword, `${index}`));
    }
    return typeof sub === 'object' && HOLDERS.includes(keyword) ? replace(sub as Schema, keyword) : sub;
  });
}

/** Nearly all schemas have nothing to replace in them. */
function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Readonly<Record<string, T>> {
  let result = record;
  for (const key of Object.keys(record)) {
    const value = map(record[key], key);
    if (value !== record[key]) {
      result = result === record ? { ...record } : result;
      (result as Record<string, T>)[key] = value;
    }
  }
  return result;
}
